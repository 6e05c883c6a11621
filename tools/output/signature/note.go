package signature

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"opencec/tools/base/spelling"
)

// MaxNoteSize is the most bytes of a signed text that Open reads: a page of text with
// a hundred signatures.
const MaxNoteSize = 64 << 10

// Sign signs a text, whose last line is ended, with one or more secrets.
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
	// The library signs what it does not open, such as control characters.
	if _, _, err := Open(signed, keys...); err != nil {
		return nil, fmt.Errorf("sign: %q could not be read: %w", text, err)
	}
	return signed, nil
}

// Open returns the text of a signed one, and by which of the keys it is signed: one or
// more. Signatures by other keys do not count; one that claims to be by a key and is
// not makes the whole wrong.
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
		case other.text != k.text: // nobody makes two such keys but to deceive
			return "", nil, fmt.Errorf("two different keys are %s: get the register's key anew from where you trust it", k.ID())
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

// explain says what a person can do about a text that cannot be opened.
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
		return fmt.Errorf("signed by %s, and not by %s, which was asked for: get the register's key from where you trust it", strings.Join(ids, ", "), strings.Join(given, " or "))
	}
	return errors.New("not a signed text: it is cut short, or is another file")
}
