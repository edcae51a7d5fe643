package pages

import (
	"maps"
	"slices"
	"strings"
)

// vocabulary gives the terms of linked data their meaning: those of schema.org, and beside them those of Web Annotation
// for passages, of SKOS for topics and of W3C's organization ontology, which is Popolo's, for memberships. It is
// written out, so that no program has to fetch it.
var vocabulary = thing{
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

// A thing is a node of linked data.
type thing = map[string]any

// linked describes a record as linked data, from the answer to the view of its page. Unknown values are left out. If
// the site is known, the addresses in the record are absolute and the site becomes @base, so that a saved file resolves
// the rest as well.
func linked(kind string, record map[string]any, site string) thing {
	t := describers[kind](record)
	t["id"] = record["url"]
	if kind != "annotation" {
		leadingTo(t, "oa:hasBody", each(record["citations"], annotationOf))
	}
	known(t)["@context"] = vocabulary
	if site != "" {
		context := maps.Clone(vocabulary)
		context["@base"] = site + "/"
		t["@context"] = context
	}
	return t
}

// leadingTo says which others have the thing as the value of a property.
func leadingTo(t thing, property string, others []any) {
	if len(others) == 0 {
		return
	}
	reverse, already := t["@reverse"].(thing)
	if !already {
		reverse = thing{}
		t["@reverse"] = reverse
	}
	reverse[property] = others
}

// describers make a thing of each kind of record.
var describers = map[string]func(map[string]any) thing{
	"statement": statement,
	"person": func(r map[string]any) thing {
		t := named("Person", r)
		takingPart(t, r)
		t["dcterms:relation"] = reference("Country", r["country"])
		t["hasOccupation"] = each(r["positions"], func(p map[string]any) thing {
			return thing{"type": "Occupation", "name": p["title"], "dcterms:relation": reference(nil, p["of"])}
		})
		return t
	},
	"organization": func(r map[string]any) thing {
		t := named("Organization", r)
		takingPart(t, r)
		t["founder"], t["location"] = each(r["founders"], who), r["headquarters"]
		t["event"] = each(nodes(r["summits"]), event)
		dated(t, "foundingDate", r["founded"])
		leadingTo(t, "dcterms:relation", each(nodes(r["memberships"]), membership))
		return t
	},
	"country": func(r map[string]any) thing {
		t := named("Country", r)
		takingPart(t, r)
		t["identifier"] = []any{r["isoAlpha2"], r["isoAlpha3"]}
		leadingTo(t, "dcterms:relation", each(nodes(r["memberships"]), membership))
		return t
	},
	"membership": membership,
	"event": func(r map[string]any) thing {
		t := event(r)
		t["organizer"], t["location"] = reference("Organization", r["organization"]), r["place"]
		property := partIn(r)
		t[property] = each(r["participants"], func(p map[string]any) thing {
			return thing{"type": "Role", "roleName": p["role"], property: who(p)}
		})
		var printed, inferred []any
		for _, n := range nodes(r["statements"]).([]any) {
			if s := n.(map[string]any); s["occasionNote"] == nil {
				printed = append(printed, utterance(s))
			} else {
				inferred = append(inferred, utterance(s))
			}
		}
		t["recordedIn"], t["dcterms:relation"] = printed, inferred
		return t
	},
	"document": func(r map[string]any) thing {
		t := article(r)
		leadingTo(t, "oa:hasTarget", each(nodes(r["passages"]), func(p map[string]any) thing {
			return thing{"id": p["url"], "type": "oa:Annotation"}
		}))
		return t
	},
	"topic": func(r map[string]any) thing {
		t := topic(r)
		t["subjectOf"] = each(nodes(r["statements"]), utterance)
		return t
	},
	"discrepancy": func(r map[string]any) thing {
		return thing{
			"type": "Collection", "name": r["property"], "description": r["note"],
			"about": thing{"id": r["subject"].(map[string]any)["url"]},
			"hasPart": each(r["claims"], func(c map[string]any) thing {
				claim := thing{
					"type": "Claim", "text": c["value"], "creativeWorkStatus": c["rank"], "description": c["reason"],
				}
				leadingTo(claim, "oa:hasBody", each(c["citations"], annotationOf))
				return claim
			}),
		}
	},
	"annotation": func(r map[string]any) thing {
		return thing{
			"type": "oa:Annotation", "oa:motivatedBy": thing{"id": "oa:commenting"},
			"oa:hasTarget": each(r["citations"], target),
			"oa:hasBody":   thing{"type": "oa:TextualBody", "rdf:value": r["note"], "dcterms:type": r["kind"]},
		}
	},
	"citation": func(r map[string]any) thing {
		t := annotationOf(r)
		t["oa:hasBody"] = thing{"id": r["subject"].(map[string]any)["url"]}
		return t
	},
}

// statement is an utterance with who passed it on, where it was made and where it is printed.
func statement(r map[string]any) thing {
	t := utterance(r)
	t[speaking(r)], t["about"], t["isPartOf"] = each(r["speakers"], who), each(r["topics"], topic), printedIn(r)
	t["audience"] = each(r["addressees"], func(m map[string]any) thing {
		return thing{"type": "Audience", "name": m["namedAs"]}
	})
	t["isBasedOn"] = each(r["attribution"], func(a map[string]any) thing {
		return thing{"type": "CreativeWork", "publisher": who(a), "description": a["cue"]}
	})
	if r["occasionNote"] == nil {
		t["recordedAt"] = reference("Event", r["occasion"])
	} else {
		t["dcterms:relation"] = reference("Event", r["occasion"]) // inferred
	}
	dated(t, "dateCreated", r["saidOn"])
	return t
}

// utterance is a quotation where all of it is quoted, and else a claim, in the words of the document.
func utterance(r map[string]any) thing {
	kind := "Claim"
	if r["kind"] == "DIRECT" {
		kind = "Quotation"
	}
	return thing{"id": r["url"], "type": kind, "text": r["text"], "genre": r["kind"]}
}

// speaking is the property that leads from an utterance to who makes it.
func speaking(r map[string]any) string {
	if r["kind"] == "DIRECT" {
		return "spokenByCharacter"
	}
	return "creator"
}

// named is an agent with its names and, the other way round, what it says.
func named(kind string, r map[string]any) thing {
	names := r["otherNames"].([]any)
	if acronym, has := r["acronym"].(string); has {
		names = append([]any{acronym}, names...)
	}
	t := thing{"type": kind, "name": r["name"], "alternateName": names}
	said := map[string][]any{}
	for _, n := range nodes(r["statements"]).([]any) {
		s := n.(map[string]any)
		said[speaking(s)] = append(said[speaking(s)], utterance(s))
	}
	for property, statements := range said {
		leadingTo(t, property, statements)
	}
	return t
}

// takingPart adds the events of an agent, with its roles. schema.org puts a Role between the event and the agent.
func takingPart(t thing, agent map[string]any) {
	roles := map[string][]any{}
	for _, e := range nodes(agent["events"]).([]any) {
		of := e.(map[string]any)
		property := partIn(of)
		for _, name := range rolesIn(of, agent) {
			role := thing{"type": "Role", "roleName": name}
			leadingTo(role, property, []any{event(of)})
			roles[property] = append(roles[property], role)
		}
	}
	for property, all := range roles {
		leadingTo(t, property, all)
	}
}

// partIn returns the property from an event to its participants. Participants of an incident did not attend it.
func partIn(event map[string]any) string {
	if event["kind"] == "INCIDENT" {
		return "about"
	}
	return "attendee"
}

// membership is a role. Only full members are members in the sense of other vocabularies; a refused applicant has a
// role too.
func membership(r map[string]any) thing {
	t := thing{"id": r["url"], "type": []any{"Role"}, "roleName": r["status"]}
	state, organization := reference("Country", r["state"]), reference("Organization", r["organization"])
	if r["status"] == "FULL_MEMBER" {
		t["type"], t["org:member"], t["org:organization"] = []any{"Role", "org:Membership"}, state, organization
	}
	t["dcterms:relation"] = []any{state, organization}
	dated(t, "startDate", r["start"])
	dated(t, "endDate", r["end"])
	return t
}

// each describes every record of a list.
func each(list any, describe func(map[string]any) thing) []any {
	var all []any
	records, _ := list.([]any)
	for _, r := range records {
		all = append(all, describe(r.(map[string]any)))
	}
	return all
}

// nodes are the records of a connection, which may not be there.
func nodes(connection any) any {
	c, _ := connection.(map[string]any)
	return c["nodes"]
}

// reference names a record that may not be there, and says its type, if that is known.
func reference(kind, record any) any {
	r, there := record.(map[string]any)
	if !there {
		return nil
	}
	return thing{"id": r["url"], "type": kind, "name": r["name"]}
}

// who is somebody as a text names them.
func who(mention map[string]any) thing {
	if agent, known := mention["agent"].(map[string]any); known {
		return thing{"id": agent["url"], "name": agent["name"]}
	}
	return thing{"name": mention["namedAs"]}
}

func event(r map[string]any) thing {
	t := thing{"id": r["url"], "type": "Event", "name": r["name"]}
	dated(t, "startDate", r["when"])
	return t
}

func topic(r map[string]any) thing {
	return thing{
		"id": r["url"], "type": []any{"DefinedTerm", "skos:Concept"}, "name": r["name"], "skos:prefLabel": r["name"],
	}
}

func article(r map[string]any) thing {
	t := thing{
		"id": r["url"], "type": "NewsArticle", "headline": r["title"], "inLanguage": r["language"],
		"name":       r["fileName"],
		"identifier": thing{"type": "PropertyValue", "propertyID": "SHA-256", "value": r["sha256"]},
	}
	if r["publisherNote"] == nil {
		t["publisher"] = r["publisher"]
	}
	dated(t, "datePublished", r["published"])
	return t
}

// printedIn is the document of a statement's own passage.
func printedIn(statement map[string]any) any {
	for _, c := range supports(statement["citations"].([]any), "") {
		return article(c.(map[string]any)["document"].(map[string]any))
	}
	return nil
}

// annotationOf makes an annotation of a passage: it identifies what the passage supports, or describes one property of
// it.
func annotationOf(passage map[string]any) thing {
	t := thing{
		"id": passage["url"], "type": "oa:Annotation", "oa:motivatedBy": thing{"id": "oa:identifying"},
		"oa:hasTarget": target(passage),
	}
	if property := passage["property"]; property != nil {
		t["oa:motivatedBy"], t["dcterms:subject"] = thing{"id": "oa:describing"}, property
	}
	return t
}

// target is the place of a passage, by its words and by its characters.
func target(passage map[string]any) thing {
	return thing{
		"type": "oa:SpecificResource", "oa:hasSource": reference("NewsArticle", passage["document"]),
		"oa:hasSelector": []any{
			thing{
				"type":     "oa:TextQuoteSelector",
				"oa:exact": passage["exact"], "oa:prefix": passage["prefix"], "oa:suffix": passage["suffix"],
			},
			thing{"type": "oa:TextPositionSelector", "oa:start": passage["start"], "oa:end": passage["end"]},
		},
	}
}

// dated gives a thing a date. Only what is printed is a plain value; what is inferred or known from outside is a period
// that says so.
func dated(t thing, property string, value any) {
	d, there := value.(map[string]any)
	if !there {
		return
	}
	var date any = d["edtf"]
	if strings.ContainsAny(d["edtf"].(string), "/.?~%X") {
		date = thing{"@type": "edtf:EDTF", "@value": date}
	}
	if d["basis"] == "STATED" {
		t[property] = date
		return
	}
	periods, _ := t["dcterms:temporal"].([]any)
	t["dcterms:temporal"] = append(periods, thing{
		"type": "dcterms:PeriodOfTime", "name": property, "dcterms:date": date, "dcterms:provenance": d["basis"],
		"description": d["note"],
	})
}

// known leaves out what is unknown or empty, at every depth.
func known(t thing) thing {
	for name, value := range t {
		switch value := value.(type) {
		case thing:
			known(value)
		case []any:
			value = slices.DeleteFunc(slices.Clone(value), func(v any) bool { return v == nil })
			for _, v := range value {
				if below, isThing := v.(thing); isThing {
					known(below)
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
