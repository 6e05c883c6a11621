package generator_test

import (
	"bytes"
	"context"
	"testing"

	"opencec/tools/history"
	"opencec/tools/history/historytest"
	"opencec/tools/input/generator"
	"opencec/tools/input/source"
	"opencec/tools/register"
	"opencec/tools/testenv"
)

var historyOptions = generator.HistoryOptions{Listings: 300, Commits: 300, Seed: 7, On: register.NewDate(2026, 11, 23), Folder: "data"}

func writeHistory(t *testing.T, o generator.HistoryOptions) []byte {
	t.Helper()
	vocabulary, err := source.Load(context.Background(), "../../../data")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	s := generator.NewCommitStream(&b)
	if err := generator.WriteHistory(s, vocabulary, o); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHistoryIsDeterministic(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(writeHistory(t, historyOptions), writeHistory(t, historyOptions)) {
		t.Error("the same options gave two histories")
	}
}

// Every revision is a register that keeps the rules, and the newest has as many
// listings as were asked for.
func TestHistoryKeepsRules(t *testing.T) {
	t.Parallel()
	testenv.SkipIfShort(t, "it reads 300 commits")
	r := historytest.New(t)
	vocabulary, err := source.Load(context.Background(), "../../../data")
	if err != nil {
		t.Fatal(err)
	}
	r.Import(func(s *generator.CommitStream) error { return generator.WriteHistory(s, vocabulary, historyOptions) })
	h, err := history.Read(context.Background(), r.Path("data"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := h.Decode(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(all.Revisions) + len(all.Unchanged); n != historyOptions.Commits {
		t.Errorf("%d commits, want %d", n, historyOptions.Commits)
	}
	for _, revision := range all.Revisions {
		records := all.At(revision.Seq)
		for _, p := range records.Check(historyOptions.On, nil) {
			if p.Severity == register.Error {
				t.Errorf("revision %d: %s %s: %s: %s", revision.Seq, p.Kind.Name(), p.ID, p.Field, p.Message)
			}
		}
		if _, err := register.New(records, register.Version{ID: revision.Commit}); err != nil {
			t.Errorf("revision %d: %v", revision.Seq, err)
		}
	}
	if n := len(all.At(len(all.Revisions)).Listings); n != historyOptions.Listings {
		t.Errorf("%d listings in the end, want %d", n, historyOptions.Listings)
	}
}
