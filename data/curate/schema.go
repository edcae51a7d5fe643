package curate

import (
	"bytes"
	"embed"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"
)

// Schemas gives a JSON Schema for the files of each folder, by the folder's name, so that editors can complete and
// check what curators write.
func Schemas() map[string][]byte {
	all := make(map[string][]byte)
	for _, k := range recordKinds {
		schema := reflector.ReflectFromType(k.file)
		for _, c := range []any{claim[scalar]{}, claim[int]{}, claim[date]{}, claim[[]mention]{},
			claim[memberList]{}} {
			if bytes.Contains(asText(schema), []byte(definitionOf(reflect.TypeOf(c)))) {
				maps.Copy(schema.Definitions, reflector.Reflect(c).Definitions)
			}
		}
		addEnums(schema.Definitions, k.file)
		all[k.folder] = asText(schema)
	}
	return all
}

// EditorSettings gives the settings by which Visual Studio Code checks the files of each folder against its schema.
func EditorSettings() []byte {
	schemas := make(map[string]string)
	for _, k := range recordKinds {
		schemas["data/schemas/"+k.folder+".json"] = "data/records/" + k.folder + "/*.yaml"
	}
	text, err := json.MarshalIndent(map[string]any{"yaml.schemas": schemas}, "", "  ")
	if err != nil {
		panic(err) // texts only
	}
	return append(text, '\n')
}

// addEnums writes the possible values of fields, as their enum tags list them, into the definitions of a type and of
// the types of its fields.
func addEnums(definitions jsonschema.Definitions, t reflect.Type) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[scalar]() {
		return
	}
	for f := range t.Fields() {
		if values := strings.Fields(f.Tag.Get("enum")); len(values) > 0 {
			property, _ := definitions[shapeName(t)].Properties.Get(f.Tag.Get("yaml"))
			property.Enum = nil
			for _, v := range values {
				property.Enum = append(property.Enum, v)
			}
		}
		addEnums(definitions, f.Type)
	}
}

func asText(s *jsonschema.Schema) []byte {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // schemas are plain data
	}
	return append(text, '\n')
}

func definitionOf(t reflect.Type) string { return "#/$defs/" + shapeName(t) }

var reflector = jsonschema.Reflector{
	Anonymous:                  true,
	FieldNameTag:               "yaml",
	RequiredFromJSONSchemaTags: true,
	Namer:                      shapeName,
	Mapper:                     mapped,
	LookupComment:              func(t reflect.Type, field string) string { return comments[nameOf(t)+"."+field] },
}

// mapped gives the schemas of types that YAML reads in their own way: words, and claims that may stand alone or in a
// list.
func mapped(t reflect.Type) *jsonschema.Schema {
	if t == reflect.TypeFor[scalar]() {
		return &jsonschema.Schema{Type: "string"}
	}
	if c, several := reflect.Zero(t).Interface().(interface{ claimType() reflect.Type }); several {
		one := &jsonschema.Schema{Ref: definitionOf(c.claimType())}
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{one, {Type: "array", Items: one}}}
	}
	return nil
}

// shapeName names a definition: claim[T] by what it claims, other types as they are.
func shapeName(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[claim[scalar]]():
		return "claimOfText"
	case reflect.TypeFor[claim[int]]():
		return "claimOfNumber"
	case reflect.TypeFor[claim[date]]():
		return "claimOfDate"
	case reflect.TypeFor[claim[[]mention]]():
		return "claimOfMentions"
	case reflect.TypeFor[claim[memberList]]():
		return "claimOfMembers"
	}
	return t.Name()
}

// nameOf is the name of a type without its parameters.
func nameOf(t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return name
}

// JSONSchemaExtend lets a year stand without quotation marks, as YAML takes it for a number then.
func (date) JSONSchemaExtend(s *jsonschema.Schema) {
	edtf, _ := s.Properties.Get("edtf")
	edtf.Type, edtf.AnyOf = "", []*jsonschema.Schema{{Type: "string"}, {Type: "integer"}}
}

// claimType is the type of a single claim.
func (claims[T]) claimType() reflect.Type { return reflect.TypeFor[claim[T]]() }

//go:embed *.go
var sources embed.FS

// comments are those of the types of record files: of types under their name and a stop, of fields under both names.
var comments = readComments()

func readComments() map[string]string {
	found := make(map[string]string)
	names, _ := fs.Glob(sources, "*.go") // the pattern is right
	for _, name := range names {
		source, _ := sources.ReadFile(name) // embedded by that name
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ParseComments)
		if err != nil {
			panic(err) // it is part of this program
		}
		maps.Copy(found, commentsIn(file))
	}
	return found
}

// commentsIn gives the comments of the types and fields in a file.
func commentsIn(file *ast.File) map[string]string {
	found := make(map[string]string)
	ast.Inspect(file, func(n ast.Node) bool {
		d, isDeclaration := n.(*ast.GenDecl)
		if !isDeclaration || d.Tok != token.TYPE {
			return true
		}
		t := d.Specs[0].(*ast.TypeSpec)
		found[t.Name.Name+"."] = strings.Join(strings.Fields(d.Doc.Text()), " ")
		if s, isStruct := t.Type.(*ast.StructType); isStruct {
			for _, f := range s.Fields.List {
				for _, name := range f.Names {
					found[t.Name.Name+"."+name.Name] = strings.Join(strings.Fields(f.Doc.Text()), " ")
				}
			}
		}
		return true
	})
	return found
}
