package starter_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"opencec/tools/command/starter"
	"opencec/tools/register"
)

// A new register begins with its settings.
func Example() {
	kit, err := starter.New(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	settings := register.Settings{
		Title: "My register", BaseURL: "https://register.example.org", TimeZone: "Australia/Sydney",
		Licence: register.Licence{Name: "CC BY 4.0"},
	}
	problems, err := kit.Check(settings)
	if err != nil {
		log.Fatal(err)
	}
	for _, problem := range problems {
		fmt.Println(problem)
	}
	files, err := kit.Files(settings)
	if err != nil {
		log.Fatal(err)
	}

	parent, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(parent)
	folder := filepath.Join(parent, "my-register")
	if err := starter.Write(folder, files); err != nil {
		log.Fatal(err)
	}
	written, err := filepath.Glob(filepath.Join(folder, "data", "*"))
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range written {
		fmt.Println(filepath.Base(name))
	}
	// Output:
	// device-classes
	// entity-types
	// register.yaml
	// test-profiles
}
