package history_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"

	"opencec/tools/history"
)

// Two commits are two revisions of the register.
func Example() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	repository, err := git.PlainInit(dir, false)
	if err != nil {
		log.Fatal(err)
	}
	commit(repository, "The register begins", "data/register.yaml", "title: Example\n")
	commit(repository, "Add Acme", "data/manufacturers/acme.yaml", "name: Acme\n")

	ctx := context.Background()
	read, err := history.Read(ctx, filepath.Join(dir, "data"))
	if err != nil {
		log.Fatal(err)
	}
	decoded, err := read.Decode(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, revision := range decoded.Revisions {
		fmt.Println(revision.Seq, revision.Time.Format(time.RFC3339), revision.Summary)
	}
	// Output:
	// 1 2026-01-05T00:00:00Z The register begins
	// 2 2026-01-05T00:00:00Z Add Acme
}

// commit writes a file into the repository's checkout and commits it.
func commit(repository *git.Repository, message, name, content string) {
	checkout, err := repository.Worktree()
	if err != nil {
		log.Fatal(err)
	}
	file := filepath.Join(checkout.Filesystem.Root(), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		log.Fatal(err)
	}
	if _, err := checkout.Add(name); err != nil {
		log.Fatal(err)
	}
	author := &object.Signature{Name: "Ann", Email: "ann@example.org", When: time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC)}
	if _, err := checkout.Commit(message, &git.CommitOptions{Author: author}); err != nil {
		log.Fatal(err)
	}
}
