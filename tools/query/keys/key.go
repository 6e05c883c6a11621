package keys

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"opencec/tools/register"
)

// A Key is the stored form of a key, without its secret.
type Key struct {
	Name    string        `json:"name"`
	Hash    string        `json:"hash"` // hexadecimal SHA-256 of the secret
	Created time.Time     `json:"created,omitzero"`
	Expires register.Date `json:"expires,omitzero"` // the last day; zero if it does not expire
	Rate    int           `json:"rate,omitempty"`   // requests a minute; 0 for the server's own limit
	Revoked time.Time     `json:"revoked,omitzero"`
}

// MaxRate is the largest rate of a key, in requests a minute.
const MaxRate = 1_000_000

// names matches names that are safe in a log and on a command line.
var names = regexp.MustCompile(`^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$`)

const maxName = 64

// easy are keys that people try out and then forget to replace. Their hashes are refused,
// also with the newline that echo adds. A longer list would not make keys other than
// those of New any safer.
var easy = easyHashes("", "test", "secret", "password", "changeme", "change-me", "key", "apikey", "api-key", "my-key", "your-api-key", "token",
	"admin", "demo", "example", "default", "opencec", "open-cec", "letmein", "1234", "123456", "12345678")

func easyHashes(words ...string) map[string]string {
	hashes := map[string]string{}
	for _, word := range words {
		hashes[Hash(word)] = strconv.Quote(word)
		hashes[Hash(word+"\n")] = strconv.Quote(word) + " and a line break"
	}
	return hashes
}

// New creates a key with that name, and returns it with its secret, which is not stored
// anywhere.
func New(name string, now time.Time) (key Key, secret string, err error) {
	secret = NewSecret()
	key = Key{Name: name, Hash: Hash(secret), Created: now.UTC().Truncate(time.Second)}
	return key, secret, key.check()
}

// desCrypt matches the hashes of the legacy API.
var desCrypt = regexp.MustCompile(`^[./0-9A-Za-z]{13}$`)

// FromHash returns a key for a hash that is configured without a keys file.
func FromHash(name, hash string) (Key, error) {
	key := Key{Name: name, Hash: strings.ToLower(strings.TrimSpace(hash))}
	return key, key.check()
}

// Equal reports whether two keys have the same stored form.
func (k Key) Equal(other Key) bool {
	return k.Name == other.Name && k.Hash == other.Hash && k.Created.Equal(other.Created) &&
		k.Expires == other.Expires && k.Rate == other.Rate && k.Revoked.Equal(other.Revoked)
}

func (k Key) check() error {
	switch {
	case len(k.Name) > maxName || !names.MatchString(k.Name):
		return fmt.Errorf("the name %.70q of a key may have letters, digits, and single dots, hyphens and underscores between them, at most %d", k.Name, maxName)
	case strings.HasPrefix(k.Name, Prefix):
		return fmt.Errorf("the name of a key begins with %s, as only secrets do; names are written to logs", Prefix)
	case desCrypt.MatchString(k.Hash):
		return fmt.Errorf("the hash of the key %s is one of des_crypt, as the original API had, and is not accepted: des_crypt looks at no more than the first 8 characters of a key, so that it can be found by trying. "+
			"Make a new key with opencec keys new --name NAME --keys-file keys.json, name that file with --keys-file keys.json, and give the clients the key that is printed", k.Name)
	case len(k.Hash) != hex.EncodedLen(sha256.Size) || strings.Trim(k.Hash, "0123456789abcdef") != "":
		return fmt.Errorf("the hash of the key %s is not a SHA-256 in lower-case hexadecimal (%d characters)", k.Name, hex.EncodedLen(sha256.Size))
	case easy[k.Hash] != "":
		return fmt.Errorf("the hash of the key %s is that of %s, which anybody can guess: make a key with opencec keys new", k.Name, easy[k.Hash])
	case k.Rate < 0 || k.Rate > MaxRate:
		return fmt.Errorf("the rate %d of the key %s is not between 0 and %d requests a minute", k.Rate, k.Name, MaxRate)
	}
	return nil
}
