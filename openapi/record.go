package openapi

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/graph"
	"github.com/summitry/summitry/views"
)

// recordFormats are the formats of records. A kind of records has some of them.
var recordFormats = []struct{ extension, media, description string }{
	{"json", "application/json", "The record, as its page has it."},
	{"jsonld", "application/ld+json", "The record as linked data (schema.org and Web Annotation)."},
	{"bib", "application/x-bibtex", "The citation for BibTeX."},
	{"csl.json", "application/vnd.citationstyles.csl+json", "The citation for reference managers (CSL-JSON)."},
}

// addRecord adds the addresses of the records of a kind.
func (b *builder) addRecord(k *data.Kind, formats map[string]string) {
	v := views.Find(b.api.Views(), k.Name)
	result := b.result(k.Name, b.writer.Result(graph.OperationOf(v), k.Types))
	_, slug, found := strings.Cut(v.Example.Get("id"), ":")
	for _, f := range recordFormats {
		if formats["."+f.extension] == "" {
			continue
		}
		content := &media{}
		if address := "/" + k.Folder + "/" + url.PathEscape(slug) + "." + f.extension; found {
			content.Example = b.recordExample(address, f.extension)
		}
		switch f.extension {
		case "json":
			content.Schema = result
		case "jsonld":
			content.Schema = &schema{Type: "object"}
		case "csl.json":
			content.Schema = &schema{Type: "array", Items: &schema{Type: "object"}}
		default:
			content.Schema = &schema{Type: "string"}
		}
		o := &operation{
			OperationID: k.Name + "." + f.extension, Summary: v.Title, Description: v.Description,
			Tags: []string{tagRecords}, Parameters: []*parameter{b.slugOf(k, slug)},
			Responses: success(f.description, f.media, content, "302", "400", "404", "409", "500", "503"),
		}
		if after := v.Variable("after"); after != nil {
			o.Parameters = append(o.Parameters, b.variable(v, after))
		}
		o.Parameters = append(o.Parameters, common(views.Base, views.Dataset)...)
		path := "/" + k.Folder + "/{slug}." + f.extension
		b.paths = append(b.paths, member{Key: path, Value: object{{Key: "get", Value: o}}})
	}
}

func (b *builder) recordExample(address, extension string) any {
	if extension == "bib" {
		return b.sampler.text(address)
	}
	return b.sampler.json(http.StatusOK, address, nil)
}

// slugOf describes the slug in the addresses of a kind of records.
func (b *builder) slugOf(k *data.Kind, example string) *parameter {
	name := k.Name + ".slug"
	p := &parameter{Name: "slug", In: "path", Required: true, Schema: &schema{Type: "string"},
		Description: "The slug of the record, or an alias, which redirects to it."}
	if example != "" {
		p.Example = example
	}
	b.shared[name] = p
	return common(name)[0]
}

// addFiles adds the downloads and the health check.
func (b *builder) addFiles() {
	add := func(path, tag, summary, description string, responses map[string]*response, parameters ...*parameter) {
		b.paths = append(b.paths, member{Key: path, Value: object{{Key: "get", Value: &operation{
			OperationID: strings.TrimPrefix(path, "/"), Summary: summary, Description: description,
			Tags: []string{tag}, Parameters: parameters, Responses: responses,
		}}}})
	}
	text := func(example any) *media { return &media{&schema{Type: "string"}, example} }

	file := success("The file.", graph.MediaDataset, text(nil), "409", "503")
	file["206"] = &response{Description: "A range of the file, as the header Range asked for.",
		Content: map[string]*media{graph.MediaDataset: text(nil)}}
	file["416"] = &response{Description: "The file is shorter than the range that Range asked for."}
	add("/summitry.db", tagDownloads, "The dataset as an SQLite file.",
		"Every table and view of the file is described in it. The ETag depends only on the bytes, so a download can "+
			"be resumed with Range.", file, common(views.Dataset)...)
	add("/schema.graphql", tagDownloads, "The GraphQL schema.",
		"Every type, field, argument and enum value is described.",
		withoutDataset(success("The schema.", "text/plain", text(nil))))
	plain := func(example any) map[string]*media { return map[string]*media{"text/plain": text(example)} }
	add("/healthz", tagServer, "Whether the process answers.", "The response is never cached.",
		map[string]*response{"200": {Description: "The process answers.", Content: plain("ok\n")}})
	add("/readyz", tagServer, "Whether the server should get requests.", "The response is never cached.",
		map[string]*response{
			"200": {Description: "It should.", Content: plain("ok\n")},
			"503": {Description: "The server is stopping, its queue is full, or the dataset file was changed.",
				Content: plain(nil)},
		})
}

// withoutDataset drops the header that names the dataset from the response with status 200.
func withoutDataset(responses map[string]*response) map[string]*response {
	delete(responses["200"].Headers, graph.DatasetHeader)
	return responses
}
