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
	"path"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"
)

// A schemaOf is a JSON Schema: its name, the record files that it describes, by a pattern, and their type.
type schemaOf struct {
	name, files string
	file        reflect.Type
}

// allSchemas lists the schemas of the folders, and those of the files beside them.
func allSchemas() (all []schemaOf) {
	for _, k := range recordKinds {
		all = append(all, schemaOf{k.folder, k.folder + "/*.yaml", k.file})
	}
	return append(all, schemaOf{"dataset", datasetName, reflect.TypeFor[datasetFile]()},
		schemaOf{"changes", changesName, reflect.TypeFor[changesFile]()})
}

// Schemas returns the JSON Schemas of record files, by folder; and those of dataset.yaml and changes.yaml, by the names
// dataset and changes. Editors use them to complete and check record files.
func Schemas() map[string][]byte {
	all := make(map[string][]byte)
	for _, k := range allSchemas() {
		schema := reflector.ReflectFromType(k.file)
		for _, c := range []any{claim[scalar]{}, claim[int]{}, claim[date]{}, claim[[]mention]{},
			claim[memberList]{}} {
			if bytes.Contains(asText(schema), []byte(definitionOf(reflect.TypeOf(c)))) {
				maps.Copy(schema.Definitions, reflector.Reflect(c).Definitions)
			}
		}
		addEnums(schema.Definitions, k.file)
		all[k.name] = asText(schema)
	}
	return all
}

// EditorSettings returns settings for Visual Studio Code that assign the schemas to the record files. folder is the one
// that has the folders schemas and records.
func EditorSettings(folder string) []byte {
	schemas := make(map[string]string)
	for _, k := range allSchemas() {
		schemas[path.Join(folder, "schemas", k.name+".json")] = path.Join(folder, "records", k.files)
	}
	text, err := json.MarshalIndent(map[string]any{"yaml.schemas": schemas}, "", "  ")
	if err != nil {
		panic(err) // strings always encode
	}
	return append(text, '\n')
}

// addEnums adds the values of enum tags to the definitions of a type and of the types of its fields.
func addEnums(definitions jsonschema.Definitions, t reflect.Type) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[scalar]() {
		return
	}
	for f := range t.Fields() {
		if values := enumOf(f); len(values) > 0 {
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
		panic(err) // schemas always encode
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

// mapped returns the schemas of types with their own YAML decoding: scalars; texts and claims, which may be one or a
// list. Texts are the values of variables, so that they may also be numbers and booleans.
func mapped(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[scalar]():
		return &jsonschema.Schema{Type: "string"}
	case reflect.TypeFor[texts]():
		one := []*jsonschema.Schema{{Type: "string"}, {Type: "number"}, {Type: "boolean"}}
		list := &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{AnyOf: one}}
		return &jsonschema.Schema{AnyOf: append(one, list)}
	}
	if c, several := reflect.Zero(t).Interface().(interface{ claimType() reflect.Type }); several {
		one := &jsonschema.Schema{Ref: definitionOf(c.claimType())}
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{one, {Type: "array", Items: one}}}
	}
	return nil
}

// shapeName returns the name of a definition; claim[T] is named by its value.
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

// nameOf returns the name of a type without its type parameters.
func nameOf(t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return name
}

// JSONSchemaExtend also allows a number, because YAML reads an unquoted year as one.
func (date) JSONSchemaExtend(s *jsonschema.Schema) {
	edtf, _ := s.Properties.Get("edtf")
	edtf.Type, edtf.AnyOf = "", []*jsonschema.Schema{{Type: "string"}, {Type: "integer"}}
}

// claimType returns the type of a single claim.
func (claims[T]) claimType() reflect.Type { return reflect.TypeFor[claim[T]]() }

//go:embed *.go
var sources embed.FS

// comments holds the comments on the types of record files. Keys are "Type." for a type and "Type.Field" for a field.
var comments = readComments()

func readComments() map[string]string {
	found := make(map[string]string)
	names, _ := fs.Glob(sources, "*.go") // the pattern is valid
	for _, name := range names {
		source, _ := sources.ReadFile(name) // the file is embedded
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ParseComments)
		if err != nil {
			panic(err) // the source is part of this program
		}
		maps.Copy(found, commentsIn(file))
	}
	return found
}

// commentsIn returns the comments on the types and fields in a file.
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
