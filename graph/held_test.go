package graph_test

import (
	"fmt"
	"strings"
	"testing"
)

// An answerCase is a row of the table in docs/reading.md ("Was it so on a day?"), with an answer that follows from the
// articles.
type answerCase struct {
	row, field string // the row; the field that answers, of an organization, membership or person
	answer     string // with the basis, if there is one
	because    string // a part of the sentence
	passage    string // a part of one of the passages; "" if there is none
}

const eight = "It consisted of eight member states: China, Pakistan, India, Kazakhstan, Kyrgyzstan, Russia, " +
	"Tajikistan, " +
	"and Uzbekistan."

func member(country, day string) string {
	return fmt.Sprintf(`member(country: %q, on: %q)`, country, day)
}

func TestMemberOnADay(t *testing.T) {
	cases := []answerCase{
		{
			"attested",
			member("russia", "2023-03-30"),
			"YES INFERRED",
			"was a full member of the SCO on 30 March 2023",
			eight,
		},
		{"attested", member("russia", "2023-07-04"), "YES EXTERNAL", "on 4 July 2023", "joining Russia, China"},
		{"the start is attested", member("iran", "2023-07-04"), "YES EXTERNAL", "Iran became a full member",
			"The summit officially endorsed Iran's full membership"},
		{"between", member("iran", "2023-07-05"), "YES EXTERNAL", "no article says otherwise of the time between",
			"now including India, Iran and Pakistan"},
		{"between", member("russia", "2023-07-05"), "YES EXTERNAL", "on 4 July 2023", "joining Russia, China"},
		{
			"between",
			member("china", "2023-07-05"),
			"YES EXTERNAL",
			"on 4 July 2023",
			"launched in 2001 by Russia, China",
		},
		{"between", member("uzbekistan", "2023-05-01"), "YES EXTERNAL", "on 30 March 2023", eight},
		{"before the start", member("iran", "2023-07-03"), "NO EXTERNAL", "only on 4 July 2023",
			"The summit officially endorsed Iran's full membership"},
		{"left out of a complete list", member("iran", "2023-03-30"), "NO INFERRED",
			"An article of 30 March 2023 lists the eight members, and Iran is not among them.", eight},
		{"left out of a complete list", member("belarus", "2023-03-30"), "NO INFERRED",
			"An article of 30 March 2023 lists the eight members, and Belarus is not among them.", eight},
		{
			"left out of a complete list",
			member("US", "2023-03-30"),
			"NO INFERRED",
			"not among them",
			"New Delhi, 30 March 2023",
		},
		{
			"an article of some day",
			member("belarus", "2023-07-04"),
			"UNKNOWN",
			"does not say on which day",
			"SCO includes",
		},
		{"an article of some day", member("kazakhstan", "2023-07-20"), "UNKNOWN", "does not say on which day",
			"SCO includes"},
		{
			"after the last attestation",
			member("iran", "2030-01-01"),
			"UNKNOWN",
			"still a full member of the SCO after 31 July",
			"now including",
		},
		{
			"after the last attestation",
			member("russia", "2030-01-01"),
			"UNKNOWN",
			"after 31 July 2024",
			"launched in 2001",
		},
		{"before the first attestation", member("india", "2010-01-01"), "UNKNOWN", "before 30 March 2023", eight},
		{"nothing", member("ukraine", "2030-01-01"), "UNKNOWN", "No article says", ""},
		{"nothing", `member(country: "russia", status: OBSERVER, on: "2023-07-04")`, "UNKNOWN", "No article says", ""},
		{
			"another status",
			`member(country: "IRN", status: OBSERVER, on: "2030-01-01")`,
			"NO EXTERNAL",
			"only until 4 July 2023",
			"The summit officially endorsed",
		},
		{
			"another status",
			`member(country: "ir", status: APPLICATION_REFUSED, on: "2019-12-31")`,
			"NO STATED",
			"only in 2020",
			"its last attempt to join in 2020 failed",
		},
	}
	url := serve(t)
	for _, c := range cases {
		c.check(t, url, `organization(slug: "sco")`)
	}
}

func TestHeldOnADay(t *testing.T) {
	url := serve(t)
	for _, c := range []answerCase{
		{"before the start", `held(on: "2004-12-31")`, "NO STATED", "only in 2005", "since 2005"},
		{"within the start", `held(on: "2005-06-01")`, "UNKNOWN", "no article says on which day", "since 2005"},
		{"between start and end", `held(on: "2010-06-01")`, "YES EXTERNAL", "became an observer of the SCO in " +
			"2005", "since 2005"},
		{"the end is attested", `held(on: "2023-07-04")`, "YES EXTERNAL", "up to and on 4 July 2023", "officially " +
			"endorsed"},
		{"after the end", `held(on: "2023-07-05")`, "NO EXTERNAL", "only until 4 July 2023", "officially endorsed"},
		{"long after the end", `held(on: "2030-01-01")`, "NO EXTERNAL", "only until 4 July 2023", "officially " +
			"endorsed"},
	} {
		c.check(t, url, `node(id: "membership:sco-iran-observer")`)
	}
	for _, c := range []answerCase{
		{"attested", `held(on: "2023-03-30")`, "YES INFERRED", "was Secretary (Russian Security Council) on 30 March " +
			"2023",
			"New Delhi, 30 March 2023"},
		{"after the last attestation", `held(on: "2023-03-31")`, "UNKNOWN", "after 30 March 2023", "New Delhi"},
	} {
		c.check(t, url, `person(slug: "nikolai-patrushev")`)
	}
}

// check asks the field of a record, or of its positions.
func (c answerCase) check(t *testing.T, url, of string) {
	t.Helper()
	answer := `{ answer: ` + c.field + ` { answer basis because citations { exact } } }`
	path := "of.answer"
	if strings.HasPrefix(of, "node") {
		answer = `{ ... on Membership ` + answer + ` }`
	}
	if strings.HasPrefix(of, "person") {
		answer, path = `{ positions `+answer+` }`, "answer"
	}
	got := any(get(t, url, `{ of: `+of+` `+answer+` }`))
	if path == "answer" {
		got = at(got, "of.positions").([]any)[0]
	}
	got = at(got, path)
	words := at(got, "answer").(string)
	if basis := at(got, "basis"); basis != nil {
		words += " " + basis.(string)
	}
	passages := fmt.Sprint(each(got, "citations", "exact"))
	if words != c.answer || !strings.Contains(at(got, "because").(string), c.because) ||
		!strings.Contains(passages, c.passage) || (c.passage == "") != (passages == "[]") {
		t.Errorf(
			"%s, %s %s:\n got %v\nwant %s because %q, by %q",
			c.row,
			of,
			c.field,
			got,
			c.answer,
			c.because,
			c.passage,
		)
	}
}

// What holds by held is on the list of that day with match CERTAIN, except on the last day of a status, which belongs
// there to the next; and what is on that list holds.
func TestHeldAgreesWithTheListOfTheDay(t *testing.T) {
	url := serve(t)
	for _, day := range []string{"1900-01-01", "2005-12-30", "2005-12-31", "2010-01-01", "2021-09-29", "2021-09-30",
		"2023-03-29", "2023-03-30", "2023-05-01", "2023-07-03", "2023-07-04", "2023-07-05", "2023-07-31", "2024-07-04",
		"2024-07-05", "2030-01-01"} {
		got := get(t, url, `{ organization(slug: "sco") {
			certain: memberships(asOf: "`+day+`", match: CERTAIN) { nodes { id } }
			possible: memberships(asOf: "`+day+`") { nodes { id } }
			all: memberships(first: 100) { nodes { id end { latest } held(on: "`+day+`") { answer } } } } }`)
		certain := fmt.Sprint(each(got, "organization.certain.nodes", "id"))
		possible := fmt.Sprint(each(got, "organization.possible.nodes", "id"))
		for _, m := range at(got, "organization.all.nodes").([]any) {
			id, answer := at(m, "id").(string), at(m, "held.answer")
			if strings.Contains(certain, id) && answer != "YES" ||
				answer == "YES" && !strings.Contains(certain, id) && at(m, "end.latest") != day ||
				answer == "NO" && strings.Contains(possible, id) {
				t.Errorf("%s on %s: %v; certain %s, possible %s", id, day, answer, certain, possible)
			}
		}
	}
}

func TestMemberOfAnUnknownCountry(t *testing.T) {
	url := serve(t)
	for country, similar := range map[string]string{
		"Kazachstan": "kazakhstan", "iram": "iran", "Amerika": "", "united-state": "united-states", "": "",
		strings.Repeat("é", 5000): "",
	} {
		a := ask(
			t,
			url,
			`query($c: String!) { organization(slug: "sco") { member(country: $c, on: "2023-07-04") { answer } } }`,
			map[string]any{"c": country},
		)
		want := fmt.Sprintf(
			"country: %.40q is not known: send the slug, an alias or the ISO 3166-1 code of a country, such as %s",
			country,
			similar,
		)
		if len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, want) {
			t.Errorf("%.40q: %+v, want %s", country, a.Errors, want)
		}
	}
}
