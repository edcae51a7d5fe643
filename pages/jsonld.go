package pages

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// vocabulary is the JSON-LD context. It uses the terms of schema.org, and also those of Web Annotation for
// passages, of SKOS for topics, and of W3C's organization ontology (which Popolo uses too) for memberships. It is
// inlined so that programs need not fetch it.
var vocabulary = node{
	"@vocab":  "https://schema.org/",
	"oa":      "http://www.w3.org/ns/oa#",
	"skos":    "http://www.w3.org/2004/02/skos/core#",
	"org":     "http://www.w3.org/ns/org#",
	"rdf":     "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
	"dcterms": "http://purl.org/dc/terms/",
	"edtf":    "http://id.loc.gov/datatypes/edtf/",
	"id":      "@id",
	"type":    "@type",
}

// A node is a node object of JSON-LD.
type node = map[string]any

// encodeJSONLD returns a node as a document. If the public address is known, it becomes @base, so that relative
// addresses resolve in a saved file as well. The text can stand in a script element: json.Marshal escapes <, > and &.
func encodeJSONLD(t node, site string) ([]byte, error) {
	t["@context"] = vocabulary
	if site != "" {
		context := maps.Clone(vocabulary)
		context["@base"] = site + "/"
		t["@context"] = context
	}
	return json.Marshal(t)
}

// writeJSONLD sends a node as a document.
func writeJSONLD(w http.ResponseWriter, t node, site string) error {
	text, err := encodeJSONLD(t, site)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", mediaJSONLD)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)+1))
	w.Write(append(text, '\n')) // an error means that the client is gone
	return nil
}

// jsonLD describes a record as linked data, from the result of its page's view. It leaves out unknown values.
func jsonLD(kind string, record map[string]any) node {
	setLanguages(record, "")
	t := nodeBuilders[kind](record)
	t["id"] = record["url"]
	if kind != "annotation" {
		addReverse(t, "oa:hasBody", mapRecords(record["citations"], annotationNode))
	}
	return removeEmpty(t)
}

// addReverse adds the nodes that have this one as the value of a property (@reverse).
func addReverse(t node, property string, others []any) {
	if len(others) == 0 {
		return
	}
	reverse, already := t["@reverse"].(node)
	if !already {
		reverse = node{}
		t["@reverse"] = reverse
	}
	reverse[property] = others
}

// nodeBuilders maps each kind to the function that describes its records as JSON-LD.
var nodeBuilders = map[string]func(map[string]any) node{
	"statement": statementNode,
	"person": func(r map[string]any) node {
		t := agentNode("Person", r)
		addEvents(t, r)
		t["dcterms:relation"] = referenceNode("Country", r["country"])
		t["hasOccupation"] = mapRecords(r["positions"], func(p map[string]any) node {
			return node{"type": "Occupation", "name": inLanguage(p["title"], p["lang"]),
				"dcterms:relation": referenceNode(nil, p["of"])}
		})
		return t
	},
	"organization": func(r map[string]any) node {
		t := agentNode("Organization", r)
		addEvents(t, r)
		t["founder"], t["location"] = mapRecords(r["founders"], mentionNode), r["headquarters"]
		t["parentOrganization"] = referenceNode("Organization", r["partOf"])
		t["event"] = mapRecords(connectionNodes(r["summits"]), eventNode)
		setDate(t, "foundingDate", r["founded"])
		addReverse(t, "dcterms:relation", mapRecords(connectionNodes(r["memberships"]), membershipNode))
		return t
	},
	"country": func(r map[string]any) node {
		t := agentNode("Country", r)
		addEvents(t, r)
		t["identifier"] = []any{r["isoAlpha2"], r["isoAlpha3"]}
		addReverse(t, "dcterms:relation", mapRecords(connectionNodes(r["memberships"]), membershipNode))
		return t
	},
	"membership": membershipNode,
	"event": func(r map[string]any) node {
		t := eventNode(r)
		t["organizer"], t["location"] = referenceNode("Organization", r["organization"]), r["place"]
		property := participantProperty(r)
		var printed, inferred, participants []any
		for _, p := range r["participants"].([]any) {
			if p := p.(map[string]any); p["note"] == nil {
				role := node{"type": "Role", "roleName": roleName(p), property: mentionNode(p)}
				participants = append(participants, role)
			} else {
				inferred = append(inferred, mentionNode(p))
			}
		}
		t[property] = participants
		for _, n := range connectionNodes(r["statements"]).([]any) {
			if s := n.(map[string]any); s["occasionNote"] == nil {
				printed = append(printed, utteranceNode(s))
			} else {
				inferred = append(inferred, utteranceNode(s))
			}
		}
		t["recordedIn"], t["dcterms:relation"] = printed, inferred
		t["subjectOf"] = mapRecords(connectionNodes(r["narrations"]), narratedNode)
		return t
	},
	"document": func(r map[string]any) node {
		t := articleNode(r)
		t["hasPart"] = mapRecords(connectionNodes(r["narrations"]), narratedNode)
		addReverse(t, "oa:hasTarget", mapRecords(connectionNodes(r["passages"]), func(p map[string]any) node {
			return node{"id": p["url"], "type": "oa:Annotation"}
		}))
		return t
	},
	"topic": func(r map[string]any) node {
		t := topicNode(r)
		t["description"], t["skos:scopeNote"] = r["description"], r["description"]
		t["subjectOf"] = append(mapRecords(connectionNodes(r["statements"]), utteranceNode),
			mapRecords(connectionNodes(r["narrations"]), narratedNode)...)
		return t
	},
	"narration": narrationNode,
	"discrepancy": func(r map[string]any) node {
		return node{
			"type": "Collection", "name": r["property"], "description": r["note"],
			"about": node{"id": r["subject"].(map[string]any)["url"]},
			"hasPart": mapRecords(r["claims"], func(c map[string]any) node {
				claim := node{
					"type": "Claim", "text": c["value"], "creativeWorkStatus": c["rank"], "description": c["reason"],
				}
				addReverse(claim, "oa:hasBody", mapRecords(c["citations"], annotationNode))
				return claim
			}),
		}
	},
	"annotation": func(r map[string]any) node {
		return node{
			"type": "oa:Annotation", "oa:motivatedBy": node{"id": "oa:commenting"},
			"oa:hasTarget": mapRecords(r["citations"], targetNode),
			"oa:hasBody":   node{"type": "oa:TextualBody", "rdf:value": r["note"], "dcterms:type": r["kind"]},
		}
	},
	"citation": func(r map[string]any) node {
		t := annotationNode(r)
		t["oa:hasBody"] = node{"id": r["subject"].(map[string]any)["url"]}
		return t
	},
}

// statementNode returns an utterance with its attribution, its occasion and the article that prints it.
func statementNode(r map[string]any) node {
	t := utteranceNode(r)
	t["description"] = inLanguage(r["cue"], r["lang"])
	t[speakerProperty(r)] = mapRecords(r["speakers"], mentionNode)
	t["about"], t["isPartOf"] = mapRecords(r["topics"], topicNode), sourceArticle(r)
	t["audience"] = mapRecords(r["addressees"], func(m map[string]any) node {
		return node{"type": "Audience", "name": inLanguage(m["namedAs"], m["lang"])}
	})
	t["isBasedOn"] = mapRecords(r["attribution"], func(a map[string]any) node {
		return node{"type": "CreativeWork", "publisher": mentionNode(a),
			"description": inLanguage(a["cue"], a["lang"])}
	})
	if r["occasionNote"] == nil {
		t["recordedAt"] = referenceNode("Event", r["occasion"])
	} else {
		t["dcterms:relation"] = referenceNode("Event", r["occasion"]) // inferred
	}
	setDate(t, "dateCreated", r["saidOn"])
	t["dcterms:isReferencedBy"] = mapRecords(r["glosses"], narratedNode)
	return t
}

// narrationNode returns a Claim of an article. It has no creator, so that nobody takes it for somebody's words. A gloss
// refers to the statement that it interprets.
func narrationNode(r map[string]any) node {
	t := narratedNode(r)
	article := articleNode(r["document"].(map[string]any))
	t["isPartOf"], t["appearance"] = article, node{"id": article["id"]}
	t["about"] = slices.Concat(mapRecords(r["about"], mentionNode), mapRecords(r["events"], eventNode),
		mapRecords(r["topics"], topicNode))
	if statement, glossed := r["interprets"].(map[string]any); glossed {
		t["dcterms:references"] = utteranceNode(statement)
	}
	return t
}

// narratedNode returns a Claim with the printed text, and the curators' summary as its abstract.
func narratedNode(r map[string]any) node {
	passage := r["passage"].(map[string]any)
	return node{
		"id": r["url"], "type": "Claim", "genre": "NARRATION", "text": inLanguage(passage["exact"], r["lang"]),
		"abstract": r["summary"],
	}
}

// utteranceNode returns a Quotation if the statement is quoted in full, and otherwise a Claim.
func utteranceNode(r map[string]any) node {
	kind := "Claim"
	if r["kind"] == "DIRECT" {
		kind = "Quotation"
	}
	return node{"id": r["url"], "type": kind, "text": inLanguage(r["text"], r["lang"]), "genre": r["kind"]}
}

// speakerProperty returns the property that links an utterance to its speakers.
func speakerProperty(r map[string]any) string {
	if r["kind"] == "DIRECT" {
		return "spokenByCharacter"
	}
	return "creator"
}

// agentNode returns an agent with its names and, as @reverse, its statements.
func agentNode(kind string, r map[string]any) node {
	names := r["otherNames"].([]any)
	if acronym, has := r["acronym"].(string); has {
		names = append([]any{acronym}, names...)
	}
	t := node{
		"type": kind, "name": r["name"], "alternateName": names,
		"subjectOf": mapRecords(connectionNodes(r["narrations"]), narratedNode),
	}
	said := map[string][]any{}
	for _, n := range connectionNodes(r["statements"]).([]any) {
		s := n.(map[string]any)
		said[speakerProperty(s)] = append(said[speakerProperty(s)], utteranceNode(s))
	}
	for property, statements := range said {
		addReverse(t, property, statements)
	}
	return t
}

// addEvents adds the events of an agent with its roles. schema.org puts a Role between the event and the agent. An
// inferred participation only relates the two.
func addEvents(t node, agent map[string]any) {
	roles := map[string][]any{}
	for _, e := range connectionNodes(agent["events"]).([]any) {
		of := e.(map[string]any)
		property := participantProperty(of)
		if noteOf(of, agent) != "" {
			roles["dcterms:relation"] = append(roles["dcterms:relation"], eventNode(of))
			continue
		}
		seen := map[any]bool{}
		for _, p := range participantsOf(of, agent) {
			name := roleName(p)
			if seen[name] {
				continue
			}
			seen[name] = true
			role := node{"type": "Role", "roleName": name}
			addReverse(role, property, []any{eventNode(of)})
			roles[property] = append(roles[property], role)
		}
	}
	for property, all := range roles {
		addReverse(t, property, all)
	}
}

// roleName returns the role of a participant, as printed if the schema has no name for it.
func roleName(participant map[string]any) any {
	if participant["role"] == "OTHER" {
		return inLanguage(participant["roleAsPrinted"], participant["lang"])
	}
	return participant["role"]
}

// participantProperty returns the property that links an event to its participants. Participants of an incident did not
// attend it.
func participantProperty(event map[string]any) string {
	if event["kind"] == "INCIDENT" {
		return "about"
	}
	return "attendee"
}

// membershipNode returns a role. Only full members are members as other vocabularies define it; a refused applicant has
// a role too.
func membershipNode(r map[string]any) node {
	t := node{"id": r["url"], "type": []any{"Role"}, "roleName": r["status"]}
	state, organization := referenceNode("Country", r["state"]), referenceNode("Organization", r["organization"])
	if r["status"] == "FULL_MEMBER" {
		t["type"], t["org:member"], t["org:organization"] = []any{"Role", "org:Membership"}, state, organization
	}
	t["dcterms:relation"] = []any{state, organization}
	setDate(t, "startDate", r["start"])
	setDate(t, "endDate", r["end"])
	return t
}

// mapRecords calls describe for every record of a list.
func mapRecords(list any, describe func(map[string]any) node) []any {
	var all []any
	records, _ := list.([]any)
	for _, r := range records {
		all = append(all, describe(r.(map[string]any)))
	}
	return all
}

// connectionNodes returns the records of a connection, or nil if the connection is missing.
func connectionNodes(connection any) any {
	c, _ := connection.(map[string]any)
	return c["nodes"]
}

// referenceNode returns a reference to a record, with its type if that is known, or nil if there is no record.
func referenceNode(kind, record any) any {
	r, there := record.(map[string]any)
	if !there {
		return nil
	}
	return node{"id": r["url"], "type": kind, "name": r["name"]}
}

// mentionNode returns an agent as the text names it.
func mentionNode(mention map[string]any) node {
	if agent, ok := mention["agent"].(map[string]any); ok {
		return node{"id": agent["url"], "name": agent["name"]}
	}
	return node{
		"name":             inLanguage(mention["namedAs"], mention["lang"]),
		"dcterms:relation": referenceNode("Organization", mention["membersOf"]),
	}
}

func eventNode(r map[string]any) node {
	t := node{"id": r["url"], "type": "Event", "name": r["name"]}
	setDate(t, "startDate", r["when"])
	return t
}

func topicNode(r map[string]any) node {
	return node{
		"id": r["url"], "type": []any{"DefinedTerm", "skos:Concept"}, "name": r["name"], "skos:prefLabel": r["name"],
	}
}

func articleNode(r map[string]any) node {
	t := node{
		"id": r["url"], "type": "NewsArticle", "headline": inLanguage(r["title"], r["language"]),
		"inLanguage": r["language"],
		"name":       r["name"],
		"identifier": node{"type": "PropertyValue", "propertyID": "SHA-256", "value": r["sha256"]},
	}
	if r["publisherNote"] == nil {
		t["publisher"] = r["publisher"]
	}
	setDate(t, "datePublished", r["published"])
	return t
}

// sourceArticle returns the document of the statement's own passage.
func sourceArticle(statement map[string]any) any {
	for _, c := range citationsFor(statement["citations"].([]any), "") {
		return articleNode(c.(map[string]any)["document"].(map[string]any))
	}
	return nil
}

// annotationNode returns an annotation of a passage: it identifies the record that the passage supports, or describes
// one property of it.
func annotationNode(passage map[string]any) node {
	t := node{
		"id": passage["url"], "type": "oa:Annotation", "oa:motivatedBy": node{"id": "oa:identifying"},
		"oa:hasTarget": targetNode(passage),
	}
	if property := passage["property"]; property != nil {
		t["oa:motivatedBy"], t["dcterms:subject"] = node{"id": "oa:describing"}, property
	}
	return t
}

// targetNode locates a passage by its words and by its character offsets.
func targetNode(passage map[string]any) node {
	quote := node{"type": "oa:TextQuoteSelector", "oa:exact": inLanguage(passage["exact"], passage["lang"])}
	for _, context := range []string{"prefix", "suffix"} {
		if passage[context] != "" {
			quote["oa:"+context] = inLanguage(passage[context], passage["lang"])
		}
	}
	return node{
		"type": "oa:SpecificResource", "oa:hasSource": referenceNode("NewsArticle", passage["document"]),
		"oa:hasSelector": []any{
			quote,
			node{"type": "oa:TextPositionSelector", "oa:start": passage["start"], "oa:end": passage["end"]},
		},
	}
}

// setDate sets a date of a node. Only a printed date is a plain value; an inferred or external one is a period that
// says so.
func setDate(t node, property string, value any) {
	d, there := value.(map[string]any)
	if !there {
		return
	}
	var date any = d["edtf"]
	if strings.ContainsAny(d["edtf"].(string), "/.?~%X[") {
		date = node{"@type": "edtf:EDTF", "@value": date}
	}
	if d["basis"] == "STATED" {
		t[property] = date
		return
	}
	periods, _ := t["dcterms:temporal"].([]any)
	t["dcterms:temporal"] = append(periods, node{
		"type": "dcterms:PeriodOfTime", "name": property, "dcterms:date": date, "dcterms:provenance": d["basis"],
		"description": d["note"],
	})
}

// removeEmpty removes unknown and empty values at every depth.
func removeEmpty(t node) node {
	for name, value := range t {
		switch value := value.(type) {
		case node:
			removeEmpty(value)
		case []any:
			value = slices.DeleteFunc(slices.Clone(value), func(v any) bool { return v == nil })
			for _, v := range value {
				if below, isThing := v.(node); isThing {
					removeEmpty(below)
				}
			}
			if t[name] = value; len(value) == 0 {
				delete(t, name)
			}
		case nil:
			delete(t, name)
		case string:
			if value == "" {
				delete(t, name)
			}
		}
	}
	return t
}
