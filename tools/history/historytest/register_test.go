package historytest_test

import (
	"bytes"
	"context"
	"testing"

	"opencec/tools/history"
	"opencec/tools/history/historytest"
	"opencec/tools/register"
	"opencec/tools/source"
)

var options = historytest.Options{Listings: 60, Commits: 120, Seed: 7, On: register.NewDate(2026, 11, 23), Folder: "data"}

func write(t *testing.T, o historytest.Options) []byte {
	t.Helper()
	vocabulary, err := source.Load(context.Background(), "../../../data")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	s := historytest.NewStream(&b)
	if err := historytest.Write(s, vocabulary, o); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWriteIsDeterministic(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(write(t, options), write(t, options)) {
		t.Error("the same options gave two histories")
	}
}

// Every revision is a register that keeps the rules, and the newest has as many
// listings as were asked for.
func TestWriteKeepsRules(t *testing.T) {
	t.Parallel()
	r := historytest.New(t)
	vocabulary, err := source.Load(context.Background(), "../../../data")
	if err != nil {
		t.Fatal(err)
	}
	r.Import(func(s *historytest.Stream) error { return historytest.Write(s, vocabulary, options) })
	h, err := history.Read(context.Background(), r.Path("data"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := h.Decode(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(all.Revisions) + len(all.Unchanged); n != options.Commits {
		t.Errorf("%d commits, want %d", n, options.Commits)
	}
	for _, revision := range all.Revisions {
		records := all.At(revision.Seq)
		for _, p := range records.Check(options.On, nil) {
			if p.Severity == register.Error {
				t.Errorf("revision %d: %s %s: %s: %s", revision.Seq, p.Kind.Name, p.ID, p.Field, p.Message)
			}
		}
		if _, err := register.New(records, register.Version{ID: revision.Commit}); err != nil {
			t.Errorf("revision %d: %v", revision.Seq, err)
		}
	}
	if n := len(all.At(len(all.Revisions)).Listings); n != options.Listings {
		t.Errorf("%d listings in the end, want %d", n, options.Listings)
	}
}
