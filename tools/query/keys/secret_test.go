package keys

import (
	"errors"
	"math/big"
	"regexp"
	"testing"
)

func TestNewSecret(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^ocec_[0-9A-Za-z]{49}$`)
	seen := map[string]bool{}
	for range 100 {
		s := NewSecret()
		if !form.MatchString(s) {
			t.Errorf("%q has another form", s)
		}
		if err := CheckForm(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
		if seen[s] {
			t.Errorf("%q twice", s)
		}
		seen[s] = true
	}
}

// The largest numbers fit the fixed lengths.
func TestEncodeLengths(t *testing.T) {
	t.Parallel()
	largest := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 8*randomBytes), big.NewInt(1))
	if n := len(encode(largest, bodyLength)); n != bodyLength {
		t.Errorf("256 bits take %d characters", n)
	}
	if got := encode(big.NewInt(1<<32-1), sumLength); len(got) != sumLength {
		t.Errorf("a checksum takes %d characters", len(got))
	}
	if got := encode(big.NewInt(0), 3); got != "000" {
		t.Errorf("0 is %q", got)
	}
}

// Every single wrong, swapped or missing character is found.
func TestCheckForm(t *testing.T) {
	t.Parallel()
	good := NewSecret()
	for i := len(Prefix); i < len(good); i++ {
		wrong := byte('x')
		if good[i] == 'x' {
			wrong = 'y'
		}
		if err := CheckForm(good[:i] + string(wrong) + good[i+1:]); !errors.Is(err, ErrMistyped) {
			t.Errorf("character %d changed: %v", i, err)
		}
		if err := CheckForm(good[:i]); !errors.Is(err, ErrMistyped) {
			t.Errorf("cut to %d: %v", i, err)
		}
		if i > len(Prefix) && good[i] != good[i-1] {
			if err := CheckForm(good[:i-1] + good[i:i+1] + good[i-1:i] + good[i+1:]); !errors.Is(err, ErrMistyped) {
				t.Errorf("characters %d and %d swapped: %v", i-1, i, err)
			}
		}
	}
	if err := CheckForm("a key made elsewhere"); err != nil {
		t.Errorf("a key of another form: %v", err)
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	s := NewSecret()
	for text, want := range map[string]string{
		"":                         "",
		"/v1/listings":             "/v1/listings",
		"/v1/ocec_":                "/v1/ocec_",
		s:                          "ocec_…",
		"/v1/" + s + "/x?k=" + s:   "/v1/ocec_…/x?k=ocec_…",
		"cut " + s[:20] + ", ocec": "cut ocec_…, ocec",
		s + s:                      "ocec_…",
	} {
		if got := Redact(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, "abc"
	if got := Hash("abc"); got != want {
		t.Errorf("got %s", got)
	}
}
