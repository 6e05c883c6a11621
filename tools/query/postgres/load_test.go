package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
	"opencec/tools/testenv/golden"
)

// Every column of every table, as a load fills them.
func TestLoadGolden(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	reg := whole(t)
	d := loaded(t, url, reg, LoadOptions{})
	conn := connected(t, url)
	got := goldenContent(t, conn)
	golden.Compare(t, "testdata/whole.txtar", []byte(got))
	rows := value[int64](t, conn, `select rows_written from register_versions`)
	if n := int64(strings.Count(got, "\n{")); rows != n || d.RowsWritten != n {
		t.Errorf("%d rows are written, by the difference %d; there are %d", rows, d.RowsWritten, n)
	}
	for _, table := range tables {
		for _, c := range table.storedColumns() {
			if value[int](t, conn, "select count("+pgx.Identifier{c}.Sanitize()+") from "+table.name) == 0 {
				t.Errorf("%s.%s has no value in any row: give it one in whole", table.name, c)
			}
		}
	}
}

// goldenContent is the content of the first version without its digests.
func goldenContent(t testing.TB, conn *pgx.Conn) string {
	t.Helper()
	content := contentAt(t, conn, 1)
	for _, digest := range column[string](t, conn, `select digest::text from records`) {
		content = strings.ReplaceAll(content, `\`+digest, "…")
	}
	return content
}

// The tables and columns that are written are those that there are.
func TestTablesAreTheSchema(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	conn := connected(t, url)
	got := column[string](t, conn, `
		select table_name || '.' || column_name from information_schema.columns
		where table_schema = 'public' and is_generated = 'NEVER' and column_name not in ('from_seq', 'to_seq')
			and table_name in (select tablename from pg_tables where schemaname = 'public')
			and table_name not in ('goose_db_version', 'keys', 'register_versions', 'register_loads')`)
	var want []string
	for _, table := range slices.Concat(tables, historyTables) {
		for _, c := range table.storedColumns() {
			want = append(want, table.name+"."+c)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("code and schema differ (-code +schema):\n%s", diff)
	}
}

func TestLoadAgain(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	reg := querytest.Random(1, 50)
	first := loaded(t, url, reg, LoadOptions{})
	if !first.Changed || first.Previous != nil || first.Version.Seq != 1 || first.RowsWritten == 0 {
		t.Errorf("the first load gives %+v", first)
	}
	conn := connected(t, url)
	before := rowsAsTheyLie(t, conn)
	second := loaded(t, url, reg, LoadOptions{})
	if second.Changed || second.RowsWritten != 0 || second.Previous == nil || second.Previous.Seq != 1 {
		t.Errorf("the second load gives %+v", second)
	}
	if diff := cmp.Diff(before, rowsAsTheyLie(t, conn)); diff != "" {
		t.Errorf("loading again writes:\n%s", diff)
	}
}

// A version with the same records, or other settings, is a version of its own.
func TestLoadVersionAlone(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := querytest.Sample()
	loaded(t, url, reg, LoadOptions{})
	conn := connected(t, url)
	other := rebuilt(t, reg.Records, register.Version{ID: "next", Commit: "next", Time: time.Date(2026, 11, 21, 1, 2, 3, 0, time.UTC)})
	d := loaded(t, url, other, LoadOptions{})
	if !d.Changed || d.Version.Seq != 2 || d.RowsWritten != 0 || d.Previous.ID != "sample-1" || !d.Previous.Time.Equal(reg.Version.Time) || d.Previous.Commit != "c0ffee" {
		t.Errorf("another version gives %+v after %+v", d, d.Previous)
	}
	records := reg.Records
	records.Settings.Title = "Another title"
	d = loaded(t, url, rebuilt(t, records, other.Version), LoadOptions{})
	if !d.Changed || d.Version.Seq != 3 || d.RowsWritten != 0 {
		t.Errorf("other settings give %+v", d)
	}
	if got := column[string](t, conn, `select version || ' ' || coalesce(commit_id, '-') || ' ' || (settings ->> 'title') || ' ' || (counts ->> 'listings') from register_versions order by seq`); !slices.Equal(got,
		[]string{"sample-1 c0ffee Sample register 8", "next next Sample register 8", "next next Another title 8"}) {
		t.Errorf("the versions are %q", got)
	}
}

// A change of one record writes and closes rows of that record alone.
func TestLoadOneChange(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := querytest.Random(1, 50)
	loaded(t, url, reg, LoadOptions{})
	conn := connected(t, url)
	before := rowsAsTheyLie(t, conn)
	id := reg.Listings[7].ID
	d := loaded(t, url, changed(t, reg, "2", func(all []*register.Listing) []*register.Listing {
		all[7].Notes = "Seen again."
		return all
	}), LoadOptions{})
	after := rowsAsTheyLie(t, conn)
	var touched int64
	for row := range before {
		if !after[row] {
			if touched++; !strings.Contains(row, `"`+id+`"`) {
				t.Errorf("this row was touched: %s", row)
			}
		}
	}
	for row := range after {
		if !before[row] && !strings.HasPrefix(row, "register_versions ") {
			if !strings.Contains(row, `"`+id+`"`) {
				t.Errorf("this row was written: %s", row)
			}
		}
	}
	stand := value[int64](t, conn, `select count(*) from listings where id = $1 and from_seq = 2 and to_seq is null`, id)
	closed := value[int64](t, conn, `select count(*) from listings where id = $1 and from_seq = 1 and to_seq = 2`, id)
	if stand != 1 || closed != 1 {
		t.Errorf("%d rows of the listing stand, %d were closed", stand, closed)
	}
	if d.RowsWritten != 2*touched || touched == 0 {
		t.Errorf("%d rows were written or closed; %d were closed", d.RowsWritten, touched)
	}
	if diff := cmp.Diff([]string{id}, d.Kinds[listingsAt].Changed); diff != "" {
		t.Error(diff)
	}
}

func TestLoadDifference(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := querytest.Random(3, 40)
	loaded(t, url, reg, LoadOptions{})
	renamed, removed, merged, kept := reg.Listings[3].ID, reg.Listings[11].ID, reg.Listings[20].ID, reg.Listings[21].ID
	next := changed(t, reg, "2", func(all []*register.Listing) []*register.Listing {
		all[3].ID, all[3].FormerIDs = "maker-0/new-name", []string{renamed}
		all[21].FormerIDs = []string{merged}
		added := *all[5]
		added.ID = "maker-0/added"
		added.Manufacturer = "maker-0"
		return append(slices.Delete(slices.Delete(all, 20, 21), 11, 12), &added)
	})
	want := KindDifference{
		Kind: "listings", Added: []string{"maker-0/added"}, Before: 40, Removed: []string{removed},
		Renamed: []Rename{{renamed, "maker-0/new-name"}, {merged, kept}},
	}
	for _, dry := range []bool{true, false} {
		d := loaded(t, url, next, LoadOptions{DryRun: dry})
		got := d.Kinds[listingsAt]
		if !slices.Contains(got.Changed, kept) {
			t.Errorf("dry run %v: %s changed as well, not only %q", dry, kept, got.Changed)
		}
		got.Changed = nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("dry run %v: %s", dry, diff)
		}
		if seq := d.Version.Seq; (seq == 0) != dry {
			t.Errorf("dry run %v: the version is %d", dry, seq)
		}
	}
	conn := connected(t, url)
	if got := value[string](t, conn, `select id from former_ids where kind = 'listings' and former_id = $1 and from_seq <= 2 and (to_seq is null or to_seq > 2)`, renamed); got != "maker-0/new-name" {
		t.Errorf("%s leads to %s", renamed, got)
	}
	if n := value[int](t, conn, `select count(*) from listings where id = any($1) and to_seq = 2`, []string{renamed, removed, merged}); n != 3 {
		t.Errorf("%d of the 3 records that are gone are closed", n)
	}
}

// Whatever was loaded before, each version equals that of a first load.
func TestLoadKeepsVersions(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	conn := connected(t, url)
	rng := rand.New(rand.NewPCG(4, 2))
	var want []string
	for i := range 8 {
		reg := querytest.Random(uint64(rng.IntN(3)), 30+rng.IntN(3))
		reg = rebuilt(t, reg.Records, version(fmt.Sprint(i)))
		loaded(t, url, reg, LoadOptions{AllowMassChange: true})
		fresh := tablesURL(t)
		loaded(t, fresh, reg, LoadOptions{})
		want = append(want, contentAt(t, connected(t, fresh), 1))
	}
	for i := range want {
		if diff := cmp.Diff(want[i], contentAt(t, conn, int64(i+1))); diff != "" {
			t.Errorf("version %d is not what was loaded:\n%s", i+1, diff)
		}
	}
}

// listingsAt is where the differences of listings stand.
var listingsAt = slices.Index(register.Kinds(), register.Listings)

func TestLoadDryRun(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	conn := connected(t, url)
	reg := querytest.Sample()
	d := loaded(t, url, reg, LoadOptions{DryRun: true})
	if !d.NoSchema || !d.Changed || d.Version.Seq != 0 || len(d.Kinds[listingsAt].Added) != 8 {
		t.Errorf("a dry run of an empty database gives %+v", d)
	}
	if n := value[int](t, conn, `select count(*) from pg_tables where schemaname = 'public'`); n != 0 {
		t.Errorf("the dry run has made %d tables", n)
	}
	loaded(t, url, reg, LoadOptions{})
	before := rowsAsTheyLie(t, conn)
	d = loaded(t, url, querytest.Random(1, 20), LoadOptions{DryRun: true, AllowMassChange: true})
	if d.NoSchema || !d.Changed || len(d.Kinds[listingsAt].Added) != 20 || len(d.Kinds[listingsAt].Removed) != 8 || d.RowsWritten != 0 {
		t.Errorf("a dry run gives %+v", d)
	}
	if diff := cmp.Diff(before, rowsAsTheyLie(t, conn)); diff != "" {
		t.Errorf("a dry run writes:\n%s", diff)
	}
}

func TestLoadMassChange(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := querytest.Random(1, 220)
	loaded(t, url, reg, LoadOptions{})
	conn := connected(t, url)
	without := func(id string, n int) *register.Register {
		return changed(t, reg, id, func(all []*register.Listing) []*register.Listing { return all[n:] })
	}
	before := rowsAsTheyLie(t, conn)
	for _, options := range []LoadOptions{{}, {DryRun: true}} {
		d, err := Load(t.Context(), url, without("2", 12), options)
		var mass *MassChangeError
		if !errors.As(err, &mass) {
			t.Fatalf("%+v: the error is %v", options, err)
		}
		if diff := cmp.Diff(mass.Removed, d.Kinds[listingsAt].Removed); diff != "" {
			t.Error(diff)
		}
		want := "nothing was written: 12 of 220 listings would be removed, which is more than 5 %: " + reg.Listings[0].ID + ", "
		if got := err.Error(); !strings.HasPrefix(got, want) || !strings.Contains(got, reg.Listings[9].ID+" and so on") || strings.Contains(got, reg.Listings[10].ID) {
			t.Errorf("the error is %q", got)
		}
	}
	if diff := cmp.Diff(before, rowsAsTheyLie(t, conn)); diff != "" {
		t.Errorf("what is refused writes:\n%s", diff)
	}
	loaded(t, url, without("3", 11), LoadOptions{}) // 5 % are not more than that
	loaded(t, url, without("4", 30), LoadOptions{AllowMassChange: true})
	if n := value[int](t, conn, `select count(*) from listings where to_seq is null`); n != 190 {
		t.Errorf("%d listings are left", n)
	}
}

// Renamed records are not lost.
func TestLoadMassRename(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := querytest.Random(1, 60)
	loaded(t, url, reg, LoadOptions{})
	d := loaded(t, url, renamedAll(t, reg), LoadOptions{})
	if n := len(d.Kinds[listingsAt].Renamed); n != 60 {
		t.Errorf("%d are renamed", n)
	}
}

func renamedAll(t *testing.T, reg *register.Register) *register.Register {
	records := reg.Records
	records.Certificates = nil
	copies := make([]*register.Listing, len(records.Listings))
	for i, l := range records.Listings {
		c := *l
		c.ID, c.FormerIDs = l.ID+"-new", []string{l.ID}
		copies[i] = &c
	}
	records.Listings = copies
	for _, c := range reg.Certificates {
		copied := *c
		copied.Listings = nil
		for _, id := range c.Listings {
			copied.Listings = append(copied.Listings, id+"-new")
		}
		records.Certificates = append(records.Certificates, &copied)
	}
	return rebuilt(t, records, version("renamed"))
}

// oddTexts are texts that are something to SQL, COPY, JSON or a terminal.
var oddTexts = []string{
	`it's "quoted"`, `back\slash \N \. \\`, "line\nbreak\r\n\ttab", "emoji 🔋🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Ünïcödé e\u0301 ﷺ", "\u2028\u2029\u00a0\ufeff", "{a,b}", "NULL", "'); drop table listings; --",
	"$1 %s %%", "\x01\x7f", "<script>&amp;", strings.Repeat("ﷺ", 200), strings.Repeat("🔋", 200), `{"a": "\u0000"}`,
}

func TestLoadOddTexts(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := changed(t, querytest.Sample(), "odd", func(all []*register.Listing) []*register.Listing {
		for i, text := range oddTexts {
			l := *all[0]
			l.ID, l.FormerIDs = fmt.Sprintf("%s/odd-%d", l.Manufacturer, i), nil
			l.Brand, l.Model, l.Notes, l.Aliases = text, text, text, []string{text, "plain"}
			l.Suspensions = []register.Suspension{{From: querytest.Today, Reason: text}}
			l.DeviceClasses = map[string]register.Attributes{"inverter": {"note": register.Text(text)}}
			all = append(all, &l)
		}
		return all
	})
	loaded(t, url, reg, LoadOptions{})
	conn := connected(t, url)
	for i, text := range oddTexts {
		id := fmt.Sprintf("%s/odd-%d", reg.Listings[0].Manufacturer, i)
		for _, sql := range []string{
			`select brand from listings where id = $1`, `select model from listings where id = $1`, `select notes from listings where id = $1`,
			`select alias from listing_aliases where listing_id = $1 and position = 0`, `select reason from listing_suspensions where listing_id = $1`,
			`select text_value from listing_device_class_attributes where listing_id = $1`,
		} {
			if got := value[string](t, conn, sql, id); got != text {
				t.Errorf("%s: %q is %q", sql, text, got)
			}
		}
	}
	holdsTheRegister(t, conn, reg)
}

// holdsTheRegister checks that the records of the newest version are those of a
// register, and their documents its views.
func holdsTheRegister(t testing.TB, conn *pgx.Conn, reg *register.Register) {
	t.Helper()
	for rec := range reg.All() {
		var stored, head, tail string
		k, id := rec.RecordKind(), rec.RecordMeta().ID
		err := conn.QueryRow(context.Background(), `select record::text, document_head, document_tail from records where kind = $1 and id = $2 and to_seq is null`, k.Folder(), id).Scan(&stored, &head, &tail)
		if err != nil {
			t.Fatalf("%s %s: %v", k.Name(), id, err)
		}
		want, err := register.EncodeJSON(rec)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != stored {
			t.Errorf("%s %s is stored as %s, want %s", k.Name(), id, stored, want)
		}
		view, err := register.EncodeJSON(reg.View(rec, querytest.Today))
		if err != nil {
			t.Fatal(err)
		}
		if got := head + string(reg.DayStatus(rec, querytest.Today).Append(nil, k)) + tail; got != string(view) {
			t.Errorf("the document of %s %s is %s, want %s", k.Name(), id, got, view)
		}
	}
}

// Everything that Postgres cannot store is reported, for all records at once, before
// anything is written.
func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	day := querytest.Day
	reg := changed(t, querytest.Sample(), "bad", func(all []*register.Listing) []*register.Listing {
		all[0].Model = "nul \x00"
		all[1].Aliases = []string{"good", "not \xff UTF-8"}
		all[2].Periods = []register.Period{{From: day("2025-01-02"), To: day("2025-01-01")}}
		all[3].DeviceClasses = map[string]register.Attributes{"bess": {"colour": register.Text("red")}}
		all[4].WhiteLabels = make([]register.WhiteLabel, 6000)
		for i := range all[4].WhiteLabels {
			all[4].WhiteLabels[i].Brand = fmt.Sprint(strings.Repeat("a", 190), i)
		}
		return all
	})
	reg.Certificates[0].CertificationDate = register.Date{}
	_, err := Load(t.Context(), url, reg, LoadOptions{})
	if err == nil {
		t.Fatal("it is loaded")
	}
	ids := func(i int) string { return reg.Listings[i].ID }
	for _, want := range []string{
		"listing " + ids(0) + ": listings.model: Postgres has no place for a NUL character",
		"listing " + ids(1) + ": listing_aliases.alias: ",
		"listing " + ids(2) + `: listing_periods.days: the days from "2025-01-02" to "2025-01-01" are none`,
		"listing " + ids(3) + `: listing_device_class_attributes.attribute_name: the device class bess has no attribute "colour"`,
		"listing " + ids(4) + ": records.words: its names make 1",
		"certificate " + reg.Certificates[0].ID + ": certificates.certification_date: it has no date",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
	if n := value[int](t, connected(t, url), `select count(*) from pg_tables where schemaname = 'public'`); n != 0 {
		t.Errorf("%d tables were made", n)
	}
}

func TestCollected(t *testing.T) {
	t.Parallel()
	if err := collected(nil); err != nil {
		t.Errorf("nothing is the error %v", err)
	}
	var problems []error
	for range maxProblems + 2 {
		problems = append(problems, errors.New("wrong"))
	}
	if lines := strings.Split(collected(problems).Error(), "\n"); len(lines) != maxProblems+1 || lines[maxProblems] != "and 2 more of these" {
		t.Errorf("%d lines, the last one %q", len(lines), lines[len(lines)-1])
	}
}

// Dates are the same days in Postgres, whose calendar has no year 0.
func TestLoadDates(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	dates := []register.Date{
		register.NewDate(0, 1, 1), register.NewDate(0, 2, 29), register.NewDate(0, 12, 31), register.NewDate(1, 1, 1), register.NewDate(4, 2, 29),
		register.NewDate(1582, 10, 10), register.NewDate(1900, 2, 28), register.NewDate(1970, 1, 1), register.NewDate(1999, 12, 31), register.NewDate(2000, 1, 1),
		register.NewDate(2024, 2, 29), register.NewDate(9999, 12, 31),
	}
	records := querytest.Sample().Records
	for i, d := range dates {
		records.Certificates = append(records.Certificates, &register.Certificate{
			Meta: register.Meta{ID: fmt.Sprintf("ul/date-%02d", i)}, Number: "N", CertifyingBody: "ul", CertificationDate: d, Expiry: d, WitnessedDate: d,
		})
		l := *records.Listings[0]
		l.ID, l.FormerIDs = fmt.Sprintf("%s/date-%02d", l.Manufacturer, i), nil
		l.Periods = []register.Period{{From: d, To: d}}
		records.Listings = append(records.Listings, &l)
	}
	loaded(t, url, rebuilt(t, records, version("dates")), LoadOptions{})
	conn := connected(t, url)
	for i, d := range dates {
		of := fmt.Sprintf("%%/date-%02d", i)
		for _, sql := range []string{
			`select certification_date from certificates where id like $1`, `select expiry from certificates where id like $1`,
			`select witnessed_date from certificates where id like $1`, `select from_day from certificate_standing where certificate_id like $1 and status = 'current'`,
			`select to_day from certificate_standing where certificate_id like $1 and status = 'current'`,
			`select from_day from listing_periods where listing_id like $1`, `select last_day from listing_periods where listing_id like $1`,
			`select listed_until from listing_standing where listing_id like $1 and status = 'active'`,
		} {
			if got := value[time.Time](t, conn, sql, of); register.DateIn(got, time.UTC) != d {
				t.Errorf("%s: %v is %v", sql, d.Time(), got)
			}
		}
	}
	if got := value[string](t, conn, `select certification_date::text from certificates where id = 'ul/date-01'`); got != "0001-02-29 BC" {
		t.Errorf("29 February of the year 0 is %s", got)
	}
}
