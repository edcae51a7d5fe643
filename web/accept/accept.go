// Package accept implements content negotiation (RFC 9110, 12.4 and 12.5): it chooses the format of a response from the
// headers Accept and Accept-Encoding. Its entry point is Best. It depends on nothing of this project.
package accept

import (
	"slices"
	"strconv"
	"strings"
)

// Best returns the format that the client prefers among a default and others, or "" if it accepts none of them. Without
// a header it returns the default. Clients must name the other formats: a wildcard (*/*, application/*, *) matches only
// the default. A wildcard that matches only other formats, such as text/* when one of them is text/csv, is ignored if
// nothing else is accepted: the client gets the default, as if it had sent no header. If several formats are equally
// preferred, the others win over the default, in their order.
func Best(header []string, standard string, others ...string) string {
	ranges := parseRanges(header)
	if len(ranges) == 0 {
		return standard
	}
	best, highest := "", 0.0
	for _, form := range others {
		if q, named := ranges[form]; named && q > highest {
			best, highest = form, q
		}
	}
	for _, r := range []string{standard, wildcard(standard), "*/*", "*"} { // the most specific range decides
		if q, named := ranges[r]; named {
			if q > highest {
				best = standard
			}
			return best
		}
	}
	if best == "" && slices.ContainsFunc(others, func(form string) bool { return ranges[wildcard(form)] > 0 }) {
		return standard
	}
	return best
}

// wildcard returns the range of all formats of the same type, such as text/* for text/csv.
func wildcard(form string) string {
	kind, _, _ := strings.Cut(form, "/")
	return kind + "/*"
}

// Vary adds headers to Vary, in a single line, because some caches read only the first.
func Vary(header map[string][]string, on ...string) {
	header["Vary"] = []string{strings.Join(slices.Concat(header["Vary"], on), ", ")}
}

// parseRanges returns the ranges of a header with their quality, from 0 (not acceptable) to 1. It ignores parameters
// other than q. An invalid q counts as 1, since the client named the range.
func parseRanges(header []string) map[string]float64 {
	ranges := make(map[string]float64)
	for part := range strings.SplitSeq(strings.ToLower(strings.Join(header, ",")), ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		liked := 1.0
		for parameter := range strings.SplitSeq(parameters, ";") {
			key, value, _ := strings.Cut(parameter, "=")
			if strings.TrimSpace(key) != "q" {
				continue
			}
			if q, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil && q >= 0 && q <= 1 {
				liked = q
			}
		}
		ranges[name] = max(liked, ranges[name])
	}
	return ranges
}
