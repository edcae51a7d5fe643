package pages

import (
	"strings"
)

// vocabulary gives the terms of linked data their meaning: those of schema.org, and beside them those of Web Annotation for passages,
// of SKOS for topics and of W3C's organization ontology, which is Popolo's, for memberships. It is written out, so that no program
// has to fetch it.
var vocabulary = map[string]any{
	"@vocab": "https://schema.org/", "oa": "http://www.w3.org/ns/oa#", "skos": "http://www.w3.org/2004/02/skos/core#", "org": "http://www.w3.org/ns/org#",
	"as": "https://www.w3.org/ns/activitystreams#", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "dcterms": "http://purl.org/dc/terms/",
	"edtf": "http://id.loc.gov/datatypes/edtf/",
	"id":   "@id", "type": "@type",
}

// A thing is a node of linked data.
type thing = map[string]any

// linked makes linked data of what the view of a record's page has answered. What is unknown is left out.
func linked(kind string, record map[string]any) thing {
	t := describers[kind](record)
	t["id"] = record["url"]
	if passages, cited := record["citations"].([]any); cited && kind != "annotation" {
		t["citation"] = each(passages, annotationOf(record["url"]))
	}
	t = known(t)
	t["@context"] = vocabulary
	return t
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
		return thing{
			"type": "Person", "name": r["name"], "alternateName": r["otherNames"], "nationality": reference("Country", r["country"]),
			"hasOccupation": each(r["positions"], func(p map[string]any) thing {
				return thing{"type": "Role", "roleName": p["title"], "startDate": date(p["start"]), "endDate": date(p["end"]), "memberOf": reference("Organization", p["of"])}
			}),
			"performerIn": each(nodes(r["events"]), event), "subjectOf": each(nodes(r["statements"]), quotation),
		}
	},
	"organization": func(r map[string]any) thing {
		return thing{
			"type": "Organization", "name": r["name"], "alternateName": append([]any{r["acronym"]}, r["otherNames"].([]any)...),
			"foundingDate": date(r["founded"]), "founder": each(r["founders"], who), "location": r["headquarters"],
			"event": each(nodes(r["summits"]), event), "subjectOf": each(nodes(r["statements"]), quotation),
			"org:hasMembership": each(nodes(r["memberships"]), func(m map[string]any) thing {
				return thing{"id": m["url"], "type": "org:Membership", "org:member": reference("Country", m["state"]), "roleName": m["status"], "startDate": date(m["start"]), "endDate": date(m["end"])}
			}),
		}
	},
	"country": func(r map[string]any) thing {
		return thing{
			"type": "Country", "name": r["name"], "alternateName": r["otherNames"], "identifier": []any{r["isoAlpha2"], r["isoAlpha3"]},
			"subjectOf": each(nodes(r["statements"]), quotation),
			"org:hasMembership": each(nodes(r["memberships"]), func(m map[string]any) thing {
				return thing{"id": m["url"], "type": "org:Membership", "org:organization": reference("Organization", m["organization"]), "roleName": m["status"], "startDate": date(m["start"]), "endDate": date(m["end"])}
			}),
		}
	},
	"membership": func(r map[string]any) thing {
		return thing{
			"type": "org:Membership", "org:member": reference("Country", r["state"]), "org:organization": reference("Organization", r["organization"]),
			"roleName": r["status"], "startDate": date(r["start"]), "endDate": date(r["end"]), "recordedAt": reference("Event", r["occasion"]),
		}
	},
	"event": func(r map[string]any) thing {
		t := event(r)
		t["organizer"], t["location"] = reference("Organization", r["organization"]), r["place"]
		t["attendee"] = each(r["participants"], who)
		t["recordedIn"] = each(nodes(r["statements"]), quotation)
		return t
	},
	"document": func(r map[string]any) thing {
		t := article(r)
		t["hasPart"] = each(nodes(r["passages"]), annotationOf(nil))
		return t
	},
	"topic": func(r map[string]any) thing {
		t := topic(r)
		t["subjectOf"] = each(nodes(r["statements"]), quotation)
		return t
	},
	"discrepancy": func(r map[string]any) thing {
		return thing{
			"type": "Review", "about": thing{"id": r["subject"].(map[string]any)["url"]}, "reviewAspect": r["property"], "reviewBody": r["note"],
			"itemReviewed": each(r["claims"], func(c map[string]any) thing {
				return thing{"type": "Claim", "text": c["value"], "citation": each(c["citations"], annotationOf(nil))}
			}),
		}
	},
	"annotation": func(r map[string]any) thing {
		return thing{
			"type": "oa:Annotation", "oa:motivatedBy": thing{"id": "oa:commenting"}, "oa:hasBody": thing{"type": "oa:TextualBody", "rdf:value": r["note"], "dcterms:type": r["kind"]},
			"oa:hasTarget": each(r["citations"], target),
		}
	},
	"citation": func(r map[string]any) thing {
		return annotationOf(r["subject"].(map[string]any)["url"])(r)
	},
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

// reference names a record that may not be there.
func reference(kind string, record any) any {
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
		"inLanguage": r["language"], "sha256": r["sha256"], "name": r["fileName"],
	}
}

// printedIn is the document of a statement's own passage.
func printedIn(statement map[string]any) any {
	for _, c := range supports(statement["citations"].([]any), "") {
		return article(c.(map[string]any)["document"].(map[string]any))
	}
	return nil
}

// annotationOf makes an annotation of a passage, which tells what it supports: the record at an address, if it is given.
func annotationOf(subject any) func(map[string]any) thing {
	return func(passage map[string]any) thing {
		t := thing{"id": passage["url"], "type": "oa:Annotation", "oa:motivatedBy": thing{"id": "oa:identifying"}, "oa:hasTarget": target(passage)}
		if subject != nil {
			t["oa:hasBody"] = thing{"id": subject}
		}
		return t
	}
}

// target is the place of a passage, by its words and by its characters.
func target(passage map[string]any) thing {
	t := thing{
		"type": "oa:SpecificResource", "oa:hasSelector": []any{
			known(thing{"type": "oa:TextQuoteSelector", "oa:exact": passage["exact"], "oa:prefix": passage["prefix"], "oa:suffix": passage["suffix"]}),
			thing{"type": "oa:TextPositionSelector", "oa:start": passage["start"], "oa:end": passage["end"]},
		},
	}
	if document, there := passage["document"].(map[string]any); there {
		t["oa:hasSource"] = known(article(document))
	}
	return t
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
		case nil:
			delete(t, name)
		case string:
			if value == "" && name != "@value" {
				delete(t, name)
			}
		case thing:
			known(value)
		case []any:
			left := []any{}
			for _, v := range value {
				if below, isThing := v.(thing); isThing {
					left = append(left, known(below))
				} else if v != nil {
					left = append(left, v)
				}
			}
			t[name] = left
			if len(left) == 0 {
				delete(t, name)
			}
		}
	}
	return t
}
