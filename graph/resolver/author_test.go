package resolver

import (
	"testing"

	"github.com/summitry/summitry/data"
)

// BibTeX reads "Family, Given" and single words as people, braces as one piece, " and " as a separator of names, and
// other commas as separators of name parts.
func TestAuthors(t *testing.T) {
	mention := &data.Mention{NamedAgent: data.NamedAgent{NamedAs: "a senior official"}}
	for _, c := range []struct {
		agent data.Agent
		want  string
	}{
		{&data.Person{Name: "Nikolai Patrushev", SortName: "Patrushev, Nikolai"}, "Patrushev, Nikolai"},
		{&data.Person{Name: "Ludwig van Beethoven", SortName: "van Beethoven, Ludwig"}, "van Beethoven, Ludwig"},
		{&data.Person{Name: "Wang", SortName: "Wang"}, "Wang"},
		{&data.Person{Name: "Sheikh Hasina", SortName: "Sheikh Hasina"}, "{Sheikh Hasina}"}, // family name unknown
		{&data.Person{Name: "Sammy Davis, Jr.", SortName: "Davis, Sammy, Jr."}, "{Sammy Davis, Jr.}"},
		{&data.Person{Name: "Ann Or And Other", SortName: "Or And Other, Ann"}, "{Or And Other}, Ann"},
		{&data.Person{Name: "Anand Andersen", SortName: "Andersen, Anand"}, "Andersen, Anand"},
		{&data.Person{Name: "others", SortName: "others"}, "{others}"},
		{&data.Person{Name: "A_B {C}", SortName: "{C}, A_B"}, `\textbraceleft{}C\textbraceright{}, A\_B`},
		{&data.Organization{Name: "Xinhua News Agency", SortName: "Xinhua News Agency"}, "{Xinhua News Agency}"},
		{&data.Organization{Name: "R&D, Trade and Co", SortName: "R&D, Trade and Co"}, `{R\&D, Trade and Co}`},
		{&data.MemberState{Name: "India", SortName: "India"}, "{India}"},
		{nil, "{a senior official}"},
	} {
		if got := author(mention, c.agent); got != c.want {
			t.Errorf("%+v is %s, want %s", c.agent, got, c.want)
		}
	}
}
