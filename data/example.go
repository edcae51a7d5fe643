package data

import (
	"fmt"
	"strings"

	"github.com/summitry/summitry/data/store"
)

// An Example is a value of a variable of views that finds something in the dataset. Variable is the name of a variable;
// for the id of a record, that of the view of its page; for the value of an enum, its type.
type Example struct {
	Variable string `db:"variable"`
	Value    string `db:"value"`
}

// Examples is the relation to all examples.
var Examples = store.Relation[store.Key, *Example]{Entity: store.NewEntity[Example]("example"),
	Order: "example.variable"}

// fillExamples chooses the examples when all indexes are built. The first value that is found for a variable stays.
var fillExamples = []string{
	exampleSlug("speaker", "agent", "list_0.n > 0", "statement speaker"),
	exampleSlug("about", "agent", "list_0.n > 0", "narration agent"),
	exampleSlug("agency", "agent", "list_0.n > 0", "statement reporter"),
	exampleSlug("person", "agent", "kind = 'PERSON'", "event participant", "statement speaker", "narration agent"),
	exampleSlug("organization", "agent", isOrganization, "membership organization", "statement organization"),
	exampleSlug("country", "agent", "kind IN ('MEMBER_STATE', 'OTHER_COUNTRY')", "statement country", "person country",
		"membership state"),
	exampleSlug("state", "agent", "list_0.n > 0", "membership state"),
	exampleSlug("event", "event", spokeThere, "statement occasion", "narration event"),
	exampleSlug("event", "event", "true", "statement occasion", "narration event", "event participant"),
	"INSERT INTO example SELECT 'occasion', value FROM example WHERE variable = 'event'",
	exampleSlug("topic", "topic", quotedOn, "statement topic", "narration topic"),
	exampleSlug("topic", "topic", "true", "statement topic", "narration topic"),
	exampleSlug("document", "document", "true", "statement document", "narration document", "annotation document"),
	exampleSlug("membership", "membership", "true"),
	exampleSlug("statement", "statement", "occasion_id IS NOT NULL AND kind <> 'PARAPHRASE'"),
	exampleSlug("statement", "statement", "occasion_id IS NOT NULL"),
	exampleSlug("statement", "statement", "true"),
	exampleSlug("narration", "narration", "true"),
	exampleSlug("annotation", "annotation", "true"),
	exampleSlug("discrepancy", "discrepancy", "true"),
	exampleSlug("citation", "citation", "true"),
	`INSERT INTO example SELECT 'version', version FROM change ORDER BY by_version LIMIT 1`,
	`INSERT INTO example SELECT 'record', record FROM change WHERE subject_id IS NOT NULL ORDER BY by_version LIMIT 1`,
	mostFrequent("StatementKind", "kind", "statement"),
	mostFrequent("AnnotationKind", "kind", "annotation"),
	mostFrequent("day", "first_day", "day_answer JOIN membership ON membership.id = subject_id WHERE answer = 'YES'"),
	`INSERT OR IGNORE INTO example
	SELECT 'day', said_earliest FROM statement WHERE said_earliest IS NOT NULL ORDER BY by_said LIMIT 1`,
	mostFrequent("MembershipStatus", "membership.status", `day_answer JOIN membership ON membership.id = subject_id
		JOIN example ON variable = 'day' AND value BETWEEN first_day AND last_day WHERE answer = 'YES'`),
	firstDay, lastDay, exampleQuote, exampleWord,
}

const (
	// spokeThere selects the events at which the speaker of the example spoke.
	spokeThere = `event.id IN (
		SELECT occasion_id FROM statement JOIN speaker ON statement_id = statement.id
		JOIN agent ON agent.id = agent_id JOIN example ON variable = 'speaker' AND value = agent.slug)`
	// quotedOn selects the topics with statements whose words are quoted.
	quotedOn = `topic.id IN (
		SELECT topic_id FROM statement_topic JOIN statement ON statement.id = statement_id WHERE kind <> 'PARAPHRASE')`

	firstDay = `INSERT INTO example SELECT 'from', day FROM (
		SELECT min(said_earliest) AS day FROM statement WHERE said_latest IS NOT NULL) WHERE day IS NOT NULL`
	lastDay = `INSERT INTO example SELECT 'to', day FROM (
		SELECT max(said_latest) AS day FROM statement WHERE said_earliest IS NOT NULL) WHERE day IS NOT NULL`

	// exampleQuote is the text of a statement, if possible of one that is quoted and long enough to identify it.
	exampleQuote = `INSERT INTO example SELECT 'quote', text FROM statement WHERE length(text) <= 1000
		ORDER BY kind <> 'DIRECT', length(text) < 30, by_place LIMIT 1`

	// exampleWord is a long word of a statement, if possible one that a narration prints too.
	exampleWord = `
		INSERT INTO example
		WITH RECURSIVE words (word, rest) AS (
			SELECT '', (
				SELECT group_concat(text, ' ') || ' ' FROM (SELECT text FROM statement ORDER BY by_place LIMIT 100))
			UNION ALL
			SELECT substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1) FROM words WHERE rest <> ''
		),
		narrated (text) AS (SELECT lower(group_concat(summary, ' ')) FROM (SELECT summary FROM narration LIMIT 100))
		SELECT 'words', word FROM words, narrated
		WHERE length(word) BETWEEN 6 AND 40 AND word = lower(word) AND word NOT GLOB '*[^A-Za-zÀ-ɏЀ-ӿ]*'
		GROUP BY word
		ORDER BY instr(coalesce(text, ''), ' ' || word || ' ') > 0 DESC, count(*) DESC, length(word) DESC, word
		LIMIT 1`
)

// exampleSlug chooses the slug of a record that meets a condition and is in as many of the indexes as possible, most
// often in the first.
func exampleSlug(variable, table, where string, indexes ...string) string {
	var joins strings.Builder
	var present []string
	var order string
	for i, index := range indexes {
		fmt.Fprintf(&joins, " LEFT JOIN (SELECT value, max(length) AS n FROM list WHERE name = '%s' GROUP BY value) "+
			"AS list_%d ON list_%[2]d.value = %s.slug", index, i, table)
		present = append(present, fmt.Sprintf("(list_%d.n IS NOT NULL)", i))
		order = strings.Join(present, " + ") + " DESC, list_0.n DESC, "
	}
	return fmt.Sprintf("INSERT OR IGNORE INTO example SELECT '%s', %s.slug FROM %[2]s%s WHERE %s "+
		"ORDER BY %s%[2]s.slug LIMIT 1", variable, table, joins.String(), where, order)
}

// mostFrequent chooses the value that most rows have, and of several the first.
func mostFrequent(variable, value, from string) string {
	return fmt.Sprintf("INSERT INTO example SELECT '%s', %s FROM %s GROUP BY 2 ORDER BY count(*) DESC, 2 LIMIT 1",
		variable, value, from)
}
