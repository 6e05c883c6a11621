package postgres

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"opencec/tools/query"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// The version of each whole revision has the rows that loading it alone would write,
// although only records that a change can concern are encoded again.
func TestVersionsOfRevisions(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := querytest.RandomHistory(seed, 25)
			url := tablesURL(t)
			d := loaded(t, url, querytest.Newest(t, h), LoadOptions{History: h})
			if d.Revisions != len(h.Revisions) {
				t.Errorf("%d revisions are new", d.Revisions)
			}
			conn := connected(t, url)
			checkVersions(t, conn, h)
			if n := value[int64](t, conn, `select sum(rows_written) from register_versions`); n != d.RowsWritten {
				t.Errorf("%d rows are written, by the difference %d", n, d.RowsWritten)
			}
		})
	}
}

// checkVersions checks that the database has a version of each whole revision, with the
// rows that it should have, and the whole history.
func checkVersions(t testing.TB, conn *pgx.Conn, h *register.History) {
	t.Helper()
	whole := 0
	for _, r := range h.Revisions {
		reg := wholeAt(h, r)
		if known := value[bool](t, conn, `select whole from revisions where to_seq is null and revision = $1`, r.Seq); known != (reg != nil) {
			t.Errorf("revision %d is whole: %v", r.Seq, known)
		}
		if reg == nil {
			continue
		}
		whole++
		seq := value[int64](t, conn, `select coalesce(max(v.seq), 0) from register_versions v join revisions r on r.state = v.state where r.to_seq is null and r.revision = $1`, r.Seq)
		if diff := gocmp.Diff(digestsOf(t, reg), digestsAt(t, conn, seq)); diff != "" {
			t.Errorf("revision %d, version %d (-want +got):\n%s", r.Seq, seq, diff)
		}
	}
	if whole < 2 {
		t.Errorf("only %d revisions are whole", whole)
	}
	if n := value[int](t, conn, `select count(*) from revisions where to_seq is null`); n != len(h.Revisions) {
		t.Errorf("there are %d revisions of %d", n, len(h.Revisions))
	}
}

// wholeAt returns the register as of a revision; nil where it is not whole.
func wholeAt(h *register.History, r register.Revision) *register.Register {
	if s, ok := h.SettingsAt(r.Seq); !ok || s.Settings == nil || len(h.Unreadable(r.Seq)) > 0 {
		return nil
	}
	reg, err := register.New(h.At(r.Seq), register.Version{ID: r.Commit, Commit: r.Commit, Time: r.Time})
	if err != nil {
		return nil
	}
	return reg
}

// digestsOf returns the digests of the rows of all records, by their keys.
func digestsOf(t testing.TB, reg *register.Register) map[string]string {
	t.Helper()
	records, err := encodeRecords(t.Context(), reg, query.NewModel(reg))
	if err != nil {
		t.Fatal(err)
	}
	digests := map[string]string{}
	for _, r := range records {
		ref := register.RefOf(r.record)
		at := ref.Kind.Folder() + " " + ref.ID
		digests[at] = hex.EncodeToString(r.digest)
		for i, table := range tables {
			if r.rows[i] > 0 {
				digests[at] += fmt.Sprintf(" %s:%d", table.name, r.rows[i])
			}
		}
	}
	return digests
}

// digestsAt returns what stands at a version: the digests, and how many rows each record
// has in each table.
func digestsAt(t testing.TB, conn *pgx.Conn, seq int64) map[string]string {
	t.Helper()
	digests := map[string]string{}
	for i, table := range tables {
		of, digest := "kind", "''"
		if !table.common() {
			of = "'" + table.of[0].Folder() + "'"
		}
		if table.name == "records" {
			digest = "max(encode(digest, 'hex'))"
		}
		rows, err := conn.Query(t.Context(), "select "+of+" || ' ' || "+table.key+", "+digest+", count(*) from "+table.name+" where "+standsAt+" group by 1", seq)
		if err != nil {
			t.Fatal(err)
		}
		var at, text string
		var n int
		if _, err := pgx.ForEachRow(rows, []any{&at, &text, &n}, func() error {
			digests[at] += text + fmt.Sprintf(" %s:%d", tables[i].name, n) // records is the first of tables
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return digests
}

// wholeRevisions returns the numbers of the whole revisions with a commit.
func wholeRevisions(h *register.History) (seqs []int) {
	for _, r := range h.Revisions {
		if r.Commit != "" && wholeAt(h, r) != nil {
			seqs = append(seqs, r.Seq)
		}
	}
	return seqs
}

// A longer history only adds what is new, and loading it again writes nothing.
func TestHistoryGrows(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	url := tablesURL(t)
	conn := connected(t, url)
	known := 0
	for _, seq := range wholeRevisions(h) {
		now := querytest.Prefix(h, seq)
		reg := querytest.Newest(t, now)
		d := loaded(t, url, reg, LoadOptions{History: now, AllowMassChange: true})
		if d.Revisions != seq-known || !d.Changed {
			t.Errorf("at %d, %d revisions are new, changed %v", seq, d.Revisions, d.Changed)
		}
		known = seq
		before := rowsAsTheyLie(t, conn)
		for _, dry := range []bool{true, false} {
			if again := loaded(t, url, reg, LoadOptions{History: now, DryRun: dry}); again.Changed || again.Revisions != 0 || again.RowsWritten != 0 {
				t.Errorf("loading %d again gives %+v", seq, again)
			}
		}
		if diff := gocmp.Diff(before, rowsAsTheyLie(t, conn)); diff != "" {
			t.Errorf("loading %d again writes:\n%s", seq, diff)
		}
		if len(now.Revisions) > 1 {
			checkVersions(t, conn, now)
		}
	}
	if n, want := value[int](t, conn, `select count(*) from register_versions`), len(wholeRevisions(h)); n != want {
		t.Errorf("there are %d versions of %d whole revisions", n, want)
	}
}

// A history that is learnt after its newest revision was loaded is added, and the
// register stays as it is.
func TestHistoryLearntLater(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	reg := querytest.Newest(t, h)
	url := tablesURL(t)
	loaded(t, url, reg, LoadOptions{})
	conn := connected(t, url)
	before := contentAt(t, conn, 1)
	d := loaded(t, url, reg, LoadOptions{History: h})
	if !d.Changed || d.Revisions != len(h.Revisions) || slices.ContainsFunc(d.Kinds, func(k KindDifference) bool { return !k.IsEmpty() }) {
		t.Errorf("the history that is learnt gives %+v", d)
	}
	checkVersions(t, conn, h)
	for _, seq := range []int64{1, d.Version.Seq} {
		if diff := gocmp.Diff(before, contentAt(t, conn, seq)); diff != "" {
			t.Errorf("version %d:\n%s", seq, diff)
		}
	}
	if d := loaded(t, url, reg, LoadOptions{}); !d.Changed || value[int](t, conn, `select count(*) from revisions where to_seq is null`) != 0 {
		t.Errorf("a register without history leaves one: %+v", d)
	}
}

// rewritten returns a history in which the commits from one on are others.
func rewritten(h *register.History, from int) *register.History {
	other := querytest.Prefix(h, len(h.Revisions))
	other.Revisions = slices.Clone(h.Revisions)
	commits := map[string]string{}
	for i := from - 1; i < len(other.Revisions); i++ {
		was := other.Revisions[i].Commit
		commits[was] = "0" + was[:len(was)-1]
		other.Revisions[i].Commit = commits[was]
	}
	for i, e := range other.Versions {
		if e.Record != nil {
			rec := register.NewRecord(e.Kind)
			copyRecord(rec, e.Record)
			meta := rec.RecordMeta()
			meta.Commit = cmp.Or(commits[meta.Commit], meta.Commit)
			other.Versions[i].Record = rec
		}
	}
	return other
}

// copyRecord copies a record through its stored form.
func copyRecord(into, from register.Record) {
	text, err := register.EncodeJSON(from)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		panic(err)
	}
}

// When history is rewritten, as by a push by force, lines that no longer hold end; what
// was there is there still for who asks for the version before.
func TestHistoryRewritten(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	other := rewritten(h, 6)
	url := tablesURL(t)
	conn := connected(t, url)
	load := func(h *register.History) (int64, []string) {
		d := loaded(t, url, querytest.Newest(t, h), LoadOptions{History: h, AllowMassChange: true, AcceptRewritten: true})
		checkVersions(t, conn, h)
		return d.Version.Seq, column[string](t, conn, `select line::text from changes where to_seq is null order by revision, number`)
	}
	first, lines := load(h)
	second, otherLines := load(other)
	if gocmp.Equal(lines, otherLines) {
		t.Error("the lines are the same")
	}
	if diff := gocmp.Diff(lines, column[string](t, conn, `select line::text from changes where `+standsAt+` order by revision, number`, first)); diff != "" {
		t.Errorf("the version before has other lines:\n%s", diff)
	}
	if n := value[int](t, conn, `select count(*) from changes where revision < 6 and to_seq is not null`); n != 0 {
		t.Errorf("%d lines end that still hold", n)
	}
	third, back := load(h)
	if diff := gocmp.Diff(lines, back); diff != "" || third != second+1 {
		t.Errorf("put back, it is version %d after %d, with other lines:\n%s", third, second, diff)
	}
}

// A release with other status rules has other states: it rewrites the versions of the
// past, whose rows would otherwise keep the former statuses.
func TestHistoryByOtherRules(t *testing.T) {
	t.Parallel()
	h := querytest.RandomHistory(3, 12)
	url := tablesURL(t)
	loaded(t, url, querytest.Newest(t, h), LoadOptions{History: h})
	conn := connected(t, url)
	for _, sql := range []string{
		`update revisions set state = sha256(state)`, `update register_versions set state = sha256(state)`,
		`update records set digest = sha256(digest)`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	loaded(t, url, querytest.Newest(t, h), LoadOptions{History: h})
	checkVersions(t, conn, h)
	if d := loaded(t, url, querytest.Newest(t, h), LoadOptions{History: h}); d.Changed {
		t.Errorf("the load after that changes %+v", d)
	}
}

// A load that is stopped while it writes the past leaves nothing of it.
func TestLoadCancelledInHistory(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	url := postgrestest.URL(t)
	conn := connected(t, url)
	reg := querytest.Newest(t, h)
	for _, step := range []string{"history", "writing rows", "writing changes", "building indexes"} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Load(ctx, url, reg, LoadOptions{History: h, Progress: func(at string, _, _ int) {
			if at == step {
				cancel()
			}
		}})
		if err == nil || ctx.Err() == nil {
			t.Errorf("cancelled in %s, it ends with %v", step, err)
		}
		cancel()
		for _, table := range []string{"register_versions", "records", "revisions", "changes"} {
			if n := value[int](t, conn, "select count(*) from "+table); n != 0 {
				t.Errorf("cancelled in %s, it leaves %d rows in %s", step, n, table)
			}
		}
	}
	loaded(t, url, reg, LoadOptions{History: h})
	checkVersions(t, conn, h)
}

// A schema of the release before is brought up to date, and what it had stays.
func TestHistoryInOlderSchema(t *testing.T) {
	t.Parallel()
	h := beforeLists(querytest.SampleHistory())
	reg := querytest.Newest(t, h)
	url := postgrestest.URL(t)
	loaded(t, url, reg, LoadOptions{})
	conn := connected(t, url)
	before := contentAt(t, conn, 1)
	url = earlierDatabase(t, conn, 1)
	conn = connected(t, url)
	beforeListsAgain(t, conn)
	run(t, conn, `update records set digest = '\x00'`) // an older release wrote other rows
	if err := CheckSchema(t.Context(), conn); err == nil {
		t.Error("a server would work with an older schema")
	}
	if d := loaded(t, url, reg, LoadOptions{History: h, DryRun: true}); d.Revisions != len(h.Revisions) || !d.Changed {
		t.Errorf("a dry run on the older schema gives %+v", d)
	}
	d := loaded(t, url, reg, LoadOptions{History: h})
	checkVersions(t, conn, h)
	if diff := gocmp.Diff(before, contentAt(t, conn, d.Version.Seq)); diff != "" {
		t.Error(diff)
	}
}

// A database of the release before official lists is migrated in place. Its records are
// rewritten, including those of past revisions, since more is stored; then nothing
// differs any more.
func TestLoadOverSchemaBeforeLists(t *testing.T) {
	t.Parallel()
	h := beforeLists(querytest.SampleHistory())
	reg := querytest.Newest(t, h)
	url := tablesURL(t)
	loaded(t, url, reg, LoadOptions{History: h})
	conn := connected(t, url)
	versions := value[int64](t, conn, `select max(seq) from register_versions`)
	before := contentAt(t, conn, versions)
	url = earlierDatabase(t, conn, 2)
	conn = connected(t, url)
	beforeListsAgain(t, conn)
	run(t, conn, "update register_versions set state = sha256(state)")
	run(t, conn, "update revisions set state = sha256(state)")
	if err := CheckSchema(t.Context(), conn); err == nil {
		t.Error("a server would work with the older schema")
	}
	if d := loaded(t, url, reg, LoadOptions{History: h, DryRun: true}); !d.Changed {
		t.Errorf("a dry run on the older schema gives %+v", d)
	}
	d := loaded(t, url, reg, LoadOptions{History: h})
	checkVersions(t, conn, h)
	if diff := gocmp.Diff(before, contentAt(t, conn, d.Version.Seq)); diff != "" {
		t.Error(diff)
	}
	whole := 0
	for _, r := range h.Revisions {
		if wholeAt(h, r) != nil {
			whole++
		}
	}
	if n := value[int](t, conn, `select count(*) from register_versions where seq > $1 and revision is not null`, versions); n != whole {
		t.Errorf("%d of %d whole revisions have a new version", n, whole)
	}
	lies := rowsAsTheyLie(t, conn)
	if d := loaded(t, url, reg, LoadOptions{History: h}); d.Changed || d.RowsWritten != 0 {
		t.Errorf("loading again changes %+v", d)
	}
	if diff := gocmp.Diff(lies, rowsAsTheyLie(t, conn)); diff != "" {
		t.Errorf("loading again writes:\n%s", diff)
	}
	now := querytest.SampleHistory() // with all that is new
	loaded(t, url, querytest.Newest(t, now), LoadOptions{History: now})
	checkVersions(t, conn, now)
}

// beforeLists returns a history without official lists, absences from them, and values of
// single periods.
func beforeLists(h *register.History) *register.History {
	h.Versions = slices.DeleteFunc(slices.Clone(h.Versions), func(e register.RecordVersion) bool { return e.Kind == register.Lists })
	for i, e := range h.Versions {
		l, ok := e.Record.(*register.Listing)
		if !ok || l == nil {
			continue
		}
		plain := *l
		plain.NotInList, plain.Periods = nil, slices.Clone(l.Periods)
		for j := range plain.Periods {
			plain.Periods[j].DeviceClasses = nil
		}
		h.Versions[i].Record = &plain
	}
	return h
}

// beforeListsAgain makes a database what the release before there were official lists had
// made of the same records.
func beforeListsAgain(t testing.TB, conn *pgx.Conn) {
	t.Helper()
	run(t, conn, `update records set digest = sha256(digest), document_tail = replace(document_tail, ',"not_in_list":[]', '')`)
	run(t, conn, "update register_versions set counts = (counts::jsonb - 'lists')::json")
}

// earlierDatabase returns the URL of a database with the rows of an up-to-date one, in the
// tables of an earlier migration.
func earlierDatabase(t testing.TB, conn *pgx.Conn, migration int64) string {
	t.Helper()
	url := postgrestest.URL(t)
	postgrestest.MigrateTo(t, url, os.DirFS("migrations"), migration)
	earlier := connected(t, url)
	for _, table := range column[string](t, earlier, `select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not in ('goose_db_version', 'keys')`) {
		names := column[string](t, earlier, `select quote_ident(attname) from pg_attribute where attrelid = $1::text::regclass and attnum > 0 and not attisdropped and attgenerated = ''`, table)
		values := slices.Clone(names)
		for i, name := range names {
			switch name {
			case "versions":
				values[i] = "int8range(from_seq, to_seq)"
			case "days":
				values[i] = "daterange(nullif(from_day, '-infinity'), case when isfinite(to_day) then to_day + 1 end)"
			}
		}
		var rows bytes.Buffer
		if _, err := conn.PgConn().CopyTo(t.Context(), &rows, "copy (select "+strings.Join(values, ", ")+" from "+table+") to stdout"); err != nil {
			t.Fatal(err)
		}
		if _, err := earlier.PgConn().CopyFrom(t.Context(), &rows, "copy "+table+" ("+strings.Join(names, ", ")+") from stdin"); err != nil {
			t.Fatal(err)
		}
	}
	return url
}

// By an instant, the register was at the newest whole revision up to it.
func TestSeqAsOfRevisions(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	url := tablesURL(t)
	loaded(t, url, querytest.Newest(t, h), LoadOptions{History: h})
	conn := connected(t, url)
	for instant, want := range map[string]int{
		"2026-01-05 22:29:59Z": 0, "2026-01-05 22:30:00Z": 1, "2026-02-28 12:59:59Z": 2, "2026-03-01 00:00:00+11": 3,
		"2026-03-19 23:30:00Z": 3, // the fourth is broken
		"2026-03-20 02:00:00Z": 6, "2026-04-01 12:00:00Z": 6, "2026-04-02 00:00:00Z": 8, "2027-01-01 00:00:00Z": 12,
	} {
		if got := value[int](t, conn, `select coalesce((select revision from register_versions where seq = seq_as_of($1::text::timestamptz)), 0)`, instant); got != want {
			t.Errorf("at %s the register was at revision %d, want %d", instant, got, want)
		}
	}
}

// uncommitted returns the history of a folder without commits: one revision with all records.
func uncommitted(reg *register.Register) *register.History {
	h := &register.History{
		Revisions: []register.Revision{{Seq: 1, Time: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)}},
		Settings:  []register.SettingsVersion{{Seq: 1, Settings: &reg.Settings}},
	}
	for rec := range reg.All() {
		h.Versions = append(h.Versions, register.RecordVersion{Seq: 1, Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Record: rec})
	}
	return h
}

// A load writes only the lines of a revision that differ, and leads to the same rows as a load
// into an empty database, whatever changes. Earlier versions keep theirs.
func TestLoadChangedLines(t *testing.T) {
	t.Parallel()
	const standing = `select to_jsonb(c) - 'from_seq' - 'to_seq' from changes c where `
	url := tablesURL(t)
	base := querytest.Random(1, 50)
	var before []string // the lines of each version
	for i, edit := range []func([]*register.Listing) []*register.Listing{
		func(all []*register.Listing) []*register.Listing { return all },
		func(all []*register.Listing) []*register.Listing { all[10].Notes = "changed"; return all },
		func(all []*register.Listing) []*register.Listing { return slices.Delete(all, 20, 23) },
		func(all []*register.Listing) []*register.Listing {
			all[0].Notes, all[49].Notes = "first", "last"
			return all
		},
		func(all []*register.Listing) []*register.Listing { return all[:25] },
		func(all []*register.Listing) []*register.Listing { return all },
	} {
		records := base.Records
		if i > 0 { // no certificate names a listing that goes
			records.Certificates = nil
		}
		reg := changed(t, rebuilt(t, records, version("0")), fmt.Sprint(i), edit)
		options := LoadOptions{History: uncommitted(reg), AllowMassChange: true}
		d := loaded(t, url, reg, options)
		fresh := tablesURL(t)
		want := loaded(t, fresh, reg, options)
		conn, freshConn := connected(t, url), connected(t, fresh)
		lines := column[string](t, conn, standing+standsAt+` order by revision, number`, d.Version.Seq)
		if diff := gocmp.Diff(column[string](t, freshConn, standing+standsAt+` order by revision, number`, want.Version.Seq), lines); diff != "" {
			t.Fatalf("load %d gives other lines than a load from nothing:\n%s", i, diff)
		}
		if diff := gocmp.Diff(contentAt(t, freshConn, want.Version.Seq), contentAt(t, conn, d.Version.Seq)); diff != "" {
			t.Fatalf("load %d gives other rows than a load from nothing:\n%s", i, diff)
		}
		if len(lines) < 25 {
			t.Fatalf("load %d gives %d lines", i, len(lines))
		}
		for seq, was := range before {
			if now := strings.Join(column[string](t, conn, standing+standsAt+` order by revision, number`, int64(seq+1)), "\n"); now != was {
				t.Fatalf("load %d changes the lines of version %d", i, seq+1)
			}
		}
		before = append(before, strings.Join(lines, "\n"))
		total := value[int64](t, conn, `select sum(rows_written) from register_versions`)
		if n := value[int64](t, conn, writtenRows()); total != n {
			t.Errorf("load %d: %d rows were written or ended, by the versions %d", i, n, total)
		}
	}
}

// One changed record of a folder without commits changes one line.
func TestLoadOneChangedLine(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := querytest.Random(1, 50)
	loaded(t, url, reg, LoadOptions{History: uncommitted(reg)})
	next := changed(t, reg, "next", func(all []*register.Listing) []*register.Listing { all[10].Notes = "changed"; return all })
	loaded(t, url, next, LoadOptions{History: uncommitted(next)})
	conn := connected(t, url)
	for _, test := range []struct{ of, where string }{{"written", "from_seq = 2"}, {"ended", "to_seq = 2"}} {
		if ids := column[string](t, conn, `select id from changes where `+test.where); !slices.Equal(ids, []string{next.Listings[10].ID}) {
			t.Errorf("the lines %s are those of %v", test.of, ids)
		}
	}
}

// writtenRows is the query for how many rows the loads wrote and ended.
func writtenRows() string {
	var counts []string
	for _, table := range slices.Concat(tables, historyTables) {
		counts = append(counts, "(select count(*) + count(to_seq) from "+table.name+")")
	}
	return "select " + strings.Join(counts, " + ")
}

// A publication of all tables accepts every load: rows are written, ended and, for the day of
// the load, deleted. The first load keeps the primary keys, since it ends rows of past versions.
func TestLoadPublished(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	url := tablesURL(t)
	conn := connected(t, url)
	run(t, conn, "create publication everything for all tables")
	first := querytest.Prefix(h, 8)
	loaded(t, url, querytest.Newest(t, first), LoadOptions{History: first, On: querytest.Day("2026-04-02")})
	if n := value[int](t, conn, "select count(*) from records where to_seq is not null"); n == 0 {
		t.Error("the first load has ended no row")
	}
	loaded(t, url, querytest.Newest(t, h), LoadOptions{History: h, On: querytest.Day("2026-11-20"), AllowMassChange: true})
	checkVersions(t, conn, h)
	if n := value[int](t, conn, "select count(*) from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r' and not exists (select from pg_constraint where conrelid = c.oid and contype = 'p')"); n != 0 {
		t.Errorf("%d tables have no primary key after the first load", n)
	}
}
