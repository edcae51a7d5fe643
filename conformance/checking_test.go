//go:build clients

package conformance

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// draftToCheck has quotations with several verdicts, a word without blanks that is longer than a phone is wide, and
// characters that turn what is around them.
const draftToCheck = "“Achieving long-term regional peace and stability is our shared responsibility,” — Xi Jinping\n" +
	"He said “SCO members should … oppose external interference” and “SCO members should preserve unity and " +
	"jointly oppose foreign interference”, “leave doubt that the challenges to his government have been crushed”.\n" +
	"“mutual respect, mutual sensitivity and mutual interest” — Narendra Modi\n" +
	"“Cold War mentality” — Putn\n" +
	"“\u202edenrut Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft”\n" +
	"‘powerful global platform for Putin’\n“the Russian people are cohesive like never before, and leave no doubt " +
	"that the challenges to his government have been crushed”"

// An editor pastes a draft on the front page, reads the verdicts, and shares one of them, without scripts. The words
// are in no address before that.
func TestPagesCheckADraft(t *testing.T) {
	_, address := start(t)
	b := browse(t)
	get(t, b, func(ctx context.Context, target *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: true})
	})
	b.do(t, chromedp.Navigate("http://"+address+"/"), fill("textarea[name=quote]", draftToCheck),
		chromedp.Click(chromedp.CSS(".checking button")))
	b.waitForText(t, "#results", "1 of 9 word for word")
	if at := get(t, b, chromedp.Location()); at != "http://"+address+"/check" {
		t.Errorf("the results are at %s", at)
	}
	b.waitForText(t, ".verdicts", "Altered")
	b.do(t, fill("#quote", "Cold War mentality"), fill("#speaker", "xi-jinping"),
		chromedp.Click(chromedp.CSS(".checking button")))
	b.waitForText(t, "#results", "The result")
	b.do(t, chromedp.Click(chromedp.Search(`//summary[text()="Share"]`)),
		chromedp.Click(chromedp.Search(`//a[text()="This check"]`)))
	shared := b.waitForAddress(t, "/check?quote=Cold+War+mentality&speaker=xi-jinping")
	b.waitForText(t, ".verdicts", "VERBATIM")
	b.do(t, chromedp.Click(chromedp.Search(`//a[text()="The statement"]`)))
	b.waitForText(t, "h1", "Xi Jinping")
	b.expectQuietConsole(t)
	b.expectRequestsOnlyTo(t, address)
	t.Log(shared)
}

// The results of a check fit the width of the smallest phones.
func TestPagesCheckOnPhones(t *testing.T) {
	_, address := start(t)
	for _, width := range []int64{320, 400} {
		b := browse(t)
		b.do(t, chromedp.EmulateViewport(width, 800))
		for name, query := range map[string]string{
			"empty": "", "results": "?quote=" + url.QueryEscape(draftToCheck),
			"speaker": "?speaker=x&quote=" + url.QueryEscape(strings.Repeat("a", 900)),
		} {
			b.do(t, chromedp.Navigate("http://"+address+"/check"+query))
			b.screenshot(t, fmt.Sprintf("%s/summitry-check-%s-%d.png", os.TempDir(), name, width))
			if over := get(t, b, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`)); over > width {
				t.Errorf("%s is %d px wide in a window of %d px", name, over, width)
			}
		}
	}
}
