// Package accept is content negotiation (RFC 9110, 12.4 and 12.5): it chooses among the forms of a response by the
// headers Accept and Accept-Encoding. Its entry point is Best; it depends on nothing of this project.
package accept

import (
	"slices"
	"strconv"
	"strings"
)

// Best returns the form that the client prefers, among a standard one and others, or "" if it accepts none of them.
// Without a header that is the standard form. Clients must name the other forms: a wildcard (*/*, application/*, *)
// matches the standard form only. A wildcard that matches only other forms, such as text/* beside text/csv, is ignored
// if it leaves nothing to send: the client gets the standard form, as if it had sent no header. Among equal preferences
// the other forms go first, in their order.
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
	for _, r := range []string{standard, wildcard(standard), "*/*", "*"} { // the most specific decides
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

// wildcard is the range of all forms of the same type, such as text/* for text/csv.
func wildcard(form string) string {
	kind, _, _ := strings.Cut(form, "/")
	return kind + "/*"
}

// Vary says on which headers an answer depends, beside those that are named already: in one line, as some caches
// heed no other.
func Vary(header map[string][]string, on ...string) {
	header["Vary"] = []string{strings.Join(slices.Concat(header["Vary"], on), ", ")}
}

// parseRanges gives each range that a header names and how much it is liked, from 0 (not at all) to 1. Parameters other
// than q are passed over; what is no number counts as 1, since somebody named it.
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
