package signature_test

import (
	"fmt"
	"log"
	"strings"

	"opencec/tools/output/signature"
)

// With the key anybody can check who signed a text, and that nobody has changed it.
func Example() {
	secret, err := signature.NewSecret("register.example.org")
	if err != nil {
		log.Fatal(err)
	}
	note, err := signature.Sign("12 listings\n", secret)
	if err != nil {
		log.Fatal(err)
	}

	text, by, err := signature.Open(note, secret.Key())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q by %d key\n", text, len(by))

	forged := strings.Replace(string(note), "12", "13", 1)
	_, _, err = signature.Open([]byte(forged), secret.Key())
	fmt.Println(err != nil)
	// Output:
	// "12 listings\n" by 1 key
	// true
}
