//go:build clients

package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A reader starts at the front page and sees only what the pages show: links, buttons and fields by their texts.
type reader struct {
	*browser
	clicks int
}

// maxClicks is the number of clicks in which each task must be done. Typing and pasting into a field count as none.
const maxClicks = 3

// startsAt opens the front page in the window of a reader.
func (r *reader) startsAt(t *testing.T, address string) {
	t.Helper()
	r.clicks = 0
	r.do(t, chromedp.Navigate("http://"+address+"/"))
}

// click clicks the first link or button with a text, and waits for the page that it leads to, if it leads to one.
func (r *reader) click(t *testing.T, text string) {
	t.Helper()
	const find = `(() => {
		const shown = (e) => e.checkVisibility() && (e.innerText || e.value || "").replace(/\s+/g, " ").trim()
		const all = [...document.querySelectorAll("main a, main button, main summary, nav a")]
		const found = all.find((e) => shown(e) === %q)
		if (!found) return all.map(shown).join(" | ")
		document.body.dataset.left = "true"
		found.dataset.clicked = "true"
		return ""
	})()`
	r.clicks++
	if others := get(t, r.browser, chromedp.Evaluate[string](fmt.Sprintf(find, text))); others != "" {
		t.Fatalf("click %d: there is no %q, only %s", r.clicks, text, others)
	}
	r.do(t, chromedp.Click(chromedp.CSS("[data-clicked]")))
}

// navigate clicks a link or a button that leads to another page.
func (r *reader) navigate(t *testing.T, text string) {
	t.Helper()
	r.click(t, text)
	r.wait(t, "the next page", `document.body?.dataset.left ?? document.readyState`,
		func(state string) bool { return state == "complete" }, "a complete page")
}

// pastes fills the field with a label.
func (r *reader) pastes(t *testing.T, label, text string) {
	t.Helper()
	const paste = `(() => {
		const found = [...document.querySelectorAll("main label")].find((l) => l.innerText.trim().startsWith(%q))
		if (!found?.control) return false
		found.control.value = %q
		return true
	})()`
	if !get(t, r.browser, chromedp.Evaluate[bool](fmt.Sprintf(paste, label, text))) {
		t.Fatalf("there is no field %q", label)
	}
}

// reads fails if the page does not show some texts.
func (r *reader) reads(t *testing.T, texts ...string) {
	t.Helper()
	const shown = `document.querySelector("main").innerText.replace(/\s+/g, " ")`
	page := get(t, r.browser, chromedp.Evaluate[string](shown))
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("after %d clicks the page does not show %q: %s", r.clicks, text, page)
		}
	}
	if r.clicks > maxClicks {
		t.Errorf("%d clicks, want at most %d", r.clicks, maxClicks)
	}
}

// A new reader does five tasks from the front page in at most three clicks each. The expected words are those of the
// articles.
func TestReadersTasks(t *testing.T) {
	_, address := start(t)
	r := &reader{browser: browse(t)}
	allow(t, r.browser, "http://"+address)

	t.Run("did he say that", func(t *testing.T) {
		r.startsAt(t, address)
		r.pastes(t, "Paste a quotation", `"the Russian people are cohesive like never before"`)
		r.navigate(t, "Check")
		r.reads(t, "Word for word", "Vladimir Putin, 4 July 2023",
			"the Russian people are cohesive like never before.")
	})
	t.Run("somebody else said it", func(t *testing.T) {
		r.startsAt(t, address)
		r.pastes(t, "Paste a quotation", `"the Russian people are divided like never before" — Xi Jinping`)
		r.navigate(t, "Check")
		r.reads(t, "cohesive", "Vladimir Putin, 4 July 2023")
	})
	t.Run("who was a member on that day, and by which words", func(t *testing.T) {
		r.startsAt(t, address)
		r.navigate(t, "All 28 views")
		r.navigate(t, "Who was a member or an observer on this day, and who says so?")
		r.pastes(t, "Day", "2023-03-30")
		r.navigate(t, "Show")
		r.reads(t, "China", "Uzbekistan", "It consisted of eight member states: China, Pakistan, India, Kazakhstan, "+
			"Kyrgyzstan, Russia, Tajikistan, and Uzbekistan.",
			"has been an observer member of the organization since 2005")
	})
	t.Run("everything that Putin said on a topic, as a spreadsheet", func(t *testing.T) {
		r.startsAt(t, address)
		r.navigate(t, "Unity and solidarity")
		r.navigate(t, "Vladimir Putin")
		folder := t.TempDir()
		r.downloads(t, folder)
		r.click(t, "CSV")
		r.reads(t, "5 rows")
		file := filepath.Join(folder, "statements.csv")
		r.wait(t, "the folder of downloads", `""`, func(string) bool {
			_, err := os.Stat(file)
			return err == nil
		}, file)
		table, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"reassured them of his country's stability and unity",
			`""the Russian people are cohesive like never before.""`,
			"Russian political circles and society as a whole",
			"thanked OIC leaders", `I thank my colleagues in the SCO countries`} {
			if !strings.Contains(string(table), words) {
				t.Errorf("the table lacks %q: %s", words, table)
			}
		}
		if strings.Contains(string(table), "Xi Jinping") {
			t.Errorf("the table has statements of others: %s", table)
		}
	})
	t.Run("a quotation for an article, with its source", func(t *testing.T) {
		r.startsAt(t, address)
		r.navigate(t, "See it in print")
		r.click(t, "Copy")
		r.waitForText(t, "#copied", "Copied.")
		read := chromedp.Evaluate[string](`navigator.clipboard.readText()`, chromedp.EvalAwaitPromise)
		copied := get(t, r.browser, read)
		for _, part := range []string{"Vladimir Putin", `"the Russian people are cohesive like never before."`,
			"4 July 2023 (date added)", "in "} {
			if !strings.Contains(copied, part) {
				t.Errorf("the clipboard has %q, without %q", copied, part)
			}
		}
		r.reads(t)
	})
	t.Run("what is doubtful here", func(t *testing.T) {
		r.startsAt(t, address)
		r.navigate(t, "Xi and Putin set out ambitions for Eurasian security club")
		r.reads(t, "Known errors in the article", "Whether the agency reports the warning, or the article draws it")
		r.startsAt(t, address)
		r.navigate(t, "All 28 views")
		r.navigate(t, "What in the articles is wrong, truncated or ambiguous?")
		r.reads(t, "misprint", "The article does not explain OIC")
	})
	r.expectQuietConsole(t)
	r.expectRequestsOnlyTo(t, address)
}

// Ten questions are answered from the front page by clicking alone. The expected words are those of the articles.
func TestReadersQuestions(t *testing.T) {
	_, address := start(t)
	r := &reader{browser: browse(t)}
	for _, q := range []struct {
		asked  string
		path   []string
		answer []string
	}{
		{"Was Iran a full member on 30 March 2023?", []string{"Was Iran a member on 30 March 2023?"},
			[]string{"observer", "accession agreed", "an observer member of the organization since 2005"}},
		{"Whose application was refused in 2020, by whom?",
			[]string{"Whose application was refused in 2020, and by whom?"},
			[]string{"Iran", "Tajikistan", "in 2020"}},
		{"What did Putin say about the rebellion?", []string{"What did Putin say about the rebellion?"},
			[]string{"6 rows", "the Russian people are cohesive like never before"}},
		{"Who speaks of sanctions?", []string{"Who speaks of sanctions?"},
			[]string{"Nikolai Patrushev", "Vladimir Putin", "Xi Jinping"}},
		{"What is known only through Xinhua?", []string{"What is known only through Xinhua?"},
			[]string{"2 rows", "quoted Xi as saying", "Cold War mentality"}},
		{"Who founded the SCO?", []string{"Who founded the SCO?"},
			[]string{"launched in 2001 by Russia, China and Central Asian states", "established by Russia and China"}},
		{"Where are its headquarters, and since when does it exist?",
			[]string{"Browse", "Shanghai Cooperation Organization"},
			[]string{"Beijing", "the SCO is officially headquartered in Beijing", "Established in 2001"}},
		{"Who hosted the summit of 2023, and in which form?",
			[]string{"All 28 views", "Which summits are in the dataset?"}, []string{"India", "by videoconference"}},
		{"Who mediated in the rebellion?", []string{"Browse", "Alexander Lukashenko"},
			[]string{"Mediated in armed rebellion in Russia"}},
		{"What will guide the ties of India and China, according to Jaishankar?", []string{"Jaishankar"},
			[]string{"3 rows", "mutual respect, mutual sensitivity and mutual interest"}},
	} {
		t.Run(q.asked, func(t *testing.T) {
			r.startsAt(t, address)
			for _, text := range q.path {
				r.navigate(t, text)
			}
			r.reads(t, q.answer...)
		})
	}
	r.expectQuietConsole(t)
}
