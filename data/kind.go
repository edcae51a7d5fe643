package data

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/summitry/summitry/data/store"
)

// A Kind describes one kind of records for all packages. Its entity's file declares it, and Kinds in catalog.go lists
// it. Ids, page addresses, node look-ups and the constraints of schema.sql are derived from that list. So are the
// checks that every kind has record files, a page and synthetic records.
type Kind struct {
	Name   string       // prefix of ids: "topic" in topic:unity; also the name of the page's view and template
	Folder string       // of the record files and in page addresses: "topics" in /topics/unity
	Types  []string     // object types in the GraphQL schema
	Table  *store.Table // where the records are stored; all agents share one table
	Rows   string       // a condition that the rows of Table meet if they are of this kind; "" if all are
	// Citable lists the fields that can have their own passages, by type: those of records and of list items.
	Citable map[string][]string
	ByKey   *NodesByKey
	BySlug  func(context.Context, *store.Store, []string) (map[string]Node, error)
}

// NodesByKey leads from keys to records of one table. Its Reader reads selected columns of them, and All whole records.
type NodesByKey struct {
	store.Reader
	All func(context.Context, *store.Store, []store.Key) (map[store.Key]Node, error)
}

func nodesByKey[T Node](r *store.Relation[store.Key, T]) *NodesByKey {
	return &NodesByKey{r, asNodes(r)}
}

// asNodes converts a relation to records of one type to a relation to nodes.
func asNodes[K comparable, T Node](
	r *store.Relation[K, T],
) func(context.Context, *store.Store, []K) (map[K]Node, error) {
	return func(ctx context.Context, s *store.Store, keys []K) (map[K]Node, error) {
		found, err := r.Single(ctx, s, keys)
		nodes := make(map[K]Node, len(found))
		for key, record := range found {
			nodes[key] = record
		}
		return nodes, err
	}
}

func (k *Kind) id(slug string) string  { return k.Name + ":" + slug }
func (k *Kind) url(slug string) string { return "/" + k.Folder + "/" + slug }

// cited reports whether passages support records of the kind.
func (k *Kind) cited() bool {
	return slices.ContainsFunc(k.Types, func(name string) bool { return k.Citable[name] != nil })
}

// FindKind returns the first kind for which fits is true, or nil.
func FindKind(fits func(*Kind) bool) *Kind {
	if i := slices.IndexFunc(Kinds, fits); i >= 0 {
		return Kinds[i]
	}
	return nil
}

// RecordAt returns the kind and the id of the record at a page address, such as /people/jane-doe. It does not check
// that the record exists. It lower-cases the slug, which may be an alias.
func RecordAt(path string) (kind, id string, ok bool) {
	folder, slug, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	k := FindKind(func(k *Kind) bool { return k.Folder == folder })
	if k == nil || slug == "" || strings.Contains(slug, "/") {
		return "", "", false
	}
	return k.Name, k.id(strings.ToLower(slug)), true
}

// Folders returns the folders of all pages of records.
func Folders() []store.Folder {
	var all []store.Folder
	for _, k := range Kinds {
		all = append(all, store.Folder{Name: k.Folder, Table: k.Table.Name, Where: k.Rows})
	}
	return all
}

// tables returns the tables of kinds without duplicates.
func tables(kinds []*Kind) (all []store.Table) {
	for _, k := range kinds {
		if !slices.ContainsFunc(all, func(t store.Table) bool { return t.Name == k.Table.Name }) {
			all = append(all, *k.Table)
		}
	}
	return all
}

// expand replaces the placeholders of schema.sql that stand for tables of kinds.
func expand(ddl string, kinds []*Kind) string {
	cited := slices.DeleteFunc(slices.Clone(kinds), func(k *Kind) bool { return !k.cited() })
	list := func(kinds []*Kind, format string) string {
		var all []string
		for _, t := range tables(kinds) {
			all = append(all, fmt.Sprintf(format, t.Name))
		}
		return strings.Join(all, ", ")
	}
	return strings.NewReplacer(
		":cited_slugs", list(cited, "(SELECT slug FROM %s WHERE id = subject_id)"),
		":cited_tables", list(cited, "'%s'"),
		":tables", list(kinds, "'%s'"),
	).Replace(ddl)
}

// checkKinds returns an error that names what a kind lacks in this package.
func checkKinds(kinds []*Kind, ddl string) error {
	var missing []error
	for _, k := range kinds {
		lacks := func(what, where string) {
			missing = append(missing, fmt.Errorf("entity %s: no %s: add it to %s", k.Name, what, where))
		}
		kind := k.Name + "Kind in package data"
		switch {
		case k.Folder == "":
			lacks("Folder", kind)
		case len(k.Types) == 0:
			lacks("Types", kind)
		case k.ByKey == nil:
			lacks("ByKey", kind)
		case k.BySlug == nil:
			lacks("BySlug", kind)
		case k.Table == nil:
			lacks("Table", kind)
		case !regexp.MustCompile(`CREATE TABLE ` + k.Table.Name + `\b`).MatchString(ddl):
			lacks("table "+k.Table.Name, "data/schema.sql")
		}
	}
	return errors.Join(missing...)
}
