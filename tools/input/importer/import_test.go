package importer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/input/importing/importingtest"
	"opencec/tools/register"
)

func inverters(t *testing.T, rows ...string) *List {
	t.Helper()
	list, err := readString(Inverters, inverterHeader+strings.Join(rows, "\n")+"\n")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	good := inverters(t, "Acme,S,X-1,5,1/01/2024,1/01/2027")
	tests := []struct {
		name       string
		files      map[string]string
		lists      []*List
		vocabulary fstest.MapFS
		want       string
	}{
		{"nothing to import", nil, nil, nil, "there is no list to import"},
		{"a kind twice", nil, []*List{good, good}, nil, "list.csv and list.csv are both lists of inverters: import one after the other, the older first"},
		{"no vocabulary", nil, []*List{good}, fstest.MapFS{}, "the data folder has no register.yaml, and there is none to copy: open register.yaml: file does not exist"},
		{"a record that cannot be read", map[string]string{"listings/acme/mine.yaml": "model: [\n"}, []*List{good}, nil, "the data folder has 1 error, fix them first: listings/acme/mine.yaml:"},
		{"a folder of something else", map[string]string{"photos/a.txt": ""}, []*List{good}, nil, "the data folder has 1 error, fix them first: photos:1:1: there is no kind of record"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, content := range test.files {
				importingtest.WriteFile(t, dir, name, []byte(content))
			}
			opts := Options{Vocabulary: vocabulary, On: today}
			if test.vocabulary != nil {
				opts.Vocabulary = test.vocabulary
			}
			_, err := Import(context.Background(), dir, test.lists, opts)
			if !strings.HasPrefix(errText(err), test.want) {
				t.Errorf("error %v, want %s", err, test.want)
			}
			if _, err := os.Stat(filepath.Join(dir, "manufacturers")); err == nil {
				t.Error("something was imported nevertheless")
			}
		})
	}
}

func TestImportMakesFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new", "data")
	var progress []string
	report, err := Import(context.Background(), dir, []*List{inverters(t, "Acme,S,X-1,5,1/01/2024,1/01/2027")},
		Options{Vocabulary: vocabulary, On: today, Progress: func(done, total int) { progress = append(progress, fmt.Sprint(done, "/", total)) }})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"device-classes/inverter.yaml", "entity-types/device.yaml", "listings/acme/x-1.yaml", "lists/inverters.yaml", "manufacturers/acme.yaml", "register.yaml"}
	files := importingtest.ReadFolder(t, os.DirFS(dir))
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(files))); diff != "" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
	for name, content := range importingtest.ReadFolder(t, vocabulary, want[0], want[1], want[5]) {
		if !bytes.Equal(content, files[name]) {
			t.Errorf("%s is not the vocabulary's", name)
		}
	}
	if diff := cmp.Diff([]string{"1/3", "2/3", "3/3"}, progress); diff != "" || report.Changes() != 3 {
		t.Errorf("%d changes, progress differs (-want +got):\n%s", report.Changes(), diff)
	}
	importingtest.CheckFolder(t, dir, today)
}

// An interrupted import has written complete files and says how many. Repeating it completes the job with
// the same result.
func TestImportStoppedHalfWay(t *testing.T) {
	t.Parallel()
	lists := []*List{inverters(t, "Acme,S,X-1,5,1/01/2024,1/01/2027", "Acme,S,X-1+,5,1/01/2024,1/01/2027", "Box,S,X-1,5,1/01/2024,1/01/2027")}
	opts := Options{Vocabulary: vocabulary, On: today}
	whole, stopped := t.TempDir(), t.TempDir()
	if _, err := Import(context.Background(), whole, lists, opts); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stopping := opts
	stopping.Progress = func(done, _ int) {
		if done == 3 { // the list and both manufacturers
			cancel()
		}
	}
	_, err := Import(ctx, stopped, lists, stopping)
	want := "context canceled; 3 files of 6 written, each of them whole: import again to write the rest"
	if errText(err) != want || !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want %s", err, want)
	}
	importingtest.CheckFolder(t, stopped, today)
	if _, err := Import(context.Background(), stopped, lists, opts); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(importingtest.ReadFolder(t, os.DirFS(whole)), importingtest.ReadFolder(t, os.DirFS(stopped))); diff != "" {
		t.Errorf("the finished folder differs (-at once +in two):\n%s", diff)
	}
}

func TestNewPlanNeedsVocabulary(t *testing.T) {
	t.Parallel()
	lists := []*List{inverters(t, "Acme,S,X-1,5,1/01/2024,1/01/2027")}
	_, err := NewPlan(&register.Records{}, lists, Provenance{Date: today})
	want := "the data folder has no entity type \"device\"\nthe data folder has no device class \"inverter\", which the list of inverters needs"
	if errText(err) != want {
		t.Errorf("error is %v", err)
	}
	records := &register.Records{
		EntityTypes:   []*register.EntityType{{Meta: register.Meta{ID: "device"}}},
		DeviceClasses: []*register.DeviceClass{{Meta: register.Meta{ID: "inverter"}}},
	}
	plan, err := NewPlan(records, lists, Provenance{Date: today})
	if err != nil {
		t.Fatal(err)
	}
	if got := plan.Report.Figures[0].Reason; got != "device class inverter has no attribute max_power" {
		t.Errorf("reason is %q", got)
	}
}

func TestNewPlanTooManySpellings(t *testing.T) {
	t.Parallel()
	records := &register.Records{
		EntityTypes:   []*register.EntityType{{Meta: register.Meta{ID: "device"}}},
		DeviceClasses: []*register.DeviceClass{{Meta: register.Meta{ID: "inverter"}, Attributes: []register.Attribute{{ID: "max_power"}}}},
	}
	var rows []string
	for n := range importing.MaxAliases + 2 {
		rows = append(rows, fmt.Sprintf("A%scme,S,X-1,5,1/01/2024,1/01/2027", strings.Repeat("-", n)))
	}
	if _, err := NewPlan(records, []*List{inverters(t, rows[:importing.MaxAliases+1]...)}, Provenance{Date: today}); err != nil {
		t.Errorf("with as many as there may be: %v", err)
	}
	_, err := NewPlan(records, []*List{inverters(t, rows...)}, Provenance{Date: today})
	if want := "manufacturer a-cme would have 101 other spellings, and the most is 100: leave some out of what is imported, or remove aliases from the record"; errText(err) != want {
		t.Errorf("error is %v", err)
	}
}

func TestParseKind(t *testing.T) {
	t.Parallel()
	if k, err := ParseKind("pv-modules"); k != PVModules || err != nil {
		t.Errorf("ParseKind = %q, %v", k, err)
	}
	_, err := ParseKind("inverter")
	if want := `there is no list "inverter": the lists are inverters, batteries, pv-modules (did you mean inverters?)`; errText(err) != want {
		t.Errorf("error is %v", err)
	}
}

func TestReportText(t *testing.T) {
	t.Parallel()
	r := &Report{Lists: []*ListReport{{Name: "i.csv", Rows: 12345, Periods: 12345}}}
	for i := range 22 {
		r.Absent = append(r.Absent, Absent{ID: fmt.Sprintf("acme/x-%02d", i), List: "inverters", Since: day("2024-01-01")})
	}
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Not in the lists; the register says so, and does not know why (22):\n  acme/x-00: not in the list inverters since 2024-01-01\n",
		"  acme/x-19: not in the list inverters since 2024-01-01\n  … and 2 more: --json has all\n\ni.csv: 12,345 rows read = 12,345 periods",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, b.String())
		}
	}
	if err := r.WriteText(importingtest.BrokenWriter{}); !errors.Is(err, importingtest.ErrBroken) {
		t.Errorf("writing to what is broken gives %v", err)
	}
}

func TestReportJSON(t *testing.T) {
	t.Parallel()
	report, err := Import(context.Background(), t.TempDir(), []*List{inverters(t, "Acme,S,X-1,5,31/01/2024,31/01/2027")}, Options{Vocabulary: vocabulary, On: today})
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(report)
	want := `{"date":"2026-11-23","date_assumed":true,"lists":[{"kind":"inverters","name":"list.csv","rows":1,"periods":1,"duplicates":0,"covered":[],"conflicts":0,"unreadable":0,"unreadable_rows":[],"respelled":[],"ignored_columns":[],"notes":[]}],` +
		`"lists_added":[{"id":"inverters","name":"Approved inverters"}],"lists_changed":[],"manufacturers_added":[{"id":"acme","name":"Acme"}],"manufacturers_changed":[],"listings_added":[{"id":"acme/x-1","name":"X-1","periods":1}],"listings_changed":[],` +
		`"listings_unchanged":0,"conflicts":[],"figures":[],"absent":[],"renames":[],"kept":[],"ended":[],"left":[]}`
	if err != nil || string(got) != want {
		t.Errorf("JSON is %s, %v", got, err)
	}
}

// Random lists, one after the other: rows are accounted for, the product of each row is active on its days,
// the order of the rows does not matter, and the same list again changes nothing.
func TestImportSequenceProperties(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 7))
			dir, shuffled := t.TempDir(), t.TempDir()
			opts := Options{Vocabulary: vocabulary, On: today}
			var rows []string
			for month := range 5 {
				opts.Date = register.NewDate(2026, time.Month(month+1), 1)
				rows = nextRows(random, rows)
				report, err := Import(context.Background(), dir, []*List{inverters(t, rows...)}, opts)
				if err != nil {
					t.Fatal(err)
				}
				checkAccount(t, report)
				tree := importingtest.CheckFolder(t, dir, today)
				checkActive(t, &tree.Records, inverters(t, rows...))
				before := importingtest.ReadFolder(t, os.DirFS(dir))
				random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
				for _, d := range []string{dir, shuffled} {
					if _, err := Import(context.Background(), d, []*List{inverters(t, rows...)}, opts); err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(before, importingtest.ReadFolder(t, os.DirFS(d))); diff != "" {
						t.Fatalf("the same rows in another order give another folder (-first +then):\n%s", diff)
					}
				}
			}
		})
	}
}

// checkActive checks that a listing with each row's model is active on its first and last day, and that no
// listing with a row is absent.
func checkActive(t *testing.T, records *register.Records, list *List) {
	t.Helper()
	for _, row := range list.Rows {
		i := slices.IndexFunc(records.Listings, func(l *register.Listing) bool {
			isNamed := func(name string) bool { return spelling.ModelKey(name) == spelling.ModelKey(row.Model) }
			isMaker := strings.HasPrefix(strings.ToLower(l.Manufacturer), strings.ToLower(row.Manufacturer[:4]))
			return isMaker && (isNamed(l.Model) || slices.ContainsFunc(l.Aliases, isNamed))
		})
		if i < 0 {
			t.Errorf("no listing for line %d, %s %s", row.Line, row.Manufacturer, row.Model)
			continue
		}
		l := records.Listings[i]
		isAbsent := slices.ContainsFunc(l.NotInList, func(a register.Absence) bool { return a.Back.IsZero() })
		for _, day := range []register.Date{row.Period.From, row.Period.To} {
			if l.StatusOn(day) != register.StatusActive || isAbsent {
				t.Errorf("%s is %s on %s, absent: %t", l.ID, l.StatusOn(day), day, isAbsent)
			}
		}
	}
}

// nextRows changes some rows of a list and adds some.
func nextRows(random *rand.Rand, rows []string) []string {
	pick := func(words ...string) string { return words[random.IntN(len(words))] }
	rows = slices.DeleteFunc(slices.Clone(rows), func(string) bool { return random.IntN(10) == 0 })
	for i, row := range rows {
		if random.IntN(5) == 0 {
			rows[i] = row[:len(row)-1] + pick("5", "6", "7")
		}
	}
	for range 10 {
		from := 2018 + random.IntN(8)
		rows = append(rows, fmt.Sprintf("%s,%s,%s%s,%s,%d/%02d/%d,31/12/%d",
			pick("ACME Pty Ltd", "Acme Pty. Ltd.", "Bolt", "BOLT"), pick("S", "S-1", ""),
			pick("X-1", "x 1", "X-1+", "X_1", "X1", "33K", "3.3K"), pick("", " (AS4777-2 2020)"),
			pick("5", "5.000", "4.999", ""), 1+random.IntN(28), 1+random.IntN(12), from, from+random.IntN(4)))
	}
	return rows
}

// A product that is missing from a file that was cut short may have been after the cut.
func TestImportCutShort(t *testing.T) {
	t.Parallel()
	rows := "Acme,A,M-1,5,13/01/2022,31/12/2026\nAcme,A,M-2,5,13/01/2022,31/12/2026\n"
	for name, test := range map[string]struct {
		newer  string
		absent int
	}{
		"cut short": {"Acme,A,M-1,5,13/01/2022,31/12/2027\nAcme", 0},
		"whole":     {"Acme,A,M-1,5,13/01/2022,31/12/2027\n", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for n, text := range []string{rows, test.newer} {
				list, err := readString(Inverters, inverterHeader+text)
				if err != nil {
					t.Fatal(err)
				}
				report, err := Import(context.Background(), dir, []*List{list}, Options{Vocabulary: vocabulary, On: today, Date: register.NewDate(2026, time.Month(n+1), 1)})
				if err != nil {
					t.Fatal(err)
				}
				if n == 1 && (len(report.Absent) != test.absent || len(report.ListingsChanged) != 1+test.absent) {
					t.Errorf("%d absent, %d changed", len(report.Absent), len(report.ListingsChanged))
				}
			}
		})
	}
}
