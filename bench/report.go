//go:build linux

package main

import (
	_ "embed"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// heading is a format string for fmt.
//
//go:embed heading.md
var heading string

// printHeading writes the text above the tables, and the costs of starting.
func printHeading(all []startup, rounds int) {
	now, platform := time.Now().UTC().Format("2 January 2006"), runtime.GOOS+"/"+runtime.GOARCH
	measured := ""
	if findNode() == "" {
		measured = "The peers were not measured, as npm or their packages were not installed.\n\n"
	}
	fmt.Printf(heading, now, processor(), platform, runtime.NumCPU(), runtime.Version(), rounds, measured)
	printRow("", "size, MB", "start to first response, ms", "memory when idle, MB")
	printRow("---", "--:", "--:", "--:")
	for _, s := range all {
		printRow(s.name, f("%.1f", megabytes(s.size)), f("%d", s.first.Milliseconds()), f("%.0f", megabytes(s.idle)))
	}
	fmt.Println()
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

// printRow writes a row of a table.
func printRow(cells ...string) { fmt.Printf("| %s |\n", strings.Join(cells, " | ")) }

// printHead writes the head of a table whose first column has text and whose other columns have numbers.
func printHead(columns ...string) {
	printRow(columns...)
	printRow(append([]string{"---"}, slices.Repeat([]string{"--:"}, len(columns)-1)...)...)
}

// f formats a cell.
func f(format string, value any) string { return fmt.Sprintf(format, value) }

// printResults writes the tables of a dataset.
func printResults(d *datasetResult) {
	fmt.Printf("## %d statements\n\n", d.statements)
	printComparison(d.workloads)
	printTimes(d.workloads)
	printParts(d.workloads)
	printCounts(d.workloads)
	printLoads(d.loads)
}

// compared lists what the whole server is compared with.
var compared = []struct{ of, to string }{
	{uncached, handwrittenBy}, {uncached, mercurius}, {uncached, yoga}, {cached, mercurius}, {cached, yoga},
	{uncached, again},
}

// printComparison writes how many times as long the server takes as hand-written SQL and the peers.
func printComparison(all []*result) {
	head := []string{"ratios of processor time"}
	for _, c := range compared {
		head = append(head, c.of+" / "+c.to)
	}
	printHead(head...)
	for _, r := range all {
		for _, gzip := range []bool{false, true} {
			row := []string{r.workload.name}
			if gzip {
				row[0] += ", gzip"
			}
			for _, c := range compared {
				row = append(row, r.ratio(c.of, c.to, gzip))
			}
			printRow(row...)
		}
	}
	fmt.Println()
}

// ratio returns the cell of a ratio: the median of the rounds, and the range in which the middle half of them lies. The
// cell is empty if one of the two was not measured.
func (r *result) ratio(of, to string, gzip bool) string {
	if gzip {
		of, to = inGzip(of), inGzip(to)
	}
	a, b := r.costs[of], r.costs[to]
	if a == nil || b == nil {
		return ""
	}
	all := slices.Sorted(slices.Values(ratios(a, b)))
	return fmt.Sprintf("%.2f (%.2f–%.2f)", median(all), all[len(all)/4], all[len(all)-1-len(all)/4])
}

// printTimes writes the processor time of all contenders.
func printTimes(all []*result) {
	columns := []string{static, handwrittenBy, plans, resolvers, uncached, cached, notModified, mercurius, yoga,
		inGzip(handwrittenBy), inGzip(uncached), inGzip(cached), inGzip(mercurius), inGzip(yoga)}
	columns = slices.DeleteFunc(columns, func(key string) bool { return all[0].costs[key] == nil })
	printHead(append([]string{"processor time, µs"}, columns...)...)
	for _, r := range all {
		row := []string{r.workload.name}
		for _, key := range columns {
			row = append(row, f("%.0f", float64(median(r.costs[key].times))/1e3))
		}
		printRow(row...)
	}
	fmt.Println()
}

// printParts writes ratios that show which part of the server costs how much.
func printParts(all []*result) {
	parts := []struct{ of, to string }{
		{handwrittenBy, static}, {plans, handwrittenBy}, {resolvers, handwrittenBy}, {cached, static},
		{notModified, static},
	}
	head := []string{"ratios within the server"}
	for _, p := range parts {
		head = append(head, p.of+" / "+p.to)
	}
	printHead(head...)
	for _, r := range all {
		row := []string{r.workload.name}
		for _, p := range parts {
			row = append(row, r.ratio(p.of, p.to, false))
		}
		printRow(row...)
	}
	fmt.Println()
}

// printCounts writes what no clock measures.
func printCounts(all []*result) {
	printHead("counts", "bytes of the response", "in gzip", "allocations: hand-written", "plans", "resolvers",
		"SQL statements: hand-written", "plans", "resolvers")
	for _, r := range all {
		row := []string{r.workload.name, f("%d", r.costs[uncached].length), f("%d", r.costs[inGzip(uncached)].length)}
		for _, by := range countedContenders {
			row = append(row, f("%d", r.counts[by].allocations))
		}
		for _, by := range countedContenders {
			row = append(row, f("%d", r.counts[by].statements))
		}
		printRow(row...)
	}
	fmt.Println()
}

// printLoads writes the latencies under load.
func printLoads(all []loadResult) {
	printHead("latency, ms", "steady: p50", "p95", "p99.9", "bursty: p50", "p95", "p99.9", "failed", "memory, MB")
	for _, r := range all {
		row := []string{r.name}
		for _, l := range []latencies{r.steady, r.bursty} {
			for _, share := range []float64{0.5, 0.95, 0.999} {
				row = append(row, f("%.1f", float64(l.percentile(share))/1e6))
			}
		}
		failed := fmt.Sprintf("%d of %d", r.steady.failed+r.bursty.failed, r.steady.requests()+r.bursty.requests())
		printRow(append(row, failed, f("%.0f", megabytes(r.memory)))...)
	}
	fmt.Println()
}

// printGrowth writes the processor time of the server by the size of the dataset.
func printGrowth(all []*datasetResult) {
	fmt.Print("## Growth\n\nProcessor time of hand-written SQL and of Summitry, uncached, in µs, by the number of " +
		"statements.\n\n")
	head := []string{"µs"}
	for _, by := range []string{handwrittenBy, uncached} {
		for _, d := range all {
			head = append(head, fmt.Sprintf("%s, %d", by, d.statements))
		}
	}
	printHead(head...)
	for i, s := range workloads {
		row := []string{s.name}
		for _, by := range []string{handwrittenBy, uncached} {
			for _, d := range all {
				row = append(row, f("%.0f", float64(median(d.workloads[i].costs[by].times))/1e3))
			}
		}
		printRow(row...)
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
