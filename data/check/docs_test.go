package check

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The documentation shows an example for each verdict as the program answers it, whatever the numbers of characters
// and articles are.
func TestDocumentedExamples(t *testing.T) {
	d := openDataset(t)
	text, err := os.ReadFile("../../docs/checking.md")
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`\d+`)
	missing := map[Verdict]bool{
		Verbatim: true, Abridged: true, Altered: true, Spliced: true, OtherSpeaker: true, Paraphrase: true,
		Narration: true, NotFound: true,
	}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || strings.ToUpper(cells[1]) != cells[1] || strings.HasPrefix(cells[1], "-") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		var speaker *string
		if cells[3] != "" {
			speaker = &cells[3]
		}
		r := d.expect(t, Verdict(cells[1]), cells[2], speaker)
		delete(missing, r.Verdict)
		if number.ReplaceAllString(r.Explanation, "0") != number.ReplaceAllString(cells[4], "0") {
			t.Errorf("%s: the explanation is\n%s\nand not\n%s", cells[2], r.Explanation, cells[4])
		}
	}
	for v := range missing {
		t.Errorf("docs/checking.md has no example of %s", v)
	}
}
