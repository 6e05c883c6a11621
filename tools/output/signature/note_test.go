package signature_test

import (
	"bytes"
	"strings"
	"testing"

	"opencec/tools/output/signature"
)

const text = "opencec test v1\nsays: this\n"

func sign(t testing.TB, secrets ...signature.Secret) []byte {
	t.Helper()
	signed, err := signature.Sign(text, secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// The secret and the signature of golang.org/x/mod/sumdb/note's own example: other
// programs sign and check the same way.
func TestForm(t *testing.T) {
	t.Parallel()
	const (
		secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
		public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
		quote  = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
		signed = quote + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
	)
	s, err := signature.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Key().String(); got != public {
		t.Errorf("the public key is %s, want %s", got, public)
	}
	if got, err := signature.Sign(quote, s); err != nil || string(got) != signed {
		t.Errorf("signed, it is\n%s%v", got, err)
	}
}

// One known key is enough to open a text that several keys have signed.
func TestSeveralKeys(t *testing.T) {
	t.Parallel()
	old, now, other := newSecret(t, "register"), newSecret(t, "register"), newSecret(t, "other")
	both := sign(t, old, now)
	for name, test := range map[string]struct {
		signed []byte
		keys   []signature.Key
		by     []signature.Key // or none
	}{
		"one of one":     {sign(t, old), []signature.Key{old.Key()}, []signature.Key{old.Key()}},
		"old of both":    {both, []signature.Key{old.Key()}, []signature.Key{old.Key()}},
		"new of both":    {both, []signature.Key{now.Key()}, []signature.Key{now.Key()}},
		"both of both":   {both, []signature.Key{now.Key(), old.Key()}, []signature.Key{old.Key(), now.Key()}},
		"one of many":    {sign(t, now), []signature.Key{other.Key(), old.Key(), now.Key()}, []signature.Key{now.Key()}},
		"a key twice":    {both, []signature.Key{old.Key(), old.Key()}, []signature.Key{old.Key()}},
		"other":          {both, []signature.Key{other.Key()}, nil},
		"no key":         {both, nil, nil},
		"name is not it": {sign(t, old), []signature.Key{now.Key()}, nil},
	} {
		got, by, err := signature.Open(test.signed, test.keys...)
		if len(test.by) == 0 {
			if err == nil || got != "" || by != nil || !strings.Contains(err.Error(), "signed by "+old.Key().ID()) {
				t.Errorf("%s: %q, %v, %v", name, got, by, err)
			}
			continue
		}
		if err != nil || got != text || len(by) != len(test.by) {
			t.Errorf("%s: %q by %v, %v", name, got, by, err)
			continue
		}
		for i := range by {
			if by[i] != test.by[i] {
				t.Errorf("%s: signed by %v, want %v", name, by, test.by)
			}
		}
	}
}

// Whatever bit of it is changed, nothing else is signed. (Of base64's last letter some
// bits have no meaning.)
func TestEachBitCounts(t *testing.T) {
	t.Parallel()
	secret := newSecret(t, "register")
	signed := sign(t, secret)
	for i := range signed {
		for bit := range 8 {
			changed := bytes.Clone(signed)
			changed[i] ^= 1 << bit
			if got, _, err := signature.Open(changed, secret.Key()); err == nil && (got != text || i != len(signed)-3) {
				t.Fatalf("byte %d, bit %d: it still is signed\n%s", i, bit, changed)
			}
		}
	}
	for i := range signed {
		if _, _, err := signature.Open(signed[:i], secret.Key()); err == nil {
			t.Fatalf("cut after %d bytes it still is signed", i)
		}
	}
}

func TestOpenSays(t *testing.T) {
	t.Parallel()
	secret, other := newSecret(t, "register"), newSecret(t, "other")
	signed := string(sign(t, secret))
	for name, test := range map[string]struct{ signed, want string }{
		"empty":          {"", "not a signed text"},
		"not signed":     {text, "not a signed text"},
		"altered":        {strings.Replace(signed, "this", "that", 1), "the signature is not that of " + secret.Key().ID() + ": the text was altered"},
		"by another":     {string(sign(t, other)), "signed by " + other.Key().ID() + ", and not by " + secret.Key().ID()},
		"hostile signer": {text + "\n— \u202ea AAAAAAAA\n", `signed by \u202ea+00000000`},
		"large":          {strings.Repeat(" ", signature.MaxNoteSize) + signed, "larger than 65536 bytes"},
	} {
		if _, _, err := signature.Open([]byte(test.signed), secret.Key()); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, wrong := range []string{"", "no end of line", "a\x00b\n", "\xff\n"} {
		if _, err := signature.Sign(wrong, secret); err == nil {
			t.Errorf("%q was signed", wrong)
		}
	}
	if _, err := signature.Sign(text); err == nil {
		t.Error("a text is signed by nobody")
	}
}

// What Open takes is signed by a key, and nothing makes it fail in another way than by
// an error of one line.
func FuzzOpen(f *testing.F) {
	secret := newSecret(f, "register")
	f.Add(sign(f, secret))
	f.Add([]byte(text))
	f.Add([]byte("a\n\n— b AAAAAAAA\n"))
	f.Fuzz(func(t *testing.T, signed []byte) {
		_, by, err := signature.Open(signed, secret.Key())
		switch {
		case len(by) > 0 != (err == nil):
			t.Errorf("signed by %v, %v", by, err)
		case err == nil && !bytes.HasPrefix(signed, []byte(text)):
			t.Errorf("nobody has signed %q", signed)
		case err != nil && strings.ContainsAny(err.Error(), "\n\r\x1b"):
			t.Errorf("the error is %q", err)
		}
	})
}
