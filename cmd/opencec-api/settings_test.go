package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"opencec/tools/api"
	"opencec/tools/api/admin"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
	"opencec/tools/query/postgres"
	"opencec/tools/query/querytest"
	"opencec/tools/testenv/golden"
)

// Every setting and every metric is in the page for operators, as it is in the
// program.
func TestSettingsPage(t *testing.T) {
	path := filepath.Join("..", "..", "deploy", "settings.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for name, table := range map[string]string{"settings": settingsTable(), "metrics": metricsTable(t)} {
		page = replaceTable(t, page, name, table)
	}
	golden.Compare(t, path, []byte(page))
}

// replaceTable puts a table between the line that names it and the one that ends it.
func replaceTable(t *testing.T, page, name, table string) string {
	t.Helper()
	begin := strings.Index(page, "<!-- "+name+":")
	if begin < 0 {
		t.Fatalf("the page has no place for the %s", name)
	}
	head := begin + strings.Index(page[begin:], "\n") + 1
	end := strings.Index(page[head:], "<!-- end -->")
	if end < 0 {
		t.Fatalf("the table of %s does not end", name)
	}
	return page[:head] + table + page[head+end:]
}

func settingsTable() string {
	var b strings.Builder
	b.WriteString("| Flag | Variable | Default | Meaning |\n| --- | --- | --- | --- |\n")
	known := newSettings()
	for _, name := range known.names {
		f := known.flags.Lookup(name)
		value := "none"
		if _, isToggle := known.get(name).(bool); isToggle {
			value = "off"
		} else if f.DefValue != "" {
			value = "`" + f.DefValue + "`"
		}
		fmt.Fprintf(&b, "| `--%s` | `%s` | %s | %s |\n", name, variable(name), value, f.Usage)
	}
	return b.String()
}

// metricsTable lists the metrics of a server that has answered something.
func metricsTable(t *testing.T) string {
	t.Helper()
	key, secret, err := keys.New("test", now)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	database, err := postgres.Connect(t.Context(), "postgres://127.0.0.1/register", postgres.Options{}) // which is not asked anything
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	others := []prometheus.Collector{databaseCollector{&databaseFollower{database: database}}}
	server := api.NewServer(api.Options{Keys: ring, Now: clock, Log: slog.New(slog.DiscardHandler), Metrics: others})
	server.Swap(memory.New(querytest.Sample()))
	server.SetCopy(api.Copy{On: querytest.Today})
	server.Reloaded(api.SnapshotSource, nil)
	r := httptest.NewRequest("GET", "/v1", nil)
	r.Header = http.Header{"X-Api-Key": {secret}, "If-None-Match": {"*"}}
	server.Handler().ServeHTTP(httptest.NewRecorder(), r)
	w := httptest.NewRecorder()
	admin.Handler(server, slog.New(slog.DiscardHandler), false).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))

	var b strings.Builder
	b.WriteString("| Metric | Type | Meaning |\n| --- | --- | --- |\n")
	help := ""
	for lines := bufio.NewScanner(w.Body); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "# HELP opencec_"); ok {
			_, help, _ = strings.Cut(text, " ")
		}
		if text, ok := strings.CutPrefix(lines.Text(), "# TYPE opencec_"); ok {
			name, kind, _ := strings.Cut(text, " ")
			fmt.Fprintf(&b, "| `opencec_%s` | %s | %s |\n", name, kind, help)
		}
	}
	return b.String()
}

// All invalid settings are reported at the start, wherever they are set.
func TestWrongSettings(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	good := []string{"opencec-api", "--snapshot", "public", "--api-key-hash", keys.Hash("x")}
	for _, test := range []struct {
		args string
		env  string
		want []string
	}{
		{"--rate -1", "", []string{"--rate: -1 is not between 0 and 1000000"}},
		{"--rate 1000001", "", []string{"--rate: 1000001"}},
		{"--rate many", "", []string{"many", "rate"}},
		{"--streams -5 --streams-per-key 10001 --rate -1 --trusted-proxies 10.0.0.1/8,x", "", []string{"--streams: -5 is not between 0 and 10000", "--streams-per-key: 10001", "--rate: -1", "write 10.0.0.0/8", `"x" is neither`}},
		{"--drain-timeout 0s", "", []string{"--drain-timeout: 0s"}},
		{"--drain-timeout 2h", "", []string{"--drain-timeout: 2h0m0s"}},
		{"--drain-timeout 20", "", []string{"drain-timeout"}},
		{"--stream-timeout 0s", "", []string{"--stream-timeout: 0s is not between 1ns and 24h0m0s"}},
		{"", "RATE=-2", []string{"--rate: -2"}},
		{"", "RATE=many", []string{"many", "OPEN_CEC_API_RATE"}},
		{"", "TRUSTED_PROXIES=proxy", []string{`--trusted-proxies: "proxy" is neither`}},
		{"", "KEYS_DATABASE=perhaps", []string{"perhaps", "OPEN_CEC_API_KEYS_DATABASE"}},
		{"", "ADMIN_PPROF=perhaps", []string{"perhaps", "OPEN_CEC_API_ADMIN_PPROF"}},
		{"", "DRAIN_TIMEOUT=soon", []string{"soon", "OPEN_CEC_API_DRAIN_TIMEOUT"}},
	} {
		t.Run(test.args+test.env, func(t *testing.T) {
			if name, value, ok := strings.Cut(test.env, "="); ok {
				t.Setenv(envPrefix+name, value)
			}
			var stderr strings.Builder
			code := run(context.Background(), append(good[:len(good):len(good)], strings.Fields(test.args)...), io.Discard, &stderr, clock)
			if code != exitUsage {
				t.Errorf("exit code %d", code)
			}
			for _, want := range test.want {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("it does not say %q: %s", want, &stderr)
				}
			}
		})
	}
}
