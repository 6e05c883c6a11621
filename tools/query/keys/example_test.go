package keys_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"opencec/tools/query/keys"
)

// A key is stored in a file, and a ring that follows the file checks it.
func Example() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	file := keys.File(filepath.Join(dir, "keys.json"))
	ctx, stop := context.WithCancel(context.Background())
	defer stop()

	key, secret, err := keys.New("portal", time.Now())
	if err != nil {
		log.Fatal(err)
	}
	if err := keys.Add(ctx, file, key); err != nil {
		log.Fatal(err)
	}

	ring, err := keys.Follow(file)
	if err != nil {
		log.Fatal(err)
	}
	if err := ring.Read(ctx); err != nil { // Watch does so again with each tick
		log.Fatal(err)
	}
	ticker := time.NewTicker(2 * time.Second)
	defer ticker.Stop()
	go ring.Watch(ctx, ticker.C, func(err error) { log.Print(err) })

	known, err := ring.Verify(secret, time.Now())
	fmt.Println(known.Name, err)
	_, err = ring.Verify(keys.NewSecret(), time.Now())
	fmt.Println(err)
	// Output:
	// portal <nil>
	// the key is not known here
}
