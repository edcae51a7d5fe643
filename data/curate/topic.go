package curate

import (
	"maps"
	"slices"
)

// A topic is a subject of statements and narrations, assigned by the curators.
type topicFile struct {
	// Its name in a few words, for example Fishing rights.
	Name scalar `yaml:"name" jsonschema:"required"`
	// One sentence that decides what belongs to it.
	Description scalar `yaml:"description" jsonschema:"required"`
}

func (a *assembler) topic(slug string, t *topicFile) {
	a.startRecord("topics", slug)
	a.names("topic", a.topics[slug], scalar{string: slug})
	a.insert("topic", map[string]any{"id": a.topics[slug], "slug": slug, "name": t.Name.string,
		"description": t.Description.string, "sort_key": sortKey(t.Name.string)})
}

// unusedTopics reports topics that no statement or narration has.
func (a *assembler) unusedTopics() {
	used := make(map[any]bool)
	for _, r := range a.rows {
		if r.table == "statement_topic" || r.table == "narration_topic" {
			used[r.values["topic_id"]] = true
		}
	}
	for _, slug := range slices.Sorted(maps.Keys(a.topics)) {
		if !used[a.topics[slug]] {
			a.file = "topics/" + slug + ".yaml"
			a.addProblem(at{}, "no statement or narration has this topic: add it to one, or remove the file")
		}
	}
}
