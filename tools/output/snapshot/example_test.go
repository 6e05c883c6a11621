package snapshot_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"opencec/tools/output/snapshot"
	"opencec/tools/query/querytest"
)

// A register is written as files, put in place in one step, and read back.
func Example() {
	ctx := context.Background()
	parent, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(parent)
	public := filepath.Join(parent, "public")

	build, err := snapshot.Prepare(public)
	if err != nil {
		log.Fatal(err)
	}
	defer build.Discard() // does nothing once it is published
	if _, err := snapshot.Write(ctx, build.Dir, querytest.Sample(), querytest.Today, nil); err != nil {
		log.Fatal(err)
	}
	if err := build.Publish(); err != nil {
		log.Fatal(err)
	}

	s, err := snapshot.Open(public)
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	fmt.Println(s.Register.Settings.Title, "on", s.Manifest.On)
	fmt.Println(len(s.Register.Listings), "listings")
	// Output:
	// Sample register on 2026-11-23
	// 8 listings
}
