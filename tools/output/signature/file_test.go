package signature_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"opencec/tools/output/signature"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	secret := newSecret(t, "register")
	path := filepath.Join(t.TempDir(), "signing.key")
	if err := secret.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %v, %v", info.Mode(), err)
	}
	read, err := signature.ReadSecrets(path)
	if err != nil || len(read) != 1 || read[0].Key().String() != secret.Key().String() {
		t.Errorf("read %v, %v", read, err)
	}
	if err := newSecret(t, "other").WriteFile(path); err == nil || !strings.Contains(err.Error(), "name another file") {
		t.Errorf("written again: %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != string(secret.File()) {
		t.Errorf("the file was changed to\n%s%v", text, err)
	}
}

func TestReadKeys(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, two := newSecret(t, "one"), newSecret(t, "two")
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good", "# both\n"+one.Key().String()+"\n"+two.Key().String()+"\n")
	line := secretLine(t, one)
	for name, test := range map[string]struct {
		named string
		keys  int
		want  string
	}{
		"a key":            {one.Key().String(), 1, ""},
		"a file":           {good, 2, ""},
		"a secret":         {line, 0, "give the public key"},
		"a cut secret":     {strings.TrimPrefix(line, "PRIVATE+KEY+"), 0, "neither a file of public keys nor one"},
		"a cut key":        {one.Key().String()[:20], 0, "neither a file of public keys nor one"},
		"no file":          {filepath.Join(dir, "none"), 0, "neither a file of public keys nor one"},
		"a folder":         {dir, 0, dir},
		"a file of others": {file("secrets", line), 0, "secrets: line 1: this is the secret of a key"},
		"a large file":     {file("large", strings.Repeat("#\n", signature.MaxFileSize)), 0, "large: larger than"},
	} {
		keys, err := signature.ReadKeys(test.named)
		if test.want == "" {
			if err != nil || len(keys) != test.keys {
				t.Errorf("%s: %v, %v", name, keys, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), line[len(line)-30:]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadSecretsRefuses(t *testing.T) {
	t.Parallel()
	line := secretLine(t, newSecret(t, "register"))
	for named, want := range map[string]string{
		line:                               "not the name of a file",
		filepath.Join(t.TempDir(), "none"): "none: no such file",
	} {
		if _, err := signature.ReadSecrets(named); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), line[20:]) {
			t.Errorf("%v", err)
		}
	}
}
