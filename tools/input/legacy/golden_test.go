package legacy

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"golang.org/x/tools/txtar"

	"opencec/tools/input/importing/importingtest"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/register"
)

// vocabulary is the register's own.
const vocabulary = "../../../data"

func today(*time.Location) register.Date { return register.NewDate(2026, 11, 23) }

// Each file of testdata has a database, and the results of imports of it. The names of its parts are
//
//	before/manufacturers/…   records that are there at the beginning
//	1/database.sql           what is done to the database before the first import
//	1/edit/listings/…        what a person writes into the folder before it; a file
//	                         without content is one that is removed
//	1/report.txt             what it prints
//	1/after/listings/…       every file that it made or changed
//	2/…                      the next import
//
// In the SQL, a line \i NAME includes a file of testdata. After each import the folder has no errors, and
// the same database again changes nothing.
func TestGolden(t *testing.T) { importingtest.CompareGolden(t, runImports) }

// runImports runs the imports of an archive and returns it with the results.
func runImports(t *testing.T, archive *txtar.Archive) *txtar.Archive {
	dir, url := filepath.Join(t.TempDir(), "data"), newDatabase(t)
	result := &txtar.Archive{Comment: archive.Comment}
	steps := map[string][]txtar.File{}
	for _, f := range archive.Files {
		step, name, _ := strings.Cut(f.Name, "/")
		switch {
		case step == "before":
			importingtest.WriteFile(t, dir, name, f.Data)
			result.Files = append(result.Files, f)
		case name == "database.sql" || strings.HasPrefix(name, "edit/"):
			steps[step] = append(steps[step], f)
		}
	}
	for n := 1; steps[fmt.Sprint(n)] != nil; n++ {
		step := fmt.Sprint(n)
		for _, f := range steps[step] {
			result.Files = append(result.Files, f)
			name, isEdit := strings.CutPrefix(f.Name, step+"/edit/")
			switch {
			case !isEdit:
				execute(t, url, f.Data)
			case len(f.Data) > 0:
				importingtest.WriteFile(t, dir, name, f.Data)
			default:
				if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
					t.Fatal(err)
				}
			}
		}
		before := importingtest.ReadFolder(t, os.DirFS(dir))
		db := readDatabase(t, url)
		report := importDatabase(t, dir, db, Options{})
		var b bytes.Buffer
		if err := report.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		result.Files = append(result.Files, txtar.File{Name: step + "/report.txt", Data: b.Bytes()})
		after := importingtest.ReadFolder(t, os.DirFS(dir))
		for _, name := range slices.Sorted(maps.Keys(after)) {
			if !bytes.Equal(before[name], after[name]) && !isCopied(t, name, after[name]) {
				result.Files = append(result.Files, txtar.File{Name: step + "/after/" + name, Data: after[name]})
			}
		}
		if again := importDatabase(t, dir, db, Options{}); again.Changes() != 0 {
			t.Errorf("step %s again makes %d changes", step, again.Changes())
		}
		if diff := cmp.Diff(after, importingtest.ReadFolder(t, os.DirFS(dir))); diff != "" {
			t.Errorf("step %s again changes files (-before +after):\n%s", step, diff)
		}
	}
	return result
}

// isCopied reports whether a file equals that of the vocabulary.
func isCopied(t *testing.T, name string, content []byte) bool {
	t.Helper()
	original, err := os.ReadFile(filepath.Join(vocabulary, filepath.FromSlash(name)))
	return err == nil && bytes.Equal(original, content)
}

// newDatabase returns the URL of a database with the legacy tables.
func newDatabase(t testing.TB) string {
	t.Helper()
	schema, err := os.ReadFile("testdata/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	return postgrestest.Clone(t, "original", func(url string) error { return executeSQL(url, schema) })
}

// execute runs SQL in a database, including the files that it names.
func execute(t testing.TB, url string, sql []byte) {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(string(sql)) {
		name, isInclude := strings.CutPrefix(strings.TrimSpace(line), `\i `)
		if !isInclude {
			b.WriteString(line)
			continue
		}
		included, err := os.ReadFile(path.Join("testdata", path.Base(name)))
		if err != nil {
			t.Fatal(err)
		}
		b.Write(included)
	}
	if err := executeSQL(url, []byte(b.String())); err != nil {
		t.Fatal(err)
	}
}

func executeSQL(url string, sql []byte) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.PgConn().Exec(ctx, string(sql)).ReadAll()
	return err
}

func readDatabase(t testing.TB, url string) *Database {
	t.Helper()
	db, err := Read(context.Background(), url, ReadOptions{Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// importDatabase imports and checks the guarantees of every import: all rows are accounted for, and the
// folder has no errors.
func importDatabase(t testing.TB, dir string, db *Database, opts Options) *Report {
	t.Helper()
	opts.Vocabulary, opts.Today = vocabulary, today
	report, err := Import(context.Background(), dir, db, opts)
	if err != nil {
		t.Fatal(err)
	}
	checkAccount(t, db, report)
	importingtest.CheckFolder(t, dir, today(nil))
	return report
}

// checkAccount checks that no row is missing from a report.
func checkAccount(t testing.TB, db *Database, r *Report) {
	t.Helper()
	rows := map[string]int{
		"entity_types": len(db.EntityTypes), "device_classes": len(db.DeviceClasses), "device_class_attributes": len(db.Attributes),
		"listings": len(db.Listings), "listing_device_classes": len(db.ListingClasses),
		"listing_device_class_attributes": len(db.Values), "certificates": len(db.Certificates),
	}
	found := map[string]map[string]bool{}
	for _, f := range slices.Concat(r.Unreadable, r.Conflicts) {
		if found[f.Table] == nil {
			found[f.Table] = map[string]bool{}
		}
		found[f.Table][f.Row] = true
	}
	for _, table := range r.Tables {
		sum := table.Taken + table.Duplicates + table.Empty + table.Conflicts + table.Unreadable
		if table.Rows != rows[table.Name] || sum != table.Rows {
			t.Errorf("%s: %d rows read, %d reported, and %d accounted for", table.Name, rows[table.Name], table.Rows, sum)
		}
		if left := table.Conflicts + table.Unreadable; left > len(found[table.Name]) {
			t.Errorf("%s: %d rows are left out, and %d are named", table.Name, left, len(found[table.Name]))
		}
		delete(rows, table.Name)
	}
	if len(rows) > 0 {
		t.Errorf("tables without an account: %v", rows)
	}
}
