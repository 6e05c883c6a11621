package signature

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"opencec/tools/base/spelling"
)

// MaxNoteSize is the most bytes of a signed text that Open reads: enough for a page of text
// with a hundred signatures.
const MaxNoteSize = 64 << 10

// Sign signs a text with one or more secrets. The text must end with a line feed.
func Sign(text string, secrets ...Secret) ([]byte, error) {
	if len(secrets) == 0 {
		return nil, errors.New("sign: no key is given")
	}
	signers, keys := make([]note.Signer, len(secrets)), make([]Key, len(secrets))
	for i, s := range secrets {
		signers[i], keys[i] = s.signer, s.key
	}
	signed, err := note.Sign(&note.Note{Text: text}, signers...)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	// note.Sign accepts texts that note.Open does not, such as ones with control characters.
	if _, _, err := Open(signed, keys...); err != nil {
		return nil, fmt.Errorf("sign: %q could not be read: %w", text, err)
	}
	return signed, nil
}

// Open returns the text of a note and those of the keys that have signed it, at least one.
// It ignores signatures by other keys. A wrong signature in the name of one of the keys is an
// error.
func Open(signed []byte, keys ...Key) (text string, by []Key, err error) {
	if len(signed) > MaxNoteSize {
		return "", nil, fmt.Errorf("larger than %d bytes, the most that a signed text may have", MaxNoteSize)
	}
	known := map[string]Key{}
	var verifiers []note.Verifier
	for _, k := range keys {
		other, twice := known[k.ID()]
		switch {
		case !twice:
			known[k.ID()] = k
			verifiers = append(verifiers, k.verifier)
		case other.text != k.text: // such a collision is an attack
			return "", nil, fmt.Errorf("two different keys are %s: get the register's key again from a place that you trust", k.ID())
		}
	}
	opened, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil {
		return "", nil, explain(err, keys)
	}
	for _, s := range opened.Sigs {
		by = append(by, known[signatureID(s.Name, s.Hash)])
	}
	return opened.Text, by, nil
}

func signatureID(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// explain turns an error of note.Open into one that says what to do.
func explain(err error, keys []Key) error {
	var invalid *note.InvalidSignatureError
	var others *note.UnverifiedNoteError
	switch {
	case errors.As(err, &invalid):
		return fmt.Errorf("the signature is not that of %s: the text was altered after it was signed", signatureID(invalid.Name, invalid.Hash))
	case errors.As(err, &others):
		var ids, given []string
		for _, s := range others.Note.UnverifiedSigs {
			ids = append(ids, spelling.Printable(signatureID(s.Name, s.Hash)))
		}
		for _, k := range keys {
			given = append(given, k.ID())
		}
		return fmt.Errorf("signed by %s, and not by %s, which was asked for: get the register's key from a place that you trust", strings.Join(ids, ", "), strings.Join(given, " or "))
	}
	return errors.New("not a signed text: it is cut short, or is another file")
}
