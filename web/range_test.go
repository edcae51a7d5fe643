package web

import (
	"fmt"
	"net/http"
	"testing"
)

// Ranges of a file are sent as RFC 9110 (14) requires.
func TestRanges(t *testing.T) {
	handler, size := file(always), len(content)
	part := func(from, to int) string { return fmt.Sprintf("bytes %d-%d/%d", from, to, size) }
	unsatisfied := fmt.Sprintf("bytes */%d", size)
	for header, c := range map[string]struct {
		status int
		of     string
	}{
		"bytes=0-15":                          {206, part(0, 15)},
		"Bytes=0-15":                          {206, part(0, 15)},
		"BYTES=0-15":                          {206, part(0, 15)},
		"bytes=100-":                          {206, part(100, size-1)},
		"bytes=-100":                          {206, part(size-100, size-1)},
		"bytes=0-0":                           {206, part(0, 0)},
		fmt.Sprintf("bytes=%d-", size-1):      {206, part(size-1, size-1)},
		fmt.Sprintf("bytes=0-%d", size+5):     {206, part(0, size-1)},
		fmt.Sprintf("bytes=-%d", size+5):      {206, part(0, size-1)},
		"bytes=16-99999999999999999999999999": {206, part(16, size-1)},
		"bytes=-99999999999999999999999999":   {206, part(0, size-1)},
		"bytes=000000000000000000000016-31":   {206, part(16, 31)},
		"bytes=-0,0-15":                       {206, part(0, 15)},
		"bytes=0-15,-0":                       {206, part(0, 15)},
		"bytes=-0":                            {416, unsatisfied},
		"Bytes=-00":                           {416, unsatisfied},
		"bytes= -0":                           {416, unsatisfied},
		"bytes=-0,-0":                         {416, unsatisfied},
		fmt.Sprintf("bytes=%d-", size):        {416, unsatisfied},
		"bytes=99999999999999999999999999-":   {416, unsatisfied},
		"items=0-1":                           {200, ""},
		"items=-0":                            {200, ""},
		"lines=0-1,5-9":                       {200, ""},
		"bytesize=0-1":                        {200, ""},
		"0-15":                                {200, ""},
		"bytes":                               {200, ""},
		"=0-15":                               {200, ""},
	} {
		w := send(handler, "GET", "/", "Range", header)
		if of := w.Header().Get("Content-Range"); w.Code != c.status || of != c.of {
			t.Errorf("%s is answered with %d %q, want %d %q", header, w.Code, of, c.status, c.of)
		}
		var from, to int
		n, _ := fmt.Sscanf(c.of, "bytes %d-%d/", &from, &to)
		if body := w.Body.String(); n == 2 && body != content[from:to+1] {
			t.Errorf("%s is answered with %d other bytes", header, len(body))
		}
		head := send(handler, "HEAD", "/", "Range", header)
		if head.Code != http.StatusOK || head.Header().Get("Content-Length") != fmt.Sprint(size) {
			t.Errorf("HEAD heeds %s: %d %v", header, head.Code, head.Header())
		}
	}
}
