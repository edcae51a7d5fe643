package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// A Folder has a page for each row of a table that meets a condition, at /Name/SLUG. Where may be "".
type Folder struct{ Name, Table, Where string }

// CountPages returns the number of pages in folders.
func (s *Store) CountPages(ctx context.Context, folders []Folder) (n int, err error) {
	err = s.each(ctx, `SELECT count(*) FROM (`+pagesIn(folders)+`)`, nil, func(rows *sql.Rows) error {
		return rows.Scan(&n)
	})
	return n, err
}

// PagePaths returns the paths of the pages in folders, in the order of the folders and slugs, without the first ones
// that a number says, and at most another number of them.
func (s *Store) PagePaths(ctx context.Context, folders []Folder, skip, most int) (paths []string, err error) {
	query := pagesIn(folders) + ` ORDER BY 1, 3` + limit + ` OFFSET ? + 0`
	err = s.each(ctx, query, []any{most, skip}, func(rows *sql.Rows) error {
		var position int
		var folder, slug string
		err := rows.Scan(&position, &folder, &slug)
		paths = append(paths, "/"+folder+"/"+slug)
		return err
	})
	return paths, err
}

// pagesIn returns SQL for the position of the folder, its name, and the slug of each page.
func pagesIn(folders []Folder) string {
	var all []string
	for i, f := range folders {
		query := fmt.Sprintf(`SELECT %d, '%s', slug FROM %s`, i, f.Name, f.Table)
		if f.Where != "" {
			query += ` WHERE ` + f.Where
		}
		all = append(all, query)
	}
	return strings.Join(all, ` UNION ALL `)
}
