package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph/exec"
	"github.com/summitry/summitry/views"
)

// NewWithViews returns an API of a dataset, with the views of a folder laid over the embedded ones. Each of them is
// planned, and its cost estimated, with the values of its example. An error names the files with line and column.
func NewWithViews(
	ctx context.Context, from *store.Store, folder string, log *slog.Logger, options ...exec.Option,
) (*API, error) {
	all, err := views.Load(folder)
	if err != nil {
		return nil, err
	}
	a, err := newAPI(ctx, from, log, all, options)
	if err != nil {
		return nil, err
	}
	var problems []error
	hash, own := sha256.New(), 0
	for _, v := range a.views {
		if !v.IsOwn() {
			continue
		}
		own++
		fmt.Fprintf(hash, "%s %t %s\n", v.Name, v.ForPage, v.SHA256())
		if err := a.checkView(ctx, v); err != nil {
			problems = append(problems, v.Locate(err))
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	a.viewsHash = hex.EncodeToString(hash.Sum(nil))
	log.Info("read views", "folder", folder, "changed", own, "all", len(all))
	return a, nil
}

// CheckViews returns an error if a view has no plan for this dataset, or no answer for its example.
func (a *API) CheckViews(ctx context.Context) error {
	ctx = exec.WithoutAdmission(ctx)
	for _, v := range a.views {
		err := a.checkView(ctx, v)
		if _, missing := variablesOf(v, v.Example); err == nil && missing == nil { // the dataset may lack a value
			_, err = a.RunView(ctx, v, v.Example)
		}
		if err != nil {
			return fmt.Errorf("the view %s has no answer for its example: %w", v.Name, err)
		}
	}
	return nil
}

// checkView returns the first reason why a view cannot be served with its example.
func (a *API) checkView(ctx context.Context, v *views.View) error {
	for _, known := range v.Variables {
		of := known.Declared
		if t := exec.Schema.Types[of.Type.Name()]; t == nil || !t.IsInputType() {
			const message = "the variable $%s must have an input type of the schema, got %s"
			return gqlerror.ErrorPosf(of.Position, message, of.Variable, of.Type.Name())
		}
	}
	values, err := exampleOf(v)
	if err == nil && !v.IsEmbedded() { // the dataset may lack values for the examples of embedded views
		values, err = variablesOf(v, v.Example)
	}
	if err != nil {
		return fmt.Errorf("the example in the description of the view must be valid: %w", err)
	}
	o, problems := a.exec.Parse(ctx, &graphql.RawParams{Query: v.Operation, Variables: values})
	if len(problems) > 0 {
		return problems[0]
	}
	if err := a.exec.Check(ctx, o); err != nil {
		return err
	}
	_, err = tableOf(v)
	return err
}
