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

// heading is a format string for fmt.
//
//go:embed heading.md
var heading string

// printHeading writes the text above the tables.
func printHeading(s startup, rounds int) {
	now, platform := time.Now().UTC().Format("2 January 2006"), runtime.GOOS+"/"+runtime.GOARCH
	fmt.Printf(heading, now, processor(), platform, runtime.NumCPU(), runtime.Version(), rounds,
		megabytes(s.size), megabytes(s.playground), s.first.Milliseconds(), megabytes(s.idle))
}

func megabytes(n int) float64 { return float64(n) / 1e6 }

// processor returns the name of the processor.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	if found := regexp.MustCompile(`model name\s*:\s*(.+)`).FindSubmatch(text); found != nil {
		return string(found[1])
	}
	return "an unknown processor"
}

// printResults writes the tables of a dataset.
func printResults(statements int, results []*result) {
	fmt.Printf("## %d statements\n\n"+
		"| µs | static response | hand-written SQL | plans | resolvers | uncached | cached | 304 |\n"+
		"|---|--:|--:|--:|--:|--:|--:|--:|\n", statements)
	for _, r := range results {
		fmt.Printf("| %s |", r.workload.name)
		for _, times := range r.times {
			fmt.Printf(" %.0f |", float64(median(times))/1e3)
		}
		fmt.Println()
	}
	fmt.Print("\n| ratios | hand-written / static | plans / hand-written | resolvers / hand-written " +
		"| uncached / hand-written | cached / static | 304 / static |\n" +
		"|---|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range results {
		t := r.times
		fmt.Printf("| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |\n", r.workload.name,
			ratio(t[asHandwritten], t[asStatic]), ratio(t[asPlans], t[asHandwritten]),
			ratio(t[asResolvers], t[asHandwritten]), ratio(t[asUncached], t[asHandwritten]),
			ratio(t[asCached], t[asStatic]), ratio(t[asNotModified], t[asStatic]))
	}
	fmt.Print("\n| counts | bytes of the response | allocations: hand-written | plans | resolvers " +
		"| SQL statements: hand-written | plans | resolvers |\n" +
		"|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range results {
		fmt.Printf("| %s | %d |", r.workload.name, r.length)
		for _, by := range countedContenders {
			fmt.Printf(" %d |", r.counts[by].allocations)
		}
		for _, by := range countedContenders {
			fmt.Printf(" %d |", r.counts[by].statements)
		}
		fmt.Println()
	}
	fmt.Println()
}

// printWorkloads writes the operations and the hand-written statements.
func printWorkloads() {
	fmt.Print("## The operations\n\n")
	for i, s := range workloads {
		fmt.Printf("**%s**\n\n```graphql\n%s\n```\n\n```sql\n%s\n```\n\n",
			s.name, s.query, strings.Join(handwrittenSQL[i], ";\n\n"))
	}
}
