package resolver

import (
	"context"

	"github.com/summitry/summitry/table"
	"github.com/summitry/summitry/views"
)

// view resolves the fields of View.
type view struct {
	columns func(*views.View) []*table.Column
}

func (v view) Columns(_ context.Context, of *views.View) ([]*table.Column, error) {
	return v.columns(of), nil
}
