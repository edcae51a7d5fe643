package exec

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
)

// lineBreaks replaces all line breaks by \n. gqlparser counts columns after \r\n from the \n.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// checkTokens checks a text before it is parsed. It rejects a text with too many tokens or too long a name, and what
// gqlparser's lexer accepts against the specification: a name or a dot right after a number, half of a surrogate pair,
// and a quotation mark right after a block string.
func checkTokens(text string) *gqlerror.Error {
	runes := []rune(text)
	tokens := 0
	for l := lexer.New(&ast.Source{Input: text}); ; tokens++ {
		token, err := l.ReadToken()
		if err != nil { // the parser would report it less precisely
			return lexicalError(err)
		}
		if token.Kind == lexer.EOF {
			break
		}
		if token.Kind == lexer.Name && len(token.Value) > MaxName {
			return over(limitName, "characters in the name "+token.Value[:20]+"...", len(token.Value), MaxName,
				"choose a shorter name")
		}
		if problem := checkToken(token, runes); problem != nil {
			return problem
		}
	}
	if tokens > MaxTokens {
		return over(limitTokens, "tokens", tokens, MaxTokens, "send several operations, or values as variables")
	}
	return nil
}

func checkToken(token lexer.Token, runes []rune) *gqlerror.Error {
	switch token.Kind {
	case lexer.Int, lexer.Float:
		if end := token.Pos.End; end < len(runes) && (runes[end] == '.' || isNameStart(runes[end])) {
			message := "Invalid number: %s is followed by %q: put a space or a comma between them"
			message = fmt.Sprintf(message, token.Value, string(runes[end]))
			return parseError(message, token.Pos.Line, token.Pos.Column+end-token.Pos.Start)
		}
	case lexer.BlockString: // the lexer ends it at the last three quotation marks of a run
		if end := token.Pos.End; end < len(runes) && runes[end] == '"' {
			message := "A quotation mark right after a block string is not supported: put a space or a comma between " +
				"them"
			return parseError(message, token.Pos.Line, token.Pos.Column-3+end-token.Pos.Start)
		}
	case lexer.String:
		escapes := runes[token.Pos.Start:min(token.Pos.End, len(runes))]
		if at, found := loneSurrogate(escapes); found {
			message := "Invalid character escape sequence: %s is half of a surrogate pair: send both halves, or the " +
				"character"
			message = fmt.Sprintf(message, string(escapes[at:at+6]))
			return parseError(message, token.Pos.Line, token.Pos.Column-1+at)
		}
	}
	return nil
}

func isNameStart(r rune) bool {
	return r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// loneSurrogate finds an escape, such as \uD83D, that is half of a surrogate pair without the other half. Escapes in
// text must be well-formed.
func loneSurrogate(text []rune) (at int, found bool) {
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			continue
		}
		half := codeUnit(text[i:])
		switch {
		case !utf16.IsSurrogate(half):
			i++ // skip the escaped character
		case i+12 <= len(text) && utf16.DecodeRune(half, codeUnit(text[i+6:])) != '\uFFFD':
			i += 11
		default:
			return i, true
		}
	}
	return 0, false
}

// codeUnit returns the code unit of a four-digit escape at the start of a text, or 0.
func codeUnit(text []rune) rune {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	if err != nil { // \u{...}, where gqlparser rejects surrogates itself
		return 0
	}
	return rune(unit)
}

// checkFragments rejects variable definitions on fragments, which gqlparser accepts.
func checkFragments(document *ast.QueryDocument) *gqlerror.Error {
	for _, f := range document.Fragments {
		for _, v := range f.VariableDefinition {
			message := fmt.Sprintf("The fragment %s defines the variable $%s: define it on the operation", f.Name,
				v.Variable)
			return parseError(message, v.Position.Line, v.Position.Column)
		}
	}
	return nil
}

func parseError(message string, line, column int) *gqlerror.Error {
	return problemsOf(gqlerror.ErrorLocf("", line, column, "%s", message))[0]
}

// lexicalError corrects the position of a wrong escape, which the lexer places one column after its backslash.
func lexicalError(err error) *gqlerror.Error {
	problem := problemsOf(err)[0]
	if strings.HasPrefix(problem.Message, "Invalid character escape sequence") {
		for i := range problem.Locations {
			problem.Locations[i].Column--
		}
	}
	return problem
}

// locate corrects the positions of problems: gqlparser places a string after its opening quotation mark, and a block
// string in its last line.
func locate(problems gqlerror.List, text string) {
	begins := map[gqlerror.Location]gqlerror.Location{}
	line, lineStart, at := 1, 0, 0
	runes := []rune(text)
	for l := lexer.New(&ast.Source{Input: text}); ; {
		token, err := l.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			break
		}
		for ; at < token.Pos.Start; at++ {
			if runes[at] == '\n' {
				line, lineStart = line+1, at+1
			}
		}
		if token.Kind == lexer.String || token.Kind == lexer.BlockString {
			reported := gqlerror.Location{Line: token.Pos.Line, Column: token.Pos.Column}
			begins[reported] = gqlerror.Location{Line: line, Column: at - lineStart + 1}
		}
	}
	for _, p := range problems {
		for i, reported := range p.Locations {
			if begin, found := begins[reported]; found {
				p.Locations[i] = begin
			}
		}
	}
}
