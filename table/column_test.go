package table_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/summitry/summitry/table"
)

// columnNames returns the names of the columns of a table, with blanks between.
func columnNames(t *table.Table) string {
	var names []string
	for _, c := range t.Columns() {
		names = append(names, c.Name)
	}
	return strings.Join(names, " ")
}

// columnsNamed returns columns that have only names.
func columnsNamed(names ...string) (all []table.Column) {
	for _, name := range names {
		all = append(all, table.Column{Name: name})
	}
	return all
}

var described = gqlparser.MustLoadSchema(&ast.Source{Input: `
type Query { poems: PoemConnection! search: [Found!]! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! endCursor: String }
type PoemConnection {
  "The poems of the page."
  nodes: [Poem!]!
  pageInfo: PageInfo!
  "How many. Example: 3."
  totalCount: Int!
}
type Poem {
  "Its first line. Example: Tyger."
  name: String!
  """
  When it was
  written. Example: writtenOn { earliest }.
  """
  writtenOn: Date
  poets: [Poet!]!
  lines: [[String!]!]!
  "Other titles."
  titles: [String]
  place: Place!
  "How long it is."
  form: Form
}
enum Form { "Fourteen lines. Example: Ozymandias." SONNET ODE }
type Date { "The first day. Example: 1794-01-01." earliest: String! }
"Of the place."
type Place { exact: String! isoAlpha2: String }
type Poet {
  aliases: [String]!
  "The poet. Example: Blake." name: String! city: Place address: String! }
type City { "A city. Example: Paris." name: String! }
union Found = Poet | City
`})

// A column has a title made of its name, the schema's descriptions, and the type of its cells.
func TestColumnsAreDescribed(t *testing.T) {
	for query, want := range map[string][]table.Column{
		`{ poems { totalCount nodes { name writtenOn { earliest } } } }`: {
			{Name: "poems.totalCount", Title: "Poems: total count", Description: "How many. Example: 3.", Type: "Int"},
			{Name: "name", Title: "Name", Description: "Its first line. Example: Tyger.", Type: "String"},
			{
				Name: "writtenOn.earliest", Title: "Written on: earliest",
				Description: "When it was written. The first day. Example: 1794-01-01.", Type: "String",
			},
		},
		`{ poems { nodes {
			poets { name address aliases city { exact } } lines titles place { exact isoAlpha2 }
		} } }`: {
			{
				Name: "poets.name", Title: "Poets", Description: "The poet. Example: Blake.",
				Type: "[String!]",
			},
			{Name: "poets.address", Title: "Poets: address", Type: "[String!]"},
			{Name: "poets.aliases", Title: "Poets: aliases", Type: "[[String]!]"},
			{Name: "poets.city.exact", Title: "Poets: city", Type: "[String]"},
			{Name: "lines", Title: "Lines", Type: "[[String!]!]"},
			{Name: "titles", Title: "Titles", Description: "Other titles.", Type: "[String]"},
			{Name: "place.exact", Title: "Place", Type: "String"},
			{Name: "place.isoAlpha2", Title: "Place: ISO alpha2", Type: "String"},
		},
		`{ search { __typename ... on Poet { name } ... on City { name } } }`: {
			{
				Name: "search.__typename", Title: "Search: type", Type: "[String!]",
				Description: "The GraphQL type of the record. Example: `Statement`.",
			},
			{
				Name: "search.name", Title: "Search", Type: "[String!]",
				Description: "Poet: The poet. Example: Blake. City: A city. Example: Paris.",
			},
		},
		`{ poems { nodes { form } } }`: {{
			Name: "form", Title: "Form", Type: "Form",
			Description: "How long it is. Values: `SONNET`: Fourteen lines; `ODE`.",
		}},
		`{ poems { nodes { URL: name _: name last_words: name } } }`: {
			{Name: "URL", Title: "URL", Description: "Its first line. Example: Tyger.", Type: "String"},
			{Name: "_", Title: "_", Description: "Its first line. Example: Tyger.", Type: "String"},
			{Name: "last_words", Title: "Last words", Description: "Its first line. Example: Tyger.", Type: "String"},
		},
	} {
		result, err := read(t, described, query, nil, "")
		if err != nil {
			t.Errorf("%s: %v", query, err)
		} else if got := result.Columns(); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", query, got, want)
		}
	}
}
