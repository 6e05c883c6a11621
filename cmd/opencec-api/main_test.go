package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"opencec/tools/query/keys"
)

// A running is the command while it runs.
type running struct {
	t          *testing.T
	url, admin string // addresses
	log        *logged
	cancel     context.CancelFunc
	code       chan int
}

// logged is what the command writes.
type logged struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// launch runs the command on free ports until it listens.
func launch(t *testing.T, args ...string) *running {
	t.Helper()
	return begin(t, append([]string{"--listen", "127.0.0.1:0"}, args...)...)
}

// begin runs the command until it listens.
func begin(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{t: t, log: &logged{}, cancel: cancel, code: make(chan int, 1)}
	go func() {
		r.code <- run(ctx, append([]string{"opencec-api"}, args...), io.Discard, r.log, clock)
	}()
	t.Cleanup(func() { r.stop() })
	r.wait("listening", func() bool { return strings.Contains(r.log.String(), "msg=listening") })
	for _, found := range regexp.MustCompile(`(address|admin)=(\S+)`).FindAllStringSubmatch(r.log.String(), -1) {
		switch found[1] {
		case "address":
			r.url = "http://" + found[2]
		case "admin":
			r.admin = "http://" + found[2]
		}
	}
	return r
}

// start runs the command until it has a register.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	r := launch(t, args...)
	r.wait("ready", func() bool { return strings.Contains(r.log.String(), "msg=ready") })
	return r
}

// stop ends the command in good order, if it runs, and returns its exit code.
func (r *running) stop() int {
	r.cancel()
	code := <-r.code
	r.code <- code
	return code
}

// patience is for a machine that is busy with other tests; usually the wait is much
// shorter.
const patience = 2 * time.Minute

// wait waits for something that comes to be while the command runs.
func (r *running) wait(what string, is func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(10 * time.Millisecond) {
		select {
		case code := <-r.code:
			r.code <- code
			r.t.Fatalf("waiting for %s, it ended: %d\n%s", what, code, r.log)
		default:
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("%s does not come\n%s", what, r.log)
		}
	}
}

func status(t *testing.T, url, secret string) int {
	t.Helper()
	r, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Api-Key", secret)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

// addKey adds the key portal to a keys file and returns its secret.
func addKey(t *testing.T, path string) string {
	t.Helper()
	key, secret, err := keys.New("portal", now)
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.Add(t.Context(), keys.File(path), key); err != nil {
		t.Fatal(err)
	}
	return secret
}

// The whole program: settings from flags, the environment and .env, a request,
// and an orderly end.
func TestServes(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	publish(t, filepath.Join(dir, "public"), "one")
	secret := addKey(t, "keys.json")
	// godotenv sets variables of the process; t.Setenv has them restored.
	for _, name := range []string{settingSnapshot, settingKeysFile, settingLogFormat, settingKeyHash} {
		t.Setenv(variable(name), "")
		os.Unsetenv(variable(name))
	}
	t.Setenv(variable(settingLogFormat), "text") // which .env does not override
	t.Setenv(envPrefix+"LISTN", "oops")
	if err := os.WriteFile(".env", []byte("OPEN_CEC_API_SNAPSHOT=public/downloads\nOPEN_CEC_API_LOG_FORMAT=json\nOPEN_CEC_API_API_KEY_HASH="+keys.Hash("from the original")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, "--keys-file", "keys.json")
	for _, s := range []string{secret, "from the original"} {
		if got := status(t, r.url+"/v1/listings?status=active", s); got != http.StatusOK {
			t.Errorf("with a key: %d", got)
		}
	}
	if got := status(t, r.url+"/v1/listings", "wrong"); got != http.StatusUnauthorized {
		t.Errorf("with a wrong key: %d", got)
	}
	code, log := r.stop(), r.log.String()
	if code != exitGood {
		t.Errorf("exit code %d\n%s", code, log)
	}
	for _, want := range []string{"stopping; requests under way may end", "path=/v1/listings", "OPEN_CEC_API_LISTN", "nearest=OPEN_CEC_API_LISTEN"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %s:\n%s", want, log)
		}
	}
	if strings.Contains(log, secret) || strings.Contains(log, "from the original") {
		t.Errorf("the log has a key:\n%s", log)
	}
}

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	publish(t, filepath.Join(dir, "public"), "one")
	hash := keys.Hash("x")
	taken := start(t, "--snapshot", "public", "--api-key-hash", hash)
	for _, test := range []struct {
		args string
		code int
		want string
	}{
		{"", exitUsage, "--snapshot"},
		{"--snapshot public --database-url postgres://127.0.0.1/x --keys-file keys.json", exitUsage, "are both given"},
		{"--database-url postgres://127.0.0.1/x --keys-database --verify-key k", exitUsage, "a database has no signature"},
		{"--snapshot public --keys-file keys.json --verify-key k", exitUsage, "--verify-key: neither a file of public keys nor one of them"},
		{"--snapshot public --keys-database", exitUsage, "--keys-database needs --database-url"},
		{"--database-url postgres://127.0.0.1/x --keys-database --keys-file keys.json", exitUsage, "are both given"},
		{"--database-url postgres://127.0.0.1/x", exitUsage, "there are no keys"},
		{"--keys-database", exitUsage, "the register is missing"},
		{"--snapshot public", exitUsage, "there are no keys"},
		{"--snapshot public --api-key-hash abc", exitUsage, "is not a SHA-256"},
		{"--snapshot public --api-key-hash ab./0123CDefg", exitUsage, "opencec keys new --name"},
		{"--snapshot public --port 99999 --api-key-hash " + hash, exitUsage, "is not a port"},
		{"--snapshot public --api-key-hash 5E884898DA28047151D0E56F8DC6292773603D0D6AABBDD62A11EF721D1542D8", exitUsage, `that of "password", which anybody can guess`},
		{"--snapshot public --log-format xml", exitUsage, `"xml" is neither text nor json`},
		{"--snapshot public extra", exitUsage, `"extra" was given`},
		{"--snapsot public", exitUsage, "snapsot"},
		{"--snapshot public --keys-file none.json", exitFailed, "none.json"},
		{"--snapshot none --listen 127.0.0.1:0 --api-key-hash " + hash, exitFailed, "none"},
		{"--snapshot public --api-key-hash " + hash + " --listen " + strings.TrimPrefix(taken.url, "http://"), exitFailed, "another program uses that port"},
	} {
		var stderr strings.Builder
		code := run(context.Background(), append([]string{"opencec-api"}, strings.Fields(test.args)...), io.Discard, &stderr, clock)
		if code != test.code || !strings.Contains(stderr.String(), test.want) {
			t.Errorf("%s: %d %s", test.args, code, &stderr)
		}
		if strings.Contains(stderr.String(), "hint:") != (code == exitUsage) {
			t.Errorf("%s: hint in %s", test.args, &stderr)
		}
	}
	if err := os.WriteFile(".env", []byte("this is no setting"), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	if code := run(context.Background(), []string{"opencec-api"}, io.Discard, &stderr, clock); code != exitUsage || !strings.Contains(stderr.String(), ".env") {
		t.Errorf("a broken .env: %d %s", code, &stderr)
	}
}

// The file .env sets only settings. Other names in it are reported, without their values,
// as are settings without effect and a key of unknown strength.
func TestDotEnv(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	publish(t, filepath.Join(dir, "public"), "one")
	for _, name := range []string{variable(settingSnapshot), variable(settingKeyHash), variable(settingWrongKeys), "SSL_CERT_FILE", "PGHOST", "OPENCEC_REGISTER"} {
		t.Setenv(name, "") // so that it is restored
		os.Unsetenv(name)
	}
	text := "OPEN_CEC_API_SNAPSHOT=public\nOPEN_CEC_API_WRONG_KEYS=20\nOPEN_CEC_API_API_KEY_HASH=" + keys.Hash("of the test") +
		"\nSSL_CERT_FILE=/hidden/certificate\nPGHOST=hidden\nOPENCEC_REGISTER=..\n"
	if err := os.WriteFile(".env", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, "--state", "state")
	if got := status(t, r.url+"/v1", "of the test"); got != http.StatusOK {
		t.Errorf("with the key: %d", got)
	}
	for _, name := range []string{"SSL_CERT_FILE", "PGHOST", "OPENCEC_REGISTER"} {
		if value, ok := os.LookupEnv(name); ok {
			t.Errorf("%s is set to %s", name, value)
		}
		if !strings.Contains(r.log.String(), "name="+name+" ") {
			t.Errorf("the log does not name %s", name)
		}
	}
	log := r.log.String()
	if strings.Contains(log, "hidden") || strings.Count(log, "level=WARN") != 5 ||
		!strings.Contains(log, `msg="a setting has no effect any more; leave it out" flag=--wrong-keys`) || !strings.Contains(log, "only keys that opencec keys new has made are known to be random") {
		t.Errorf("log:\n%s", log)
	}
	r.stop()

	if err := errors.Join(os.Remove(".env"), syscall.Mkfifo(".env", 0o600)); err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	if code := run(t.Context(), []string{"opencec-api"}, io.Discard, &stderr, clock); code != exitUsage || !strings.Contains(stderr.String(), ".env: not a regular file, but a named pipe") {
		t.Errorf("a pipe: %d %s", code, &stderr)
	}
}

// Every setting is in the help, with its variable, and no value of one.
func TestHelp(t *testing.T) {
	t.Setenv(variable(settingDatabaseURL), "postgres://opencec:hidden@db.example/register")
	var out strings.Builder
	if code := run(context.Background(), []string{"opencec-api", "--help"}, &out, io.Discard, clock); code != exitGood {
		t.Errorf("exit code %d", code)
	}
	for _, name := range newSettings().names {
		if !strings.Contains(out.String(), "--"+name) || !strings.Contains(out.String(), variable(name)) {
			t.Errorf("--%s or %s is not in the help:\n%s", name, variable(name), &out)
		}
	}
	if !strings.Contains(out.String(), "curl") {
		t.Errorf("no example in the help:\n%s", &out)
	}
	if strings.Contains(out.String(), "hidden") {
		t.Errorf("a password is in the help:\n%s", &out)
	}
}

// The server stays small: what only the tool needs is not in it.
func TestDependencies(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "opencec/tools/query/memory") {
		t.Fatalf("the list is wrong: %s", out)
	}
	for _, large := range []string{"gohugoio/hugo", "go-git/go-git", "opencec/tools/output/website", "opencec/tools/input/source", "xuri/excelize", "urfave/cli"} {
		if strings.Contains(string(out), large) {
			t.Errorf("%s is in it", large)
		}
	}
}
