package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"opencec/tools/keys"
)

// start runs the command and returns its address once it is ready, and what
// stops it and gives the exit code.
func start(t *testing.T, args ...string) (url string, stop func() (code int, log string)) {
	t.Helper()
	addresses, stop := startListening(t, args...)
	return addresses["address"], stop
}

// startWithAdmin runs the command with an admin address.
func startWithAdmin(t *testing.T, args ...string) (url, admin string, stop func() (code int, log string)) {
	t.Helper()
	addresses, stop := startListening(t, append(args, "--admin-listen", "127.0.0.1:0")...)
	return addresses["address"], addresses["admin"], stop
}

// startListening runs the command, and returns the addresses in its log by name.
func startListening(t *testing.T, args ...string) (addresses map[string]string, stop func() (code int, log string)) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	reader, writer := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"opencec-api", "--listen", "127.0.0.1:0"}, args...), io.Discard, writer, clock)
		writer.Close()
	}()
	var log strings.Builder
	lines := bufio.NewScanner(reader)
	address := regexp.MustCompile(`(address|admin)=(\S+)`)
	addresses = map[string]string{}
	for len(addresses) == 0 || !strings.Contains(log.String(), "msg=ready") {
		if !lines.Scan() {
			t.Fatalf("it ended: %d\n%s", <-code, &log)
		}
		log.WriteString(lines.Text() + "\n")
		for _, found := range address.FindAllStringSubmatch(lines.Text(), -1) {
			addresses[found[1]] = "http://" + found[2]
		}
	}
	logged := make(chan struct{})
	go func() {
		for lines.Scan() {
			log.WriteString(lines.Text() + "\n")
		}
		close(logged)
	}()
	return addresses, func() (int, string) {
		cancel()
		c := <-code
		<-logged
		return c, log.String()
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

// The whole program: settings from flags, the environment and .env, a request,
// and an orderly end.
func TestServes(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	publish(t, filepath.Join(dir, "public"), "one")
	key, secret, err := keys.New("portal", now)
	if err != nil {
		t.Fatal(err)
	}
	if err := keys.Add("keys.json", key); err != nil {
		t.Fatal(err)
	}
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
	url, stop := start(t, "--keys-file", "keys.json")
	for _, s := range []string{secret, "from the original"} {
		if got := status(t, url+"/v1/listings?status=active", s); got != http.StatusOK {
			t.Errorf("with a key: %d", got)
		}
	}
	if got := status(t, url+"/v1/listings", "wrong"); got != http.StatusUnauthorized {
		t.Errorf("with a wrong key: %d", got)
	}
	code, log := stop()
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
	taken, stop := start(t, "--snapshot", "public", "--api-key-hash", hash)
	defer stop()
	for _, test := range []struct {
		args string
		code int
		want string
	}{
		{"", exitUsage, "--snapshot is missing"},
		{"--snapshot public", exitUsage, "there are no keys"},
		{"--snapshot public --api-key-hash abc", exitUsage, "is not a SHA-256"},
		{"--snapshot public --log-format xml", exitUsage, `"xml" is neither text nor json`},
		{"--snapshot public extra", exitUsage, `"extra" was given`},
		{"--snapsot public", exitUsage, "snapsot"},
		{"--snapshot public --keys-file none.json", exitFailed, "none.json"},
		{"--snapshot none --listen 127.0.0.1:0 --api-key-hash " + hash, exitFailed, "none"},
		{"--snapshot public --api-key-hash " + hash + " --listen " + strings.TrimPrefix(taken, "http://"), exitFailed, "another program uses that port"},
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

// Every setting is in the help, with its variable.
func TestHelp(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if code := run(context.Background(), []string{"opencec-api", "--help"}, &out, io.Discard, clock); code != exitGood {
		t.Errorf("exit code %d", code)
	}
	for _, f := range settingFlags() {
		name := f.Names()[0]
		if !strings.Contains(out.String(), "--"+name) || !strings.Contains(out.String(), variable(name)) {
			t.Errorf("--%s or %s is not in the help:\n%s", name, variable(name), &out)
		}
	}
	if !strings.Contains(out.String(), "curl") {
		t.Errorf("no example in the help:\n%s", &out)
	}
}

// The server stays small: what only the tool needs is not in it.
func TestDependencies(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "opencec/tools/memory") {
		t.Fatalf("the list is wrong: %s", out)
	}
	for _, large := range []string{"gohugoio/hugo", "go-git/go-git", "opencec/tools/website", "opencec/tools/source"} {
		if strings.Contains(string(out), large) {
			t.Errorf("%s is in it", large)
		}
	}
}
