package pages

import (
	"slices"
	"strings"
)

// vocabulary gives the terms of linked data their meaning: those of schema.org, and beside them those of Web Annotation for passages,
// of SKOS for topics and of W3C's organization ontology, which is Popolo's, for memberships. It is written out, so that no program
// has to fetch it.
var vocabulary = thing{
	"@vocab": "https://schema.org/", "oa": "http://www.w3.org/ns/oa#", "skos": "http://www.w3.org/2004/02/skos/core#", "org": "http://www.w3.org/ns/org#",
	"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "dcterms": "http://purl.org/dc/terms/", "edtf": "http://id.loc.gov/datatypes/edtf/",
	"id": "@id", "type": "@type",
}

// A thing is a node of linked data.
type thing = map[string]any

// linked makes linked data of what the view of a record's page has answered. What is unknown is left out.
func linked(kind string, record map[string]any) thing {
	t := describers[kind](record)
	t["id"], t["@context"] = record["url"], vocabulary
	if kind != "annotation" {
		leadingTo(t, "oa:hasBody", each(record["citations"], annotationOf))
	}
	return known(t)
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
	"statement": func(r map[string]any) thing {
		return thing{
			"type": "Quotation", "text": r["text"], "spokenByCharacter": each(r["speakers"], who), "about": each(r["topics"], topic),
			"dateCreated": date(r["saidOn"]), "recordedAt": reference("Event", r["occasion"]), "isPartOf": printedIn(r),
			"audience": each(r["addressees"], func(m map[string]any) thing { return thing{"type": "Audience", "name": m["namedAs"]} }),
		}
	},
	"person": func(r map[string]any) thing {
		t := named("Person", r)
		t["nationality"], t["performerIn"] = reference("Country", r["country"]), each(nodes(r["events"]), event)
		t["memberOf"] = each(r["positions"], func(p map[string]any) thing {
			return thing{"type": "OrganizationRole", "roleName": p["title"], "startDate": date(p["start"]), "endDate": date(p["end"]), "memberOf": reference(nil, p["of"])}
		})
		return t
	},
	"organization": func(r map[string]any) thing {
		t := named("Organization", r)
		t["foundingDate"], t["founder"], t["location"], t["event"] = date(r["founded"]), each(r["founders"], who), r["headquarters"], each(nodes(r["summits"]), event)
		leadingTo(t, "org:organization", each(nodes(r["memberships"]), membership))
		return t
	},
	"country": func(r map[string]any) thing {
		t := named("Country", r)
		t["identifier"] = []any{r["isoAlpha2"], r["isoAlpha3"]}
		leadingTo(t, "org:member", each(nodes(r["memberships"]), membership))
		return t
	},
	"membership": membership,
	"event": func(r map[string]any) thing {
		t := event(r)
		t["organizer"], t["location"], t["attendee"] = reference("Organization", r["organization"]), r["place"], each(r["participants"], who)
		t["recordedIn"] = each(nodes(r["statements"]), quotation)
		return t
	},
	"document": func(r map[string]any) thing {
		t := article(r)
		leadingTo(t, "oa:hasTarget", each(nodes(r["passages"]), func(p map[string]any) thing { return thing{"id": p["url"], "type": "oa:Annotation"} }))
		return t
	},
	"topic": func(r map[string]any) thing {
		t := topic(r)
		t["subjectOf"] = each(nodes(r["statements"]), quotation)
		return t
	},
	"discrepancy": func(r map[string]any) thing {
		return thing{
			"type": "Collection", "about": thing{"id": r["subject"].(map[string]any)["url"]}, "name": r["property"], "description": r["note"],
			"hasPart": each(r["claims"], func(c map[string]any) thing {
				claim := thing{"type": "Claim", "text": c["value"]}
				leadingTo(claim, "oa:hasBody", each(c["citations"], annotationOf))
				return claim
			}),
		}
	},
	"annotation": func(r map[string]any) thing {
		return thing{
			"type": "oa:Annotation", "oa:motivatedBy": thing{"id": "oa:commenting"}, "oa:hasTarget": each(r["citations"], target),
			"oa:hasBody": thing{"type": "oa:TextualBody", "rdf:value": r["note"], "dcterms:type": r["kind"]},
		}
	},
	"citation": func(r map[string]any) thing {
		t := annotationOf(r)
		t["oa:hasBody"] = thing{"id": r["subject"].(map[string]any)["url"]}
		return t
	},
}

// named is an agent with its names and, the other way round, its statements.
func named(kind string, r map[string]any) thing {
	names := r["otherNames"].([]any)
	if acronym, has := r["acronym"].(string); has {
		names = append([]any{acronym}, names...)
	}
	t := thing{"type": kind, "name": r["name"], "alternateName": names}
	leadingTo(t, "spokenByCharacter", each(nodes(r["statements"]), quotation))
	return t
}

func membership(r map[string]any) thing {
	return thing{
		"id": r["url"], "type": "org:Membership", "org:member": reference("Country", r["state"]), "org:organization": reference("Organization", r["organization"]),
		"roleName": r["status"], "startDate": date(r["start"]), "endDate": date(r["end"]),
	}
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
	return thing{"id": r["url"], "type": "Event", "name": r["name"], "startDate": date(r["when"])}
}

func quotation(r map[string]any) thing {
	return thing{"id": r["url"], "type": "Quotation", "text": r["text"]}
}

func topic(r map[string]any) thing {
	return thing{"id": r["url"], "type": []any{"DefinedTerm", "skos:Concept"}, "name": r["name"], "skos:prefLabel": r["name"]}
}

func article(r map[string]any) thing {
	return thing{
		"id": r["url"], "type": "NewsArticle", "headline": r["title"], "publisher": r["publisher"], "datePublished": date(r["published"]),
		"inLanguage": r["language"], "name": r["fileName"], "identifier": thing{"type": "PropertyValue", "propertyID": "SHA-256", "value": r["sha256"]},
	}
}

// printedIn is the document of a statement's own passage.
func printedIn(statement map[string]any) any {
	for _, c := range supports(statement["citations"].([]any), "") {
		return article(c.(map[string]any)["document"].(map[string]any))
	}
	return nil
}

// annotationOf makes an annotation of a passage: it identifies what the passage supports.
func annotationOf(passage map[string]any) thing {
	return thing{"id": passage["url"], "type": "oa:Annotation", "oa:motivatedBy": thing{"id": "oa:identifying"}, "oa:hasTarget": target(passage)}
}

// target is the place of a passage, by its words and by its characters.
func target(passage map[string]any) thing {
	return thing{
		"type": "oa:SpecificResource", "oa:hasSource": reference("NewsArticle", passage["document"]), "oa:hasSelector": []any{
			thing{"type": "oa:TextQuoteSelector", "oa:exact": passage["exact"], "oa:prefix": passage["prefix"], "oa:suffix": passage["suffix"]},
			thing{"type": "oa:TextPositionSelector", "oa:start": passage["start"], "oa:end": passage["end"]},
		},
	}
}

// date is a day as schema.org has it, or what is known of it in EDTF.
func date(value any) any {
	d, there := value.(map[string]any)
	if !there {
		return nil
	}
	text := d["edtf"].(string)
	if strings.ContainsAny(text, "/.?~%X") {
		return thing{"@type": "edtf:EDTF", "@value": text}
	}
	return text
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
