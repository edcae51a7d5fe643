package accept

import "testing"

func TestMediaTypes(t *testing.T) {
	const json, response, csv = "application/json", "application/graphql-response+json", "text/csv"
	for header, want := range map[string]string{
		"":                             "json",
		"*/*":                          "json",
		"application/*":                "json",
		"text/*":                       "json",
		"text/*;q=0.5":                 "json",
		"TEXT/*, image/png":            "json",
		"text/*;q=0":                   "",
		"image/*":                      "", // matches none of the formats
		"text/*, */*;q=0":              "",
		"text/*, application/json;q=0": "",
		"text/*, application/*;q=0":    "",
		"text/*, text/csv;q=0.5":       "csv",
		"text/*;q=0.1, application/graphql-response+json;q=0.01": "response",
		"image/png":                                                                "",
		"application/json":                                                         "json",
		"APPLICATION/JSON; charset=utf-8":                                          "json",
		"application/graphql-response+json":                                        "response",
		"application/json, application/graphql-response+json":                      "response",
		"application/graphql-response+json;q=0.5, application/json;q=0.9":          "json",
		"application/graphql-response+json, application/json;q=0.9":                "response",
		"application/graphql-response+json; charset=utf-8;q=0.9, application/json": "json",
		"application/graphql-response+json;q=0":                                    "",
		"text/csv":                                                                 "csv",
		"text/csv, */*":                                                            "csv",
		"text/csv;q=0.5, */*":                                                      "json",
		"*/*;q=0.1, application/json;q=0":                                          "",
		"application/json;q=0, */*":                                                "",
		"application/*;q=0, */*":                                                   "",
		"text/csv;q=0.2, application/json;q=0.1, */*;q=0.9":                        "csv",
		"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2":                     "json", // Java's default
		"application/json;q=nonsense":                                              "json",
		"application/json;q=NaN, text/csv":                                         "csv",
		"application/json;q=7, text/csv;q=0.9":                                     "json",
		" , ,":                                                                     "json",
	} {
		short := map[string]string{json: "json", response: "response", csv: "csv", "": ""}
		if got := short[Best([]string{header}, json, response, csv)]; got != want {
			t.Errorf("%q gives %q, want %q", header, got, want)
		}
	}
	if got := Best(nil, "application/json"); got != "application/json" {
		t.Errorf("no header gives %q", got)
	}
	if got := Best([]string{"text/html", "text/csv"}, "application/json", "text/csv"); got != "text/csv" {
		t.Errorf("two header lines give %q", got)
	}
}

func TestEncodings(t *testing.T) {
	for header, want := range map[string]string{
		"":                        "identity",
		"gzip":                    "gzip",
		"gzip, deflate, br, zstd": "gzip",
		"gzip;q=0.5":              "gzip",
		"identity, gzip;q=0.5":    "identity",
		"gzip;q=0":                "",
		"deflate":                 "",
		"*":                       "identity",
		"GZIP":                    "gzip",
	} {
		if got := Best([]string{header}, "identity", "gzip"); got != want {
			t.Errorf("%q gives %q, want %q", header, got, want)
		}
	}
}
