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

// keyNamePattern matches names that are safe in texts, in logs and on command lines.
var keyNamePattern = regexp.MustCompile(`^[A-Za-z0-9]+([._/-][A-Za-z0-9]+)*$`)

const maxKeyName = 100

func checkKeyName(name string) error {
	if len(name) > maxKeyName || !keyNamePattern.MatchString(name) {
		return fmt.Errorf("the name %.110q of a key that signs may have letters, digits, and single dots, hyphens, underscores and slashes between them, at most %d, such as register.example.org", name, maxKeyName)
	}
	return nil
}

// A Key is the public half of a key, which checks signatures.
type Key struct {
	text     string
	verifier note.Verifier
}

// String returns the text of the key, as ParseKey reads it.
func (k Key) String() string { return k.text }

// ID returns the key's name and the beginning of its digest, which distinguishes keys of the
// same name.
func (k Key) ID() string { return signatureID(k.verifier.Name(), k.verifier.KeyHash()) }

// secretPrefix begins every secret.
const secretPrefix = "PRIVATE+KEY+"

// IsSecret reports whether text contains a secret, or a mistyped one.
func IsSecret(text string) bool { return strings.Contains(text, secretPrefix) }

var errSecretAsKey = errors.New("this is the secret of a key, which is for signing: give the public key that was printed with it, and make another if anybody has seen this")

// errNotKey does not show the text, which may be a part of a secret.
var errNotKey = errors.New("this is not a whole public key, such as register.example.org+a89f2203+ARpc…: copy all of it")

// ParseKey parses a public key.
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

// ParseKeys parses a file of public keys. It returns at least one key, and each only once.
func ParseKeys(text []byte) ([]Key, error) {
	return parseLines(text, ParseKey, "public key")
}

// A Secret is the secret half of a key, which signs.
type Secret struct {
	text   string
	signer note.Signer
	key    Key
}

// NewSecret generates a key with a name.
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

// File returns the content of a file for the secret. It includes the public key for people.
func (s Secret) File() []byte {
	return []byte("# Whoever has this file can sign in the name of the register. The public key is\n# " +
		s.key.text + "\n" + s.text + "\n")
}

var errNotSecret = errors.New("this is not a whole secret, which begins with " + secretPrefix + ": copy all of the line from the file that opencec keys signing has made")

// ParseSecret parses a secret. Its errors do not contain the text.
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

// publicKeyOf returns the public half of a secret that note.NewSigner has accepted; a note.Signer
// does not reveal it. After the fourth plus the secret has, in base64, a byte for the algorithm and
// the seed.
func publicKeyOf(name, secret string) (string, error) {
	encoded := strings.SplitN(secret, "+", 5)[4]
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", errNotSecret
	}
	public := ed25519.NewKeyFromSeed(key[1:]).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(name, public)
}

// ParseSecrets parses a file of secrets. It returns at least one secret, and each only once.
func ParseSecrets(text []byte) ([]Secret, error) {
	return parseLines(text, ParseSecret, "secret of a key")
}

// MaxFileSize is the most bytes of a file of keys: room for some hundred keys, more than sign
// any text.
const MaxFileSize = 16 << 10

// parseLines parses a key from each line that is not empty or a comment, and reports every
// wrong line.
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
