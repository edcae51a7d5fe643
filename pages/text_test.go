package pages

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// Every constant that a page may show has its words.
func TestSayings(t *testing.T) {
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: string(text)})
	for _, name := range []string{
		"StatementKind", "Certainty", "DateBasis", "MembershipStatus", "EventKind", "SummitFormat", "SummitStatus",
		"ParticipantRole", "Rank", "AnnotationKind",
	} {
		for _, v := range schema.Types[name].EnumValues {
			if sayings[v.Name] == "" || name == "ParticipantRole" && actions[v.Name] == "" {
				t.Errorf("there are no words for %s of %s", v.Name, name)
			}
		}
	}
}

func TestPieces(t *testing.T) {
	span := func(start, end string) any {
		return map[string]any{"start": json.Number(start), "end": json.Number(end)}
	}
	for _, c := range []struct {
		text  string
		spans []any
		want  []piece
	}{
		{
			`he said "𝒳 yes" twice`, []any{span("9", "14")},
			[]piece{{`he said "`, false}, {"𝒳 yes", true}, {`" twice`, false}},
		},
		{"all", []any{span("0", "3")}, []piece{{"all", true}}},
		{"none", nil, []piece{{"none", false}}},
		{"beyond", []any{span("2", "99")}, []piece{{"be", false}, {"yond", true}}},
	} {
		got := pieces(c.text, c.spans)
		if len(got) != len(c.want) {
			t.Fatalf("%q is cut into %v", c.text, got)
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%q is cut into %v", c.text, got)
			}
		}
	}
}
