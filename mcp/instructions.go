package mcp

import (
	"context"
	"fmt"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// instructions tells an assistant how to read the dataset.
func (s *Server) instructions() string {
	d := s.api.Dataset()
	var about []string
	for _, text := range []string{deref(d.Title), deref(d.Description)} {
		if text != "" {
			about = append(about, sentence(text))
		}
	}
	return strings.Join(
		about,
		" ",
	) + fmt.Sprintf(
		` Dataset %s: %d statements from %d documents, each with the passage that prints it.

- Check a quotation with %s before you call it said. It knows these documents only: say so when it finds nothing.
- Quote from "text" and "exact" only, word for word. Summaries, titles and labels are the curators' words: do not
  put them into quotation marks.
- Say for whom a document gives the words: a speaker, a chain of attribution, or the document itself (narrations).
- A date or an occasion whose basis is INFERRED, or EXTERNAL (added by the curators), is not printed in the document:
  say "inferred" or "added".
- null means that the documents do not say. It never means no. UNKNOWN is an answer of its own.
- If an answer is empty, say what you searched, and in which documents.
- If "next" is not null, the answer has more records.
- Cite the document and the URL of the record with every quotation.`,
		d.Version,
		d.Counts.Statements,
		d.Counts.Documents,
		checkTool,
	)
}

// addPrompt adds the prompt for a quotation with its source.
func addPrompt(server *sdk.Server) {
	server.AddPrompt(&sdk.Prompt{
		Name: "quote_with_source", Title: "Quote with source",
		Description: "A quotation that is printed, with its speaker, date, document and doubts.",
		Arguments: []*sdk.PromptArgument{
			{Name: "words", Title: "Words", Required: true,
				Description: "The quotation to check, or words to look for."},
			{Name: "speaker", Title: "Speaker", Description: "Who is said to have said it."},
		},
	}, func(_ context.Context, request *sdk.GetPromptRequest) (*sdk.GetPromptResult, error) {
		words, speaker := request.Params.Arguments["words"], request.Params.Arguments["speaker"]
		if words == "" {
			return nil, fmt.Errorf("words must not be empty: send the quotation or words of it")
		}
		arguments := map[string]string{"quote": words}
		if speaker != "" {
			arguments["speaker"] = speaker
		}
		text := fmt.Sprintf(`Call %s with %s. If the verdict is NOT_FOUND, call %s with its rarest words.
Then give the printed words in quotation marks, who said them, when and where, the document with its URL, and each
doubt that the result names: what is inferred or added, what differs from the quotation, and notes on errors in print.
If nothing is printed, say that, and which documents were searched.`, checkTool, object(arguments), searchTool)
		message := &sdk.PromptMessage{Role: "user", Content: &sdk.TextContent{Text: text}}
		return &sdk.GetPromptResult{Messages: []*sdk.PromptMessage{message}}, nil
	})
}

// sentence ends a text with a full stop unless it ends a sentence already.
func sentence(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}
