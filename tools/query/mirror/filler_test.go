package mirror

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"opencec/tools/query"
	"opencec/tools/query/postgres"
)

// The newest of several engines is filled, and nobody waits for the others. News of an engine
// that is taken up already is no news.
func TestNewestIsTaken(t *testing.T) {
	t.Parallel()
	f := &Filler{}
	one, two := New(nil), New(nil)
	f.Fill(one)
	f.Fill(two)
	select {
	case <-one.Settled():
	default:
		t.Error("the first one may still be filled")
	}
	if got := f.take(); got != two {
		t.Error("the second one is not taken")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	f.Run(ctx) // fails if it fills anything
	select {
	case <-two.Settled():
		t.Error("the second one will not be filled")
	default:
	}
}

func TestObstacleOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err  error
		want Obstacle
	}{
		{nil, ObstacleNone},
		{fmt.Errorf("reading: %w", postgres.ErrTooLarge), ObstacleTooLarge},
		{fmt.Errorf("reading: %w", postgres.ErrOtherRelease), ObstacleOtherRelease},
		{fmt.Errorf("reading: %w", query.ErrUnavailable), ObstacleUnavailable},
		{errors.New("anything else"), ObstacleUnavailable},
	} {
		if got := obstacleOf(test.err); got != test.want {
			t.Errorf("%v: %q, want %q", test.err, got, test.want)
		}
	}
}
