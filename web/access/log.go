package access

import (
	"context"
	"log/slog"
)

// A LogHandler adds the id of the request, request_id, to each record that is logged with the context of a request.
type LogHandler struct{ slog.Handler }

func (h LogHandler) Handle(ctx context.Context, r slog.Record) error {
	if id := Of(ctx).ID; id != "" {
		r = r.Clone()
		r.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h LogHandler) WithAttrs(all []slog.Attr) slog.Handler {
	return LogHandler{h.Handler.WithAttrs(all)}
}

func (h LogHandler) WithGroup(name string) slog.Handler { return LogHandler{h.Handler.WithGroup(name)} }
