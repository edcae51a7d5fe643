package generate_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"unicode"

	"github.com/summitry/summitry/data/generate"
)

// In a skewed dataset a few speakers have most statements, some texts are very long, and there are several scripts. The
// same seed gives the same records.
func TestSkewed(t *testing.T) {
	const statements = 2000
	folder := t.TempDir()
	var names [2]string
	for i, name := range []string{"a.db", "b.db"} {
		names[i] = filepath.Join(folder, name)
		if err := generate.Skewed(t.Context(), names[i], 7, statements); err != nil {
			t.Fatal(err)
		}
	}
	one, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	if other, _ := os.ReadFile(names[1]); string(one) != string(other) {
		t.Error("the same seed gives two different datasets")
	}
	db, err := sql.Open("sqlite", names[0])
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	number := func(query string) (n int) {
		if err := db.QueryRow(query).Scan(&n); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return n
	}
	const ranked = `SELECT count(*) AS n FROM speaker JOIN agent ON agent.id = agent_id AND kind = 'PERSON'
		GROUP BY agent_id ORDER BY n DESC`
	first, tenth := number(ranked+" LIMIT 1"), number(ranked+" LIMIT 1 OFFSET 9")
	if first < statements/20 || tenth*3 > first {
		t.Errorf("the first speaker has %d statements and the tenth %d", first, tenth)
	}
	const ordered = `SELECT length(text) AS n FROM statement ORDER BY n `
	middle, longest := number(ordered+"LIMIT 1 OFFSET 1000"), number(ordered+"DESC LIMIT 1")
	if longest < 6*middle {
		t.Errorf("the median text has %d characters and the longest %d", middle, longest)
	}
	rows, err := db.Query("SELECT text FROM statement")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string]int{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		for name, script := range map[string]*unicode.RangeTable{"Latin": unicode.Latin, "Cyrillic": unicode.Cyrillic,
			"Han": unicode.Han, "Arabic": unicode.Arabic, "Devanagari": unicode.Devanagari} {
			for _, r := range text {
				if unicode.Is(script, r) {
					found[name]++
					break
				}
			}
		}
	}
	if len(found) != 5 || found["Latin"] < statements/3 {
		t.Errorf("texts by script: %v", found)
	}
}
