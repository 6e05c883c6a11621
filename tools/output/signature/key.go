package signature

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// keyNamePattern are what is safe in a text, in a log and on a command line.
var keyNamePattern = regexp.MustCompile(`^[A-Za-z0-9]+([._/-][A-Za-z0-9]+)*$`)

const maxKeyName = 100

func checkKeyName(name string) error {
	if len(name) > maxKeyName || !keyNamePattern.MatchString(name) {
		return fmt.Errorf("the name %.110q of a key that signs may have letters, digits, and single dots, hyphens, underscores and slashes between them, at most %d, such as register.example.org", name, maxKeyName)
	}
	return nil
}

// A Key is the public half of a key: it checks signatures.
type Key struct {
	text     string
	verifier note.Verifier
}

// String returns the key as it is written.
func (k Key) String() string { return k.text }

// ID returns the key's name and the beginning of its digest, which tell it from
// others of that name.
func (k Key) ID() string { return signatureID(k.verifier.Name(), k.verifier.KeyHash()) }

// secretPrefix is how every secret begins.
const secretPrefix = "PRIVATE+KEY+"

// IsSecret reports whether a text holds a secret, or what was to be one.
func IsSecret(text string) bool { return strings.Contains(text, secretPrefix) }

var errSecretAsKey = errors.New("this is the secret of a key, which is for signing: give the public key that was printed with it, and make another if anybody has seen this")

// The text is not shown: it may be a part of a secret.
var errNotKey = errors.New("this is not a whole public key, such as register.example.org+a89f2203+ARpc…: copy all of it")

// ParseKey reads a public key.
func ParseKey(text string) (Key, error) {
	if IsSecret(text) {
		return Key{}, errSecretAsKey
	}
	verifier, err := note.NewVerifier(text)
	if err != nil {
		return Key{}, errNotKey
	}
	return Key{text, verifier}, checkKeyName(verifier.Name())
}

// ParseKeys reads the text of a file of public keys: each once, and at least one.
func ParseKeys(text []byte) ([]Key, error) {
	return parseLines(text, ParseKey, "public key")
}

// A Secret is the secret half of a key: it signs.
type Secret struct {
	text   string
	signer note.Signer
	key    Key
}

// NewSecret makes a key of that name.
func NewSecret(name string) (Secret, error) {
	if err := checkKeyName(name); err != nil {
		return Secret{}, err
	}
	text, _, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return Secret{}, fmt.Errorf("make a key: %w", err)
	}
	return ParseSecret(text)
}

// Key returns the public half.
func (s Secret) Key() Key { return s.key }

// String does not show the secret.
func (s Secret) String() string { return "the secret of " + s.key.ID() }

// Format does not show the secret either, whatever the verb.
func (s Secret) Format(state fmt.State, _ rune) { fmt.Fprint(state, s.String()) }

// File returns the text of a file for the secret, with its public key, so that this
// can be found again.
func (s Secret) File() []byte {
	return []byte("# Whoever has this file can sign in the name of the register. The public key is\n# " +
		s.key.text + "\n" + s.text + "\n")
}

var errNotSecret = errors.New("this is not a whole secret, which begins with " + secretPrefix + ": copy all of the line from the file that opencec keys signing has made")

// ParseSecret reads a secret. Its errors do not hold it.
func ParseSecret(text string) (Secret, error) {
	signer, err := note.NewSigner(text)
	if err != nil {
		return Secret{}, errNotSecret
	}
	public, err := publicKeyOf(signer.Name(), text)
	if err != nil {
		return Secret{}, err
	}
	key, err := ParseKey(public)
	return Secret{text, signer, key}, err
}

// publicKeyOf returns the public half of a secret that note.NewSigner has accepted, which
// does not give it. What follows the third plus and the digest is, in base64, a byte for
// the algorithm and the seed.
func publicKeyOf(name, secret string) (string, error) {
	encoded := strings.SplitN(secret, "+", 5)[4]
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", errNotSecret
	}
	public := ed25519.NewKeyFromSeed(key[1:]).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(name, public)
}

// ParseSecrets reads the text of a file of secrets: each once, and at least one.
func ParseSecrets(text []byte) ([]Secret, error) {
	return parseLines(text, ParseSecret, "secret of a key")
}

// MaxFileSize is the most bytes of a file of keys, which takes some hundred of them: no
// text is signed by more.
const MaxFileSize = 16 << 10

// parseLines reads one key from each line that is not empty or a comment, and tells of
// all lines that are wrong.
func parseLines[K fmt.Stringer](text []byte, parse func(string) (K, error), what string) ([]K, error) {
	if len(text) > MaxFileSize {
		return nil, fmt.Errorf("larger than %d bytes, the most that a file of keys may have", MaxFileSize)
	}
	var found []K
	var wrong []error
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, err := parse(line)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("line %d: %w", number, err))
			continue
		}
		if !slices.ContainsFunc(found, func(k K) bool { return k.String() == key.String() }) {
			found = append(found, key)
		}
	}
	if len(found) == 0 && wrong == nil {
		wrong = append(wrong, fmt.Errorf("there is no %s in it", what))
	}
	return found, errors.Join(wrong...)
}
