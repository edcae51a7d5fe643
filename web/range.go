package web

import (
	"net/http"
	"regexp"
	"strings"
)

// pastEnd is an offset, in bytes, beyond the end of any file.
const pastEnd = "999999999999999999"

var (
	zeroSuffix = regexp.MustCompile(`^\s*-\s*0+\s*$`)
	hugeNumber = regexp.MustCompile(`[1-9]\d{18,}`)
)

// normalizeRange rewrites the header Range so that http.ServeContent follows RFC 9110 (14.1, 14.2). Without it,
// ServeContent rejects other units, capitals and numbers with many digits, answers the suffix range of 0 bytes with a
// range that ends before it begins, and applies Range to HEAD.
func normalizeRange(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setRange(r)
		next.ServeHTTP(w, r)
	})
}

func setRange(r *http.Request) {
	unit, set, _ := strings.Cut(r.Header.Get("Range"), "=")
	if r.Method != http.MethodGet || !strings.EqualFold(unit, "bytes") {
		r.Header.Del("Range")
		return
	}
	ranges := strings.Split(set, ",")
	for i, part := range ranges {
		if zeroSuffix.MatchString(part) {
			part = pastEnd + "-"
		}
		ranges[i] = hugeNumber.ReplaceAllString(part, pastEnd)
	}
	r.Header.Set("Range", "bytes="+strings.Join(ranges, ","))
}
