package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"opencec/tools/api"
	"opencec/tools/history/change"
	"opencec/tools/history/historytest"
	"opencec/tools/input/generator"
	"opencec/tools/input/source"
	"opencec/tools/output/snapshot"
	"opencec/tools/output/website/browsertest"
	"opencec/tools/query"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
	"opencec/tools/query/postgres"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/register"
	"opencec/tools/testenv"
)

// succeed runs a command that must succeed, and returns what it wrote.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	c := opencec(t, time.Now(), args...)
	if c.code != exitGood {
		t.Fatalf("opencec %v: exit %d\n%s", args, c.code, c.stderr)
	}
	return c.stdout
}

// A build and the changes after it make the newest build's register, byte for byte, and
// its own changes are how those of the newest begin: whoever keeps a copy by the changes
// has what whoever fetches it anew has.
func TestChangesMakeTheNextBuild(t *testing.T) {
	testenv.SkipIfShort(t, "it builds several sites")
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	r := historytest.New(t)
	r.Import(func(s *generator.CommitStream) error {
		vocabulary, err := source.Load(t.Context(), "../../data")
		if err != nil {
			return err
		}
		return generator.WriteHistory(s, vocabulary, generator.HistoryOptions{Listings: 80, Commits: 60, Seed: 7, On: register.NewDate(2026, 11, 1), Folder: "data"})
	})
	build := func(commit string) (records register.Records, changes []byte, seq int) {
		dir := t.TempDir()
		succeed(t, "build", "--data", r.Path("data"), "--at", commit, "--on", "2026-11-23", "--output", filepath.Join(dir, "public"))
		s, err := snapshot.Open(filepath.Join(dir, "public"))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if changes, err = os.ReadFile(filepath.Join(dir, "public", snapshot.DownloadsFolder, snapshot.ChangesName)); err != nil {
			t.Fatal(err)
		}
		return s.Register.Records, changes, s.Manifest.History.Revisions
	}
	newest, all, last := build("main")
	var lines []change.Line
	for l, err := range change.Lines(bytes.NewReader(all)) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	for _, back := range []int{1, 9, 59} {
		records, changes, seq := build(fmt.Sprintf("main~%d", back))
		if !bytes.HasPrefix(all, changes) || seq >= last && back > 1 {
			t.Errorf("the changes of the build %d commits ago, of %d revisions, do not begin those of the newest, of %d", back, seq, last)
		}
		after := lines
		for len(after) > 0 && after[0].Seq <= seq {
			after = after[1:]
		}
		if err := change.Apply(&records, after...); err != nil {
			t.Fatal(err)
		}
		if got, want := stored(t, records), stored(t, newest); !bytes.Equal(got, want) {
			t.Errorf("the build %d commits ago, with %d changes, is not the newest:\n got %.2000s\nwant %.2000s", back, len(after), got, want)
		}
	}
}

// stored returns all that a register's files hold.
func stored(t *testing.T, records register.Records) []byte {
	t.Helper()
	text, err := register.EncodeJSON(records)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// An expiry was moved after it had passed. Whether the model was listed before and after
// the day on which it first ended, as the register said before it was moved and says
// since: the command line, both engines and the site give the same four answers.
func TestFourAnswers(t *testing.T) {
	browsertest.Need(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	const id, before, after, then, since = "acme-pty-ltd/x-5-0", "2024-11-20", "2025-01-15", "2025-01-31", "2025-02-01"
	data := replayed(t)
	answers := []struct{ on, asOf, status, until string }{
		{before, then, "active", "2024-11-24"},
		{before, since, "active", "2026-11-24"},
		{after, then, "expired", ""},
		{after, since, "active", "2026-11-24"},
	}
	for _, want := range answers {
		c := opencec(t, time.Now(), "show", "--data", data, id, "--on", want.on, "--as-of", want.asOf, "--json")
		var shown struct{ Then struct{ Record holds } }
		decode(t, c.stdout, &shown)
		shown.Then.Record.compare(t, "show", want.on, want.asOf, want.status, want.until)
	}

	public := filepath.Join(t.TempDir(), "public")
	succeed(t, "build", "--data", data, "--on", "2025-03-01", "--output", public)
	for name, engine := range map[string]query.Engine{"memory": inMemory(t, public), "postgres": inPostgres(t, data)} {
		ask := asker(t, engine)
		for _, want := range answers {
			parameters := "?on=" + want.on + "&as_of=" + want.asOf
			var record holds
			decode(t, ask("/v1/listings/"+id+parameters), &record)
			record.compare(t, name, want.on, want.asOf, want.status, want.until)
			var check struct {
				Data []struct {
					Status string
					Until  *string
				}
			}
			decode(t, ask("/v1/check"+parameters+"&manufacturer=acme+pty+ltd&model=x+5.0"), &check)
			holds{check.Data[0].Status, check.Data[0].Until}.compare(t, name+", check", want.on, want.asOf, want.status, want.until)
		}
	}

	// The site answers as of the end of the day that is asked for, and as of now.
	answerOf := pageAnswers(t, public)
	for day, want := range map[string]string{
		before: "Yes – listed on 20 November 2024 Active Listed until 24 November 2026; no certificate recorded. Approved as hardware until 24 November 2026. No CSIP-AUS client is recorded for it, so the register does not say whether it can be connected. Ask the manufacturer which CSIP-AUS client it works with, and check the network operator's own list. On 20 November 2024 the register said something else: Active Listed until 24 November 2024; no certificate recorded.",
		after:  "Yes – listed on 15 January 2025 Active Listed until 24 November 2026; no certificate recorded. Approved as hardware until 24 November 2026. No CSIP-AUS client is recorded for it, so the register does not say whether it can be connected. Ask the manufacturer which CSIP-AUS client it works with, and check the network operator's own list. On 15 January 2025 the register said something else: Expired Listing ended on 24 November 2024; no certificate recorded.",
	} {
		if got := answerOf("/listings/" + id + "/?on=" + day); got != want {
			t.Errorf("the site, for %s:\n got %s\nwant %s", day, got, want)
		}
	}
}

// A holds is what an answer says of a listing.
type holds struct {
	Status string  `json:"status"`
	Until  *string `json:"listed_until"`
}

func (h holds) compare(t *testing.T, who, on, asOf, status, until string) {
	t.Helper()
	var got string
	if h.Until != nil {
		got = *h.Until
	}
	if h.Status != status || got != until {
		t.Errorf("%s: on %s, as of %s, it is %s until %q, want %s until %q", who, on, asOf, h.Status, got, status, until)
	}
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v: %.500s", err, text)
	}
}

// replayed returns the data folder of a register that two dated lists have made.
func replayed(t *testing.T) string {
	t.Helper()
	lists, err := txtar.ParseFile("testdata/script/import_commit.txtar")
	if err != nil {
		t.Fatal(err)
	}
	r := historytest.New(t)
	r.Git("config", "user.name", "Ann Example")
	r.Git("config", "user.email", "ann@example.org")
	dates := map[string]string{"first.csv": "2024-11-01", "second.csv": "2025-02-01"}
	for _, f := range lists.Files {
		if date, ok := dates[f.Name]; ok {
			list := filepath.Join(t.TempDir(), f.Name)
			if err := os.WriteFile(list, f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
			succeed(t, "import", "cec", "--data", r.Path("data"), "--vocabulary", "../../data", "--kind", "inverters", "--commit", "--date", date, list)
		}
	}
	return r.Path("data")
}

func inMemory(t *testing.T, public string) query.Engine {
	t.Helper()
	s, err := snapshot.Open(public)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return memory.New(s.Register, memory.WithJournal(s.Journal))
}

func inPostgres(t *testing.T, data string) query.Engine {
	t.Helper()
	url := postgrestest.URL(t)
	succeed(t, "load", "--data", data, "--on", "2025-03-01", "--database-url", url)
	database, err := postgres.Connect(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(database.Close)
	engine, err := database.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// asker returns what asks an API that answers from an engine.
func asker(t *testing.T, engine query.Engine) func(target string) string {
	t.Helper()
	key, secret, err := keys.New("test", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	server := api.NewServer(api.Options{Keys: ring, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	server.Swap(engine)
	return func(target string) string {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, target, nil)
		r.Header.Set("x-api-key", secret)
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", target, w.Code, w.Body)
		}
		return w.Body.String()
	}
}

// pageAnswers returns what the page of a listing answers to "listed on…?", as a browser
// shows it.
func pageAnswers(t *testing.T, public string) func(address string) string {
	t.Helper()
	site := httptest.NewServer(http.FileServer(http.Dir(public)))
	t.Cleanup(site.Close)
	browser, stop, err := browsertest.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return func(address string) string {
		t.Helper()
		if err := chromedp.Do(browser, chromedp.Navigate(site.URL+address)); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		answer, err := chromedp.Run(browser, chromedp.Evaluate[string](`document.querySelector(".answer").outerHTML`))
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		root, err := html.Parse(strings.NewReader(answer))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(textOf(root)), " ")
	}
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data + " ")
		}
	}
	return b.String()
}
