//go:build linux

package main

import (
	_ "embed"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// heading is a format for fmt.
//
//go:embed heading.md
var heading string

// printBeginning prints what stands above the tables.
func printBeginning(s starting, rounds int) {
	now, platform := time.Now().UTC().Format("2 January 2006"), runtime.GOOS+"/"+runtime.GOARCH
	fmt.Printf(heading, now, processor(), platform, runtime.NumCPU(), runtime.Version(), rounds,
		megabytes(s.size), megabytes(s.playground), s.first.Milliseconds(), megabytes(s.idle))
}

func megabytes(n int) float64 { return float64(n) / 1e6 }

// processor is what the machine calls it.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	if found := regexp.MustCompile(`model name\s*:\s*(.+)`).FindSubmatch(text); found != nil {
		return string(found[1])
	}
	return "an unknown processor"
}

// printResults prints the tables of a dataset.
func printResults(statements int, results []*result) {
	fmt.Printf("## %d statements\n\n"+
		"| µs | bytes | hand | plans | resolvers | anew | repeated | unchanged |\n"+
		"|---|--:|--:|--:|--:|--:|--:|--:|\n", statements)
	for _, r := range results {
		fmt.Printf("| %s |", r.shape.name)
		for _, times := range r.times {
			fmt.Printf(" %.0f |", float64(median(times))/1e3)
		}
		fmt.Println()
	}
	fmt.Print("\n| ratios | hand / bytes | plans / hand | resolvers / hand | anew / hand " +
		"| repeated / bytes | unchanged / bytes |\n" +
		"|---|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range results {
		t := r.times
		fmt.Printf("| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |\n", r.shape.name, ratio(t[asHand], t[asBytes]),
			ratio(t[asPlans], t[asHand]), ratio(t[asResolvers], t[asHand]), ratio(t[asAnew], t[asHand]),
			ratio(t[asRepeated], t[asBytes]), ratio(t[asUnchanged], t[asBytes]))
	}
	fmt.Print("\n| counts | bytes of an answer | allocations, hand | plans | resolvers " +
		"| statements, hand | plans | resolvers |\n" +
		"|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range results {
		fmt.Printf("| %s | %d |", r.shape.name, r.length)
		for _, by := range counted {
			fmt.Printf(" %d |", r.counts[by].allocations)
		}
		for _, by := range counted {
			fmt.Printf(" %d |", r.counts[by].statements)
		}
		fmt.Println()
	}
	fmt.Println()
}

// printEnd prints the questions, and the statements by hand.
func printEnd() {
	fmt.Print("## The questions\n\n")
	for i, s := range shapes {
		fmt.Printf("**%s**\n\n```graphql\n%s\n```\n\n```sql\n%s\n```\n\n",
			s.name, s.query, strings.Join(handSQL[i], ";\n\n"))
	}
}
