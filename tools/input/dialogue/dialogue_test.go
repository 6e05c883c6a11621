package dialogue

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// Ctrl-C ends a dialogue even if nobody types.
func TestDialogueIsStopped(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in, _ := io.Pipe()
	if _, err := New(ctx, in, io.Discard, 100).Answer(); !errors.Is(err, context.Canceled) {
		t.Errorf("the answer is %v", err)
	}
}

func TestLongAnswerIsRefused(t *testing.T) {
	t.Parallel()
	in := strings.NewReader(strings.Repeat("x", 200))
	if _, err := New(t.Context(), in, io.Discard, 100).Answer(); err == nil {
		t.Error("a line beyond the limit was read")
	}
}
