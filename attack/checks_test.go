//go:build attack

package attack

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

var asForm = []string{"Content-Type", "application/x-www-form-urlencoded"}

// draft returns a form with a text.
func draft(text string) string { return url.Values{"quote": {text}}.Encode() }

// Drafts and lists that exceed a limit are refused, and nothing of them is in the log.
func TestInvalidDrafts(t *testing.T) {
	s := start(t)
	asJSON := []string{"Content-Type", "application/json"}
	asCSV := []string{"Content-Type", "text/csv"}
	nested := strings.Repeat("[", 60_000)
	for name, c := range map[string]struct {
		path, body string
		headers    []string
		status     int
	}{
		"100 quotations":       {"/check", draft(strings.Repeat("“secret” ", 100)), asForm, 200},
		"101 quotations":       {"/check", draft(strings.Repeat("“secret” ", 101)), asForm, 400},
		"quotations in others": {"/check", draft(strings.Repeat("“secret ", 10_000)), asForm, 413},
		"many open marks":      {"/check", "quote=" + strings.Repeat("‘a", 30_000), asForm, 200},
		"many marks":           {"/check", "quote=" + strings.Repeat("“a”", 16_000), asForm, 400},
		"a long quotation":     {"/check", draft(strings.Repeat("secret ", 1000)), asForm, 200},
		"a larger body":        {"/check", "quote=" + strings.Repeat("a", 128<<10), asForm, 413},
		"a much larger body":   {"/check", "quote=" + strings.Repeat("a", 4<<20), asForm, 413},
		"half an escape":       {"/check", "quote=secret%", asForm, 400},
		"a list":               {"/views/check-a-quote", nested, asJSON, 400},
		"a deep list":          {"/views/check-a-quote", "[{\"quote\":" + nested + "}]", asJSON, 400},
		"60,000 items":         {"/views/check-a-quote", "[" + strings.Repeat("1,", 60_000) + "1]", asJSON, 400},
		"60,000 rows":          {"/views/check-a-quote", "quote\n" + strings.Repeat("a\n", 60_000), asCSV, 400},
		"60,000 columns":       {"/views/check-a-quote", "quote\n" + strings.Repeat("a,", 60_000), asCSV, 200},
		"a larger list":        {"/views/check-a-quote.csv", strings.Repeat(" ", 128<<10) + "[]", asJSON, 413},
		"another view":         {"/views/words", "[]", asJSON, 405},
	} {
		a, err := s.do("POST", c.path, c.body, c.headers...)
		if err == nil {
			err = a.check()
		}
		if err != nil || a.status != c.status {
			t.Errorf("%s: %d %.300s (%v), want %d", name, a.status, a.body, err, c.status)
		}
		if stored := a.header.Get("Cache-Control"); stored != "no-store" {
			t.Errorf("%s: Cache-Control is %q", name, stored)
		}
	}
	if strings.Contains(s.log.String(), "secret") {
		t.Error("the log has words of a draft")
	}
}

// hostileDrafts lists texts whose comparison is expensive: each has many places or many aligned words.
func hostileDrafts() map[string]string {
	const printed = "the Russian people are cohesive like never before and leave no doubt that the challenges to his " +
		"government have been crushed SCO members should consolidate unity and jointly oppose external interference "
	common := strings.Repeat("the of and in to a ", 50)
	return map[string]string{
		"two words": "of the", "common words": common[:900],
		"many pieces": strings.Repeat("the … of … and … ", 40),
		"all words":   strings.Repeat(printed, 5)[:900], "reversed": reversedWords(strings.Repeat(printed, 5)[:900]),
	}
}

func reversedWords(text string) string {
	words := strings.Fields(text)
	slices.Reverse(words)
	return strings.Join(words, " ")
}

// Light queries stay fast and memory stays within bounds while many clients send as many quotations as they may. What
// is sent differs each time, so that no answer can be shared.
func TestManyDrafts(t *testing.T) {
	for name, text := range hostileDrafts() {
		t.Run(name, func(t *testing.T) {
			s, n := start(t), 0
			ticket := make(chan int)
			stop := make(chan struct{})
			defer close(stop)
			go func() {
				for ; ; n++ {
					select {
					case ticket <- n:
					case <-stop:
						return
					}
				}
			}()
			s.underAttack(t, 32, 3*time.Second, func(context.Context) error {
				i := <-ticket
				quotation := fmt.Sprintf("“%s %d”\n", text, i)
				var a answer
				var err error
				if i%2 == 0 {
					a, err = s.do("POST", "/check", draft(strings.Repeat(quotation, 60)), asForm...)
				} else {
					items := strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`{"quote":"%s %d"},`, text, i), 100), ",")
					a, err = s.do("POST", "/views/check-a-quote", "["+items+"]", "Content-Type", "application/json")
				}
				expected := []int{http.StatusOK, http.StatusServiceUnavailable}
				if err == nil && !slices.Contains(expected, a.status) {
					err = fmt.Errorf("%d %.300s", a.status, a.body)
				}
				if err == nil {
					err = a.check()
				}
				return err
			})
		})
	}
}
