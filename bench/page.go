//go:build linux

package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// printBeginning prints what stands above the tables.
func printBeginning(s starting, rounds int) {
	fmt.Printf(`# What answers cost

`+"`make bench`"+` made this page on %s, on %s, %s, with %d processors, %s.

Servers are processes of their own, asked over eight connections that are kept open. What is compared is the processor time of the whole
process for an answer, in %d rounds in which all take turns: medians of the times, and of the ratios within a round. Other machines have
other times, and the same one has, a minute later: ratios of two turns differ by a tenth.

- **bytes** is a handler of net/http that repeats the server's answer, headers included: carrying it costs that much anyway. Nothing else
  stands before or behind it: no timeouts, no log.
- **hand** is as bare, and answers these five questions only, from statements prepared for each (below), which nothing can interrupt, and
  with JSON written as the rows come.
- **plans** is as bare too: compiled plans answer, as they do in Summitry.
- **resolvers** is the same without plans: gqlgen walks the answer field by field.
- **anew** is the whole of Summitry with `+"`-cache 0`"+`: limits of time and connections, CORS and the other headers, and a log, written to a file.
- **repeated** is Summitry as it comes, asked the same again; **unchanged** is the same with If-None-Match, answered 304.

All of them give the same bytes, which is checked before anything is measured. Allocations and SQL statements are counted in the handler.

## Start

| | |
|---|---|
| the program, as `+"`go build -ldflags='-s -w'`"+` makes it | %.1f MB, of which GraphiQL %.1f MB |
| from the start of the process to its first answer | %d ms |
| memory when idle | %.0f MB |

`, time.Now().UTC().Format("2 January 2006"), processor(), runtime.GOOS+"/"+runtime.GOARCH, runtime.NumCPU(), runtime.Version(), rounds,
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
	fmt.Printf("## %d statements\n\n| µs | bytes | hand | plans | resolvers | anew | repeated | unchanged |\n|---|--:|--:|--:|--:|--:|--:|--:|\n", statements)
	for _, r := range results {
		fmt.Printf("| %s |", r.shape.name)
		for _, times := range r.times {
			fmt.Printf(" %.0f |", float64(median(times))/1e3)
		}
		fmt.Println()
	}
	fmt.Print("\n| ratios | hand / bytes | plans / hand | resolvers / hand | anew / hand | repeated / bytes | unchanged / bytes |\n|---|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range results {
		t := r.times
		fmt.Printf("| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |\n", r.shape.name, ratio(t[asHand], t[asBytes]),
			ratio(t[asPlans], t[asHand]), ratio(t[asResolvers], t[asHand]), ratio(t[asAnew], t[asHand]),
			ratio(t[asRepeated], t[asBytes]), ratio(t[asUnchanged], t[asBytes]))
	}
	fmt.Print("\n| counts | bytes of an answer | allocations, hand | plans | resolvers | statements, hand | plans | resolvers |\n|---|--:|--:|--:|--:|--:|--:|--:|\n")
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
		fmt.Printf("**%s**\n\n```graphql\n%s\n```\n\n```sql\n%s\n```\n\n", s.name, s.query, strings.Join(handSQL[i], ";\n\n"))
	}
}
