package pages

import (
	"encoding/json"
	"os"
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
		"ParticipantRole", "Rank", "AnnotationKind", "ChangeKind",
	} {
		for _, v := range schema.Types[name].EnumValues {
			if enumLabels[v.Name] == "" || name == "ParticipantRole" && roleActions[v.Name] == "" {
				t.Errorf("there is no label for %s of %s", v.Name, name)
			}
		}
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
