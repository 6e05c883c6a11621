package source_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"opencec/data"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// Load reads a folder, and Check reports everything that is wrong with it, by line.
func Example() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.CopyFS(dir, data.Vocabulary); err != nil {
		log.Fatal(err)
	}
	const listing = `manufacturer: acme
model: Box
entity_type: cleint
periods:
  - {from: 2026-11-23, to: 2026-01-31}
`
	write(filepath.Join(dir, "manufacturers", "acme.yaml"), "name: Acme\n")
	write(filepath.Join(dir, "listings", "acme", "box.yaml"), listing)

	tree, err := source.Load(context.Background(), dir)
	if err != nil {
		log.Fatal(err)
	}
	for _, problem := range tree.Check(register.NewDate(2026, 11, 23)) {
		fmt.Println(problem)
	}
	// Output:
	// listings/acme/box.yaml:1:1: warning: has no source: say where the facts can be looked up, with sources: [{url: https://…}]
	// listings/acme/box.yaml:3:14: entity_type: there is no entity type "cleint" (did you mean client?)
	// listings/acme/box.yaml:5:28: periods[0].to: the period ends on 2026-01-31, before it begins on 2026-11-23
}

func write(file, content string) {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		log.Fatal(err)
	}
}
