package pages

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// Every enum value that a page may show has a label.
func TestEnumLabels(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	for _, name := range []string{
		"StatementKind", "Certainty", "DateBasis", "MembershipStatus", "EventKind", "SummitFormat", "SummitStatus",
		"ParticipantRole", "Rank", "AnnotationKind", "ChangeKind", "RemainderReason",
		"Verdict", "WordsMatch", "SpeakerMatch", "MarksMatch", "DifferenceKind",
	} {
		for _, v := range schema.Types[name].EnumValues {
			if enumLabels[v.Name] == "" || name == "ParticipantRole" && roleActions[v.Name] == "" {
				t.Errorf("there is no label for %s of %s", v.Name, name)
			}
		}
	}
}

func TestPrintedSpans(t *testing.T) {
	at := func(start, end int) map[string]any { return map[string]any{"start": start, "end": end} }
	statement := map[string]any{
		"passage": map[string]any{"exact": "𝒳 Lee, a minister, warned of “𝒴𝒴 and more”."},
		"cueSpan": at(19, 28), "textSpan": at(29, 42),
	}
	for most, want := range map[int]string{
		99: "𝒳 Lee, a minister, warned of [“𝒴𝒴 and more”].",
		26: "… warned of [“𝒴𝒴 and more”].",
		20: "… warned of [“𝒴𝒴 and …]",
	} {
		got := ""
		for _, s := range printedSpans(statement, most) {
			if s.Marked {
				s.Text = "[" + s.Text + "]"
			}
			got += s.Text
		}
		if got != want {
			t.Errorf("%d letters are %s, not %s", most, got, want)
		}
	}
	if got := sayingOf(statement, 99); got != "warned of “𝒴𝒴 and more”" {
		t.Errorf("the saying is %s", got)
	}
	statement["cueSpan"] = at(0, 1) // before the text
	if got := surroundingsOf(statement); got.Before != "𝒳 Lee, a minister, warned of " || got.After != "." {
		t.Errorf("around the text stand %q", got)
	}
}

func TestSplitSpans(t *testing.T) {
	match := func(start, end string) any {
		return map[string]any{"start": json.Number(start), "end": json.Number(end)}
	}
	for _, c := range []struct {
		text  string
		spans []any
		want  []span
	}{
		{
			`he said "𝒳 yes" twice`, []any{match("9", "14")},
			[]span{{`he said "`, false}, {"𝒳 yes", true}, {`" twice`, false}},
		},
		{"all", []any{match("0", "3")}, []span{{"all", true}}},
		{"none", nil, []span{{"none", false}}},
		{"beyond", []any{match("2", "99")}, []span{{"be", false}, {"yond", true}}},
	} {
		got := splitSpans(c.text, c.spans)
		if len(got) != len(c.want) {
			t.Fatalf("%q is split into %v", c.text, got)
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%q is split into %v", c.text, got)
			}
		}
	}
}

// Percentages are rounded half up, as in NOTICE.
func TestPercent(t *testing.T) {
	for _, c := range []struct{ share, whole, want int }{
		{0, 0, 0}, {1, 3, 33}, {2, 3, 67}, {1, 200, 1}, {1, 201, 0}, {7, 7, 100},
	} {
		if got := percent(json.Number(strconv.Itoa(c.share)), json.Number(strconv.Itoa(c.whole))); got != c.want {
			t.Errorf("percent(%d, %d) = %d, want %d", c.share, c.whole, got, c.want)
		}
	}
}

// Each scalar type of the schema is told in words.
// Kinds without records are left out, and a single record is not counted as several.
func TestRecordCounts(t *testing.T) {
	for want, counts := range map[string]map[string]any{
		"No records.": {"statements": json.Number("0")},
		"2 statements, 1 person, 1 article.": {"statements": json.Number("2"), "narrations": json.Number("0"),
			"people": json.Number("1"), "documents": json.Number("1")},
	} {
		if got := recordCounts(counts); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTypesInWords(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	for name, definition := range schema.Types {
		if definition.Kind == ast.Scalar && name != "Float" && typeWords[name] == "" {
			t.Errorf("typeWords has no words for %s", name)
		}
	}
	for name, want := range map[string]string{
		"Int": "number", "[String!]": "list: text", "[Date]": "list: day", "StatementKind": "StatementKind",
		"[[String]!]": "list of lists: text",
	} {
		if got := typeInWords(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
