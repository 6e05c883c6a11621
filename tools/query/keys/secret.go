package keys

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"math/big"
	"regexp"
	"strings"
)

const (
	// Prefix is the prefix of keys created by New.
	Prefix = "ocec_"

	randomBytes  = 32
	base         = 62
	bodyLength   = 43 // 62^43 > 2^256
	sumLength    = 6  // 62^6 > 2^32
	secretLength = len(Prefix) + bodyLength + sumLength
)

// ErrMistyped is the error for a key that has the prefix but a wrong form or checksum: it
// cannot be valid, whatever is stored.
var ErrMistyped = errors.New("the key is mistyped or cut short: its checksum does not match; copy it again, all " +
	"54 characters")

// NewSecret returns a random secret.
func NewSecret() string {
	var random [randomBytes]byte
	_, _ = rand.Read(random[:]) // never fails: the program ends if the system has no randomness
	body := encode(new(big.Int).SetBytes(random[:]), bodyLength)
	return Prefix + body + checksum(body)
}

// CheckForm checks that the secret can be a key. Secrets without the prefix were created
// elsewhere and can be anything.
func CheckForm(secret string) error {
	rest, ours := strings.CutPrefix(secret, Prefix)
	if !ours {
		return nil
	}
	if len(secret) != secretLength || checksum(rest[:bodyLength]) != rest[bodyLength:] {
		return ErrMistyped
	}
	return nil
}

// Hash returns the hash that is stored for a secret: its SHA-256 in hexadecimal.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// secrets matches keys created by New, complete, truncated or mistyped.
var secrets = regexp.MustCompile(Prefix + `[0-9A-Za-z_]+`)

// Redact removes keys from a text for a log, because people put them in wrong places. It
// cannot recognise keys created elsewhere.
func Redact(text string) string {
	if !strings.Contains(text, Prefix) { // nearly always
		return text
	}
	return secrets.ReplaceAllLiteralString(text, Prefix+"…")
}

func checksum(body string) string {
	return encode(big.NewInt(int64(crc32.ChecksumIEEE([]byte(body)))), sumLength)
}

// encode encodes n in base 62, padded to a fixed length.
func encode(n *big.Int, length int) string {
	digits := n.Text(base)
	return strings.Repeat("0", length-len(digits)) + digits
}
