package web

import (
	"net/http"
	"regexp"
	"strings"
)

// pastEnd is where no file reaches, in bytes.
const pastEnd = "999999999999999999"

var (
	zeroSuffix = regexp.MustCompile(`^\s*-\s*0+\s*$`)
	hugeNumber = regexp.MustCompile(`[1-9]\d{18,}`)
)

// normalizeRange rewrites the header Range so that http.ServeContent does what RFC 9110 (14.1, 14.2) says. By itself
// it refuses other units, capitals and numbers of many digits, answers the last 0 bytes with a part that ends before
// it begins, and heeds HEAD.
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
