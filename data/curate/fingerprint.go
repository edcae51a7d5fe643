package curate

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/summitry/summitry/data"
)

// A Fingerprint has two hashes for each record of a dataset, by id, such as person:jane-doe. It does not depend on the
// format of the record files: comments, quotation marks, anchors, the order of keys.
type Fingerprint map[string]recordHashes

// recordHashes tell two states of a record apart.
type recordHashes struct {
	content  string // everything but passages
	passages string // their documents, fields and words; prefix and suffix only help to find these words
}

// NewFingerprint reads the record files of a folder. It does not check them as Compile does.
func NewFingerprint(files fs.FS) (Fingerprint, error) {
	f := Fingerprint{}
	for _, k := range data.Kinds {
		names, err := fs.Glob(files, k.Folder+"/*.yaml")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if err := f.addFile(files, k, name); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if len(f) == 0 {
		return nil, fmt.Errorf("the folder has no record files: name one such as data/records")
	}
	return f, nil
}

// addFile adds the record of a file, or the records of its list. These are of the document that names the file.
func (f Fingerprint) addFile(files fs.FS, k *data.Kind, name string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	var file yaml.Node
	if err := yaml.Load(text, &file); err != nil || len(file.Content) == 0 {
		return cmp.Or(err, fmt.Errorf("the file is empty: write a record, or delete it"))
	}
	slug := strings.TrimSuffix(path.Base(name), ".yaml")
	content := file.Content[0]
	if content.Kind != yaml.SequenceNode {
		f[k.Name+":"+slug] = hashesOf(content, "")
		return nil
	}
	for _, item := range content.Content {
		own := valueOf(item, "slug")
		if own == nil {
			return fmt.Errorf("line %d: the record has no slug: add one", item.Line)
		}
		f[k.Name+":"+own.Value] = hashesOf(item, slug)
	}
	return nil
}

func hashesOf(record *yaml.Node, document string) recordHashes {
	c := canonicalizer{document: document}
	content := c.value(record, "")
	slices.Sort(c.passages)
	return recordHashes{hashOf(content), hashOf(c.passages)}
}

func hashOf(value any) string {
	text, err := json.Marshal(value) // sorts keys
	if err != nil {
		panic(err) // texts, lists and maps only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// A canonicalizer separates the passages of a record from the rest.
type canonicalizer struct {
	document string // of passages that do not name theirs
	passages []string
}

// value returns what a node holds apart from passages, and nil if that is nothing. A list of one item is that item, as
// claims may be written either way. property is the field of the record that the node stands in.
func (c *canonicalizer) value(n *yaml.Node, property string) any {
	switch n.Kind {
	case yaml.AliasNode:
		return c.value(n.Alias, property)
	case yaml.MappingNode:
		return c.mapping(n, property)
	case yaml.SequenceNode:
		var list []any
		for _, item := range n.Content {
			if value := c.value(item, property); value != nil {
				list = append(list, value)
			}
		}
		switch len(list) {
		case 0:
			return nil
		case 1:
			return list[0]
		}
		return list
	}
	if n.Tag == "!!null" {
		return nil
	}
	return n.Value
}

// passageKeys are the keys of a passage.
var passageKeys = []string{"document", "exact", "prefix", "suffix", "property"}

func (c *canonicalizer) mapping(n *yaml.Node, property string) any {
	content := map[string]any{}
	exact := valueOf(n, "exact")
	if exact != nil {
		c.addPassage(n, exact, property)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i].Value
		if exact != nil && slices.Contains(passageKeys, key) {
			continue
		}
		below := property
		if key != "cite" {
			below = strings.TrimPrefix(property+"."+key, ".")
		}
		if value := c.value(n.Content[i+1], below); value != nil {
			content[key] = value
		}
	}
	if len(content) == 0 {
		return nil
	}
	return content
}

func (c *canonicalizer) addPassage(n, exact *yaml.Node, property string) {
	document := c.document
	if of := valueOf(n, "document"); of != nil {
		document = textOf(of)
	}
	if of := valueOf(n, "property"); of != nil {
		property = strings.TrimPrefix(property+"."+textOf(of), ".")
	}
	c.passages = append(c.passages, strings.Join([]string{document, property, textOf(exact)}, "\x00"))
}

// textOf is the text of a scalar, which may be an alias.
func textOf(n *yaml.Node) string {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n.Value
}

// String has a line for each record: its id, the hash of its content and the hash of its passages.
func (f Fingerprint) String() string {
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintln(&b, id, f[id].content, f[id].passages)
	}
	return b.String()
}

// ParseFingerprint reads what String has written.
func ParseFingerprint(text string) (Fingerprint, error) {
	f := Fingerprint{}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			const message = "%.60q is not a line of a fingerprint: write one with curate fingerprint"
			return nil, fmt.Errorf(message, strings.TrimSpace(line))
		}
		f[fields[0]] = recordHashes{fields[1], fields[2]}
	}
	return f, nil
}
