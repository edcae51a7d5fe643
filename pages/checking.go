package pages

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
	"github.com/summitry/summitry/web/cache"
)

// A checkPage is the form of /check with the results of what was sent.
type checkPage struct {
	Draft, Speaker string // as sent, without hidden characters
	HadHidden      bool
	Problem        string // why nothing was checked
	Results        []checkedQuotation
	Tally          []tally
	MaxQuotations  int
	MaxKilobytes   int
}

// A tally counts the results with a verdict.
type tally struct {
	Label string
	Count int
}

// A checkedQuotation is a quotation with its verdict, or with the error.
type checkedQuotation struct {
	quotation
	Verdict     string // "" if it could not be checked
	Label       string // the verdict in words
	Tone        string // the class of its colour and sign
	Explanation string
	Error       string
	Quoted      []comparedSpan
	Places      []checkedPlace // the best first
	Searched    map[string]any
	Share       string // an address that holds the words
	Table       string // the address of the same check as CSV
}

// A checkedPlace is where words are printed.
type checkedPlace struct {
	comparison
	Match       map[string]any
	Whole       bool // shown with its text; other places are shown as lines
	Differences []difference
}

// A difference is described in words.
type difference struct{ Kind, Quoted, Printed string }

// A verdict is described in words. Tone is the class of its colour and sign.
type verdict struct{ Name, Label, Tone, Meaning string }

// verdicts lists the verdicts, from the best on.
var verdicts = []verdict{
	{"VERBATIM", "Word for word", "good",
		"Printed word for word inside quotation marks, and said by the speaker if you named one."},
	{"ABRIDGED", "Shortened, and marked so", "good",
		"The same apart from marked omissions and insertions, which have no negation, modal verb, number or name."},
	{"PARAPHRASE", "The reporter’s words", "odd", "Printed outside quotation marks, at least in part."},
	{"NARRATION", "The article’s own words", "odd", "Printed in the article’s own voice and attributed to nobody."},
	{"OTHER_SPEAKER", "Another speaker", "odd", "Printed, but somebody else said it."},
	{"SPLICED", "Joined from several places", "bad", "Every piece is printed, but not next to each other."},
	{"ALTERED", "Altered", "bad", "Most of the words are printed in this order, but not all."},
	{"NOT_FOUND", "Not found", "none", "Not in the text that was searched. It may have been said elsewhere."},
}

// checkByGET serves /check: the empty form, or the result for the quotations in the address. A result is in no cache.
func (s *server) checkByGET(w http.ResponseWriter, r *http.Request) {
	parameters, err := queryParameters(r)
	if err != nil {
		s.renderError(w, r, mediaHTML, err)
		return
	}
	if draft := parameters.Get("quote"); strings.TrimSpace(draft) != "" {
		s.serveCheck(w, r, draft, parameters.Get("speaker"), parameters.Get("base"))
		return
	}
	s.serveCached(w, r, mediaHTML, func(site string) error {
		p := page{Title: checkTitle, Address: "/check", Site: site, Body: newCheckPage("", parameters.Get("speaker"))}
		p.Description = checkDescription
		return s.render(w, r, http.StatusOK, "check", p)
	})
}

// The title and the description of the page.
const (
	checkTitle       = "Check a quotation"
	checkDescription = "Is this what was said, and by whom? Compares quotations with what the articles print."
)

func newCheckPage(draft, speaker string) *checkPage {
	return &checkPage{
		Draft: withoutHidden(draft), Speaker: withoutHidden(speaker),
		HadHidden:     withoutHidden(draft+speaker) != draft+speaker,
		MaxQuotations: graph.MaxQuotations, MaxKilobytes: graph.MaxDraft >> 10,
	}
}

// checkByPOST serves /check by POST. The draft is in the body, which is in no log and no cache.
func (s *server) checkByPOST(w http.ResponseWriter, r *http.Request) {
	done, err := s.api.ReserveInput(r)
	if err != nil {
		s.renderError(w, r, mediaHTML, err)
		return
	}
	defer done()
	form, err := postedForm(r)
	if err != nil {
		s.renderCheck(w, r, newCheckPage(form.Get("quote"), form.Get("speaker")), err)
		return
	}
	s.serveCheck(w, r, form.Get("quote"), form.Get("speaker"), "")
}

// maxDiscarded is how many bytes of a form that is too large are read, so that its sender gets the page that says so.
const maxDiscarded = 4 << 20

// postedForm reads the fields of a form. With an error, it returns as much of them as could be read, so that the page
// can show it.
func postedForm(r *http.Request) (url.Values, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, &graph.Problem{Status: http.StatusUnsupportedMediaType, Message: fmt.Sprintf(
			"Content-Type must be application/x-www-form-urlencoded, got %.60q: send the form of this page, "+
				"or JSON or CSV to /views/%s", r.Header.Get("Content-Type"), graph.BatchView)}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, graph.MaxDraft+1))
	if len(body) > graph.MaxDraft {
		io.CopyN(io.Discard, r.Body, maxDiscarded) // a browser shows no page before it has sent the form
		text := string(body[:graph.MaxDraft])
		if cut := strings.LastIndexByte(text, '%'); cut >= len(text)-2 && cut >= 0 {
			text = text[:cut] // half of an encoded byte
		}
		form, _ := url.ParseQuery(text)
		return form, &graph.Problem{Status: http.StatusRequestEntityTooLarge, Message: fmt.Sprintf(
			"The draft is larger than %d KiB, so nothing was checked: send it in parts. The box has its beginning",
			graph.MaxDraft>>10)}
	} else if err != nil {
		return nil, &graph.Problem{Status: http.StatusBadRequest, Message: "The form could not be read: send it again"}
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return form, &graph.Problem{Status: http.StatusBadRequest, Message: "The form is malformed: send it again"}
	}
	return form, nil
}

// serveCheck checks the quotations of a draft and shows the results.
func (s *server) serveCheck(w http.ResponseWriter, r *http.Request, draft, speaker, base string) {
	draft, speaker = strings.ToValidUTF8(draft, "\uFFFD"), strings.ToValidUTF8(strings.TrimSpace(speaker), "\uFFFD")
	p := newCheckPage(draft, speaker)
	all := quotationsIn(draft, speaker)
	err := s.api.Intact(r.Context())
	if err == nil && len(all) == 0 {
		err = &graph.Problem{Status: http.StatusBadRequest,
			Message: "The box has no quotation: paste a line, or a draft with quotations in quotation marks"}
	}
	if err == nil {
		p.Results, err = s.checkAll(r, all, base)
	}
	s.renderCheck(w, r, p, err)
}

// renderCheck renders the page of a check that no cache may store, with the results or with the error.
func (s *server) renderCheck(w http.ResponseWriter, r *http.Request, p *checkPage, err error) {
	cache.NoStore(w)
	w.Header().Set("X-Robots-Tag", "noindex")
	s.api.NameDataset(w)
	status := http.StatusOK
	if err != nil {
		failure := graph.ProblemOf(err)
		p.Problem, status = failure.Message, failure.Status
	}
	p.Tally = tallyOf(p.Results)
	text, err := s.compose("check", page{Title: checkTitle, Description: checkDescription, Body: p})
	if err != nil {
		s.renderError(w, r, mediaHTML, err)
		return
	}
	done, err := s.api.ReserveOutput(r.Context(), len(text))
	if err != nil {
		s.renderError(w, r, mediaHTML, err)
		return
	}
	defer done()
	send(w, status, text)
}

// checkAll checks quotations in order.
func (s *server) checkAll(r *http.Request, all []quotation, base string) ([]checkedQuotation, error) {
	var sent []graph.Quotation
	for _, q := range all {
		sent = append(sent, q.Quotation)
	}
	view := views.Find(s.api.Views(), "quotation")
	checked, err := s.api.CheckQuotations(r.Context(), view, base, sent)
	if err != nil {
		return nil, err
	}
	var results []checkedQuotation
	for i, c := range checked {
		results = append(results, describeChecked(all[i], c))
	}
	return results, nil
}

// describeChecked describes the result for a quotation in words.
func describeChecked(q quotation, checked graph.CheckedQuotation) checkedQuotation {
	described := checkedQuotation{quotation: q}
	if checked.Error != nil {
		described.Label, described.Tone, described.Error = "Not checked", "bad", checked.Error.Error()
		described.Quoted = []comparedSpan{{Text: q.Quote}}
		return described
	}
	result := checked.Result.Data["checkQuote"].(map[string]any)
	described.Verdict, described.Explanation = result["verdict"].(string), result["explanation"].(string)
	known := slices.IndexFunc(verdicts, func(v verdict) bool { return v.Name == described.Verdict })
	described.Label, described.Tone = verdicts[known].Label, verdicts[known].Tone
	described.Searched = result["searched"].(map[string]any)
	described.Quoted = []comparedSpan{{Text: q.Quote}}
	for i, m := range result["matches"].([]any) {
		match := m.(map[string]any)
		place := checkedPlace{Match: match, comparison: compare(q.Quote, match)}
		place.Whole = i == 0 || described.Verdict == "SPLICED"
		place.Differences = differencesOf(match)
		described.Places = append(described.Places, place)
	}
	if len(described.Places) > 0 && described.Verdict != "SPLICED" {
		described.Quoted = described.Places[0].Quoted
	}
	parameters := url.Values{"quote": {q.Quote}}
	if q.Speaker != "" {
		parameters.Set("speaker", q.Speaker)
	}
	described.Table = tableAddress(graph.BatchView, parameters)
	parameters.Set("quote", q.Marked)
	described.Share = address("/check", parameters)
	return described
}

func differencesOf(match map[string]any) (all []difference) {
	for _, each := range match["differences"].([]any) {
		d := each.(map[string]any)
		all = append(all, difference{
			enumLabels[d["kind"].(string)], d["given"].(string), d["printed"].(string),
		})
	}
	return all
}

// HasDifferences reports whether the quotation differs from the first place. The pieces of a spliced one do not.
func (c checkedQuotation) HasDifferences() bool {
	return c.Verdict != "SPLICED" && len(c.Places) > 0 && len(c.Places[0].Differences) > 0
}

// Others returns the places that are shown as lines.
func (c checkedQuotation) Others() []checkedPlace {
	return slices.DeleteFunc(slices.Clone(c.Places), func(p checkedPlace) bool { return p.Whole })
}

// Verbatim counts the results that are word for word.
func (p *checkPage) Verbatim() (n int) {
	for _, r := range p.Results {
		if r.Verdict == "VERBATIM" {
			n++
		}
	}
	return n
}

// tallyOf counts the results of several quotations by their labels, in order of appearance. Verbatim counts the
// others.
func tallyOf(all []checkedQuotation) (counts []tally) {
	for _, r := range all {
		if r.Verdict == "VERBATIM" || len(all) == 1 {
			continue
		}
		at := slices.IndexFunc(counts, func(t tally) bool { return t.Label == r.Label })
		if at < 0 {
			at, counts = len(counts), append(counts, tally{Label: r.Label})
		}
		counts[at].Count++
	}
	return counts
}
