package signature_test

import (
	"fmt"
	"strings"
	"testing"

	"opencec/tools/output/signature"
)

func newSecret(t testing.TB, name string) signature.Secret {
	t.Helper()
	secret, err := signature.NewSecret(name)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// secretLine returns the secret itself, as its file has it.
func secretLine(t testing.TB, secret signature.Secret) string {
	t.Helper()
	for line := range strings.Lines(string(secret.File())) {
		if strings.HasPrefix(line, "PRIVATE+KEY+") {
			return strings.TrimSpace(line)
		}
	}
	t.Fatal("the file has no secret")
	return ""
}

func TestFileGivesTheSecretBack(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"register.example.org", "example.org/register/2026", "a", "A-1_b"} {
		secret := newSecret(t, name)
		read, err := signature.ParseSecrets(secret.File())
		if err != nil || len(read) != 1 || read[0].Key().String() != secret.Key().String() {
			t.Fatalf("%s: read %v, %v", name, read, err)
		}
		if key := secret.Key().String(); !strings.HasPrefix(key, name+"+") || !strings.Contains(string(secret.File()), "# "+key+"\n") {
			t.Errorf("%s: the key is %s, and the file\n%s", name, key, secret.File())
		}
		if key, err := signature.ParseKey(secret.Key().String()); err != nil || key.ID() != secret.Key().ID() {
			t.Errorf("%s: the key is read as %v, %v", name, key, err)
		}
	}
	one, two := newSecret(t, "a"), newSecret(t, "a")
	if one.Key().String() == two.Key().String() {
		t.Error("two keys are the same")
	}
}

// However a secret is printed, it is not seen.
func TestSecretIsNotShown(t *testing.T) {
	t.Parallel()
	secret := newSecret(t, "register.example.org")
	line := secretLine(t, secret)
	seed := strings.SplitN(line, "+", 5)[4]
	for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		for _, v := range []any{secret, &secret, []signature.Secret{secret}} {
			if got := fmt.Sprintf(form, v); strings.Contains(got, seed) {
				t.Errorf("%s shows it: %s", form, got)
			}
		}
	}
	cut, swapped := line[:len(line)-3], strings.Replace(line, "register", "rogister", 1)
	for _, text := range []string{cut, swapped, line + "x", strings.ToLower(line), strings.TrimPrefix(line, "PRIVATE+"), strings.TrimPrefix(line, "PRIVATE+KEY+"), seed} {
		_, err := signature.ParseSecrets([]byte(text))
		if err == nil || strings.Contains(err.Error(), seed[:20]) || !strings.Contains(err.Error(), "line 1: this is not a whole secret") {
			t.Errorf("as a secret: %v", err)
		}
		if _, err = signature.ParseKey(text); err == nil || strings.Contains(err.Error(), seed[:20]) {
			t.Errorf("as a public key: %v", err)
		}
	}
	if _, err := signature.ParseKey(line); err == nil || !strings.Contains(err.Error(), "give the public key") {
		t.Errorf("a secret as a key: %v", err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", " ", "a b", "a+b", "-a", "a-", "a..b", "a\nb", "a,b", "é", strings.Repeat("a", 101)} {
		if _, err := signature.NewSecret(name); err == nil || !strings.Contains(err.Error(), "may have letters, digits") {
			t.Errorf("%q: %v", name, err)
		}
	}
	newSecret(t, strings.Repeat("a", 100))
}

func TestParseKeys(t *testing.T) {
	t.Parallel()
	one, two := newSecret(t, "one").Key().String(), newSecret(t, "two").Key().String()
	for name, test := range map[string]struct {
		text string
		want string // the keys, or a part of the error
	}{
		"one":             {one, one},
		"two":             {two + "\n" + one + "\n", two + " " + one},
		"comments":        {"# of 2026\n\n  " + one + "\r\n \n#" + two + "\n", one},
		"twice":           {one + "\n" + one + "\n", one},
		"empty":           {"", "no public key in it"},
		"only comments":   {"# " + one, "no public key in it"},
		"another line":    {one + "\n" + two[1:] + "\n", "line 2: this is not a whole public key"},
		"all wrong lines": {"x\n" + one + "\ny\n", "line 3: this is not"},
		"another name":    {strings.Replace(one, "one", "two", 1), "not a whole public key"},
		"too large":       {strings.Repeat("\n", signature.MaxFileSize+1), "larger than 16384 bytes"},
	} {
		keys, err := signature.ParseKeys([]byte(test.text))
		got := ""
		for _, k := range keys {
			got += " " + k.String()
		}
		if err != nil {
			got = err.Error()
		}
		if err == nil && strings.TrimSpace(got) != test.want || err != nil && !strings.Contains(got, test.want) {
			t.Errorf("%s: got %s\nwant %s", name, got, test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	secret := newSecret(f, "register.example.org")
	f.Add(secret.File())
	f.Add([]byte(secret.Key().String()))
	f.Add([]byte("PRIVATE+KEY+a+00000000+AQ=="))
	f.Add([]byte("a+00000000+"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if secrets, err := signature.ParseSecrets(text); err == nil {
			for _, s := range secrets {
				if again, err := signature.ParseKey(s.Key().String()); err != nil || again.ID() != s.Key().ID() {
					t.Errorf("the key %s of a secret is read as %v, %v", s.Key(), again, err)
				}
			}
		}
		if keys, err := signature.ParseKeys(text); err == nil && len(keys) == 0 {
			t.Error("no keys, and no error")
		}
	})
}
