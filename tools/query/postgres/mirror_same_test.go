package postgres_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/api/legacytest"
	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/query/mirror"
	"opencec/tools/query/postgres"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A filling fills engines until the test ends.
type filling struct {
	*mirror.Filler
	database *postgres.Database
}

func newFilling(t testing.TB, url string) *filling {
	t.Helper()
	db, err := postgres.Connect(context.WithoutCancel(t.Context()), url, postgres.Options{Timeout: patience})
	if err != nil {
		t.Fatal(err)
	}
	f := &filling{&mirror.Filler{MaxRecords: 10_000, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Begin: func() {}, Changed: func() {},
		Now: func() time.Time { return querytest.Today.Time() }}, db}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		db.Close()
	})
	return f
}

// current returns the engine of the current version, which must be answered from memory.
func (f *filling) current(t testing.TB) *mirror.Engine {
	t.Helper()
	e, err := f.database.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	filled := mirror.New(e)
	f.Fill(filled)
	select {
	case <-filled.Settled():
	case <-time.After(patience):
		t.Fatal("the engine is not filled")
	}
	if !filled.InMemory() {
		t.Fatalf("version %d is not in memory: %q", e.Seq(), f.Obstacle())
	}
	return filled
}

// load loads a register as the next version.
func load(t testing.TB, url string, reg *register.Register, o postgres.LoadOptions) {
	t.Helper()
	o.AllowMassChange, o.AcceptRewritten = true, true
	if _, err := postgres.Load(t.Context(), url, reg, o); err != nil {
		t.Fatal(err)
	}
}

func openMirror(t testing.TB, reg *register.Register) *mirror.Engine {
	t.Helper()
	url := postgres.TablesURL(t)
	load(t, url, reg, postgres.LoadOptions{})
	return newFilling(t, url).current(t)
}

// The engine that answers from memory what it can is held to everything that each of its
// parts is held to.
func TestMirrorEngine(t *testing.T) {
	querytest.TestEngine(t, func(t testing.TB, reg *register.Register) querytest.Engine { return openMirror(t, reg) })
}

func TestMirrorHistory(t *testing.T) {
	querytest.TestHistory(t, func(t testing.TB, h *register.History) query.Engine {
		url := postgres.TablesURL(t)
		load(t, url, querytest.Newest(t, h), postgres.LoadOptions{History: h})
		return newFilling(t, url).current(t)
	})
}

func TestMirrorLegacyContract(t *testing.T) {
	legacytest.Test(t, func(t testing.TB, reg *register.Register) query.Engine { return openMirror(t, reg) })
}

// The database answers queries that were parsed with the model of the engine in memory, and the
// other way round an engine that is filled meanwhile.
func TestMirrorModels(t *testing.T) {
	t.Parallel()
	for _, reg := range []*register.Register{odd(t), generated(t, 150)} {
		t.Run(reg.Version.ID, func(t *testing.T) {
			t.Parallel()
			m := openMirror(t, reg)
			other := memory.New(reg)
			rng := rand.New(rand.NewPCG(5, 5))
			for range 300 {
				k := register.Listings
				if rng.IntN(4) == 0 {
					k = register.Certificates
				}
				v := anyQuery(rng, reg, m.Model().Collection(k))
				want, _ := answer(t, m, k, v)
				for name, model := range map[string]*query.Model{"of SQL": m.Engine.Model(), "of memory": m.Model()} {
					if got, _ := answer(t, modelled{m, model}, k, v); got != want {
						t.Fatalf("with the model %s, %s?%s:\n got %.3000s\nwant %.3000s", name, k.Folder(), v.Encode(), got, want)
					}
					if got, _ := answer(t, modelled{m.Engine, model}, k, v); got != want {
						t.Fatalf("SQL, with the model %s, %s?%s:\n got %.3000s\nwant %.3000s", name, k.Folder(), v.Encode(), got, want)
					}
				}
				if got, _ := answer(t, other, k, v); got != want {
					t.Fatalf("another engine in memory, %s?%s:\n got %.3000s\nwant %.3000s", k.Folder(), v.Encode(), got, want)
				}
			}
		})
	}
}

// A modelled engine answers queries that were parsed with another model.
type modelled struct {
	query.Engine
	model *query.Model
}

func (m modelled) Model() *query.Model { return m.model }

// A version step is a load that follows another.
type versionStep struct {
	name string
	edit func(*register.Records)
}

// edited returns a register with some records changed. edit must replace records, and not
// change them.
func edited(t testing.TB, reg *register.Register, name string, edit func(*register.Records)) *register.Register {
	t.Helper()
	records := reg.Records
	records.Listings, records.Certificates, records.Manufacturers = slices.Clone(records.Listings), slices.Clone(records.Certificates), slices.Clone(records.Manufacturers)
	records.DeviceClasses, records.Lists = slices.Clone(records.DeviceClasses), slices.Clone(records.Lists)
	edit(&records)
	next, err := register.New(records, register.Version{ID: name, Time: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// replaced returns a copy of a record after a change.
func replaced[R any](rec *R, change func(*R)) *R {
	c := *rec
	change(&c)
	return &c
}

var versionSteps = []versionStep{
	{"nothing but the version", func(*register.Records) {}},
	{"one listing", func(r *register.Records) {
		r.Listings[7] = replaced(r.Listings[7], func(l *register.Listing) { l.Notes = "Seen again." })
	}},
	{"one status", func(r *register.Records) {
		r.Listings[3] = replaced(r.Listings[3], func(l *register.Listing) {
			l.Withdrawn = &register.Ending{On: querytest.Today.AddDays(-3), Reason: "Wish."}
		})
	}},
	{"one certificate", func(r *register.Records) {
		r.Certificates[2] = replaced(r.Certificates[2], func(c *register.Certificate) { c.Expiry = querytest.Today.AddDays(-1) })
	}},
	{"a certificate for others", func(r *register.Records) {
		r.Certificates[1] = replaced(r.Certificates[1], func(c *register.Certificate) { c.Listings = []string{r.Listings[0].ID, r.Listings[9].ID} })
	}},
	{"a renamed listing", func(r *register.Records) {
		was := r.Listings[5].ID
		r.Listings[5] = replaced(r.Listings[5], func(l *register.Listing) {
			l.ID, l.FormerIDs = was+"-mk2", append(slices.Clone(l.FormerIDs), was)
		})
		rename(r, was, was+"-mk2")
	}},
	{"a removed listing", func(r *register.Records) {
		was := r.Listings[11].ID
		r.Listings = slices.Delete(r.Listings, 11, 12)
		rename(r, was, "")
	}},
	{"a removed certificate", func(r *register.Records) { r.Certificates = slices.Delete(r.Certificates, 0, 1) }},
	{"a renamed manufacturer", func(r *register.Records) {
		r.Manufacturers[0] = replaced(r.Manufacturers[0], func(m *register.Manufacturer) { m.Name = "Zebra Power" })
	}},
	{"a new manufacturer with a listing", func(r *register.Records) {
		r.Manufacturers = append(r.Manufacturers, &register.Manufacturer{Meta: register.Meta{ID: "aardvark"}, Name: "Aardvark"})
		r.Listings = append(r.Listings, replaced(r.Listings[0], func(l *register.Listing) {
			l.ID, l.Manufacturer, l.Model, l.FormerIDs = "aardvark/one", "aardvark", "One", nil
		}))
	}},
	{"the settings", func(r *register.Records) {
		r.Settings.TimeZone, r.Settings.Title = "Europe/Vienna", "Another title"
	}},
	{"a vocabulary", func(r *register.Records) {
		i := slices.IndexFunc(r.DeviceClasses, func(c *register.DeviceClass) bool { return c.ID == "bess" })
		r.DeviceClasses[i] = replaced(r.DeviceClasses[i], func(c *register.DeviceClass) {
			c.Name = "Battery"
			c.Attributes = slices.Clone(c.Attributes)
			c.Attributes[0].Description = "Another description."
		})
	}},
	{"a list", func(r *register.Records) {
		r.Lists = append(r.Lists, &register.List{Meta: register.Meta{ID: "meters"}, Name: "Meters", DeviceClass: "bess", Date: querytest.Today, FirstDate: querytest.Today, Rows: 3})
	}},
	{"every listing", func(r *register.Records) {
		for i, l := range r.Listings {
			r.Listings[i] = replaced(l, func(l *register.Listing) { l.Notes = fmt.Sprint("Note ", i) })
		}
	}},
	{"few listings", func(r *register.Records) {
		r.Listings = r.Listings[:20]
		r.Certificates = nil
		for i, l := range r.Listings {
			r.Listings[i] = replaced(l, func(l *register.Listing) { l.Devices = nil })
		}
	}},
}

// rename replaces an id in links to listings; "" removes it.
func rename(r *register.Records, from, to string) {
	renamed := func(ids []string) []string {
		ids = slices.Clone(ids)
		for i, id := range ids {
			if id == from {
				ids[i] = to
			}
		}
		return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	}
	for i, l := range r.Listings {
		r.Listings[i] = replaced(l, func(l *register.Listing) { l.Devices = renamed(l.Devices) })
	}
	for i, c := range r.Certificates {
		r.Certificates[i] = replaced(c, func(c *register.Certificate) { c.Listings = renamed(c.Listings) })
	}
}

// An engine that is filled by what has changed since the one before gives the same
// answers as SQL, as an engine that is filled at once, and as one of the register itself,
// load after load.
func TestMirrorFollows(t *testing.T) {
	t.Parallel()
	reg := generated(t, 120)
	url := postgres.TablesURL(t)
	load(t, url, reg, postgres.LoadOptions{})
	following := newFilling(t, url)
	following.current(t)
	rng := rand.New(rand.NewPCG(7, 7))
	for _, step := range versionSteps {
		before := following.current(t)
		reg = edited(t, reg, step.name, step.edit)
		load(t, url, reg, postgres.LoadOptions{})
		m := following.current(t)
		if m.Seq() != before.Seq()+1 || m.Register().Version.ID != step.name {
			t.Fatalf("%s: version %d %s follows %d", step.name, m.Seq(), m.Register().Version.ID, before.Seq())
		}
		if got, want := m.CacheKey(), m.Engine.CacheKey(); got != want {
			t.Errorf("%s: key %s of the engine, and %s of SQL", step.name, got, want)
		}
		fresh := newFilling(t, url).current(t)
		for range 40 {
			k, v := register.Kinds()[rng.IntN(len(register.Kinds()))], parsed("limit=500")
			if (k == register.Listings || k == register.Certificates) && len(recordsOf(reg, k)) > 0 {
				v = anyQuery(rng, reg, m.Model().Collection(k))
			}
			want, _ := answer(t, memory.New(reg), k, v)
			for name, e := range map[string]querytest.Engine{"filled": m, "SQL": m.Engine, "fresh": fresh} {
				if got, _ := answer(t, e, k, v); got != want {
					t.Fatalf("%s: %s, %s?%s:\n got %.3000s\nwant %.3000s", step.name, name, k.Folder(), v.Encode(), got, want)
				}
			}
		}
		for _, k := range register.Kinds() {
			if got, want := csv(t, m, k, ""), csv(t, memory.New(reg), k, ""); got != want {
				t.Errorf("%s: %s as CSV: %d bytes, want %d, or not the same", step.name, k.Folder(), len(got), len(want))
			}
		}
	}
}

// Only what has changed is read.
func TestReadAllReadsChanges(t *testing.T) {
	t.Parallel()
	reg := generated(t, 120)
	url := postgres.TablesURL(t)
	load(t, url, reg, postgres.LoadOptions{})
	all := connect(t, url)
	limit := postgres.ReadOptions{MaxRecords: 10_000}
	whole, err := all.ReadAll(t.Context(), nil, limit)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(slices.Collect(reg.All())); whole.Read != want {
		t.Errorf("%d records are read at first, want %d", whole.Read, want)
	}
	next := edited(t, reg, "next", versionSteps[1].edit)
	load(t, url, next, postgres.LoadOptions{})
	changed, err := connect(t, url).ReadAll(t.Context(), whole, limit)
	if err != nil || changed.Read != 1 {
		t.Fatalf("%d records are read after one has changed, want 1, error %v", changed.Read, err)
	}
	for rec := range changed.Register.All() {
		was, _ := whole.Register.Record(rec.RecordKind(), rec.RecordMeta().ID)
		if shared := was == rec; shared == (rec.RecordMeta().ID == next.Listings[7].ID) {
			t.Errorf("%s %s is shared: %t", rec.RecordKind().Name(), rec.RecordMeta().ID, shared)
		}
	}
	again, err := connect(t, url).ReadAll(t.Context(), changed, limit)
	if err != nil || again.Read != 0 {
		t.Errorf("%d records are read of the same version, error %v", again.Read, err)
	}
	back, err := all.ReadAll(t.Context(), changed, limit) // the version before
	if err != nil || back.Read != whole.Read {
		t.Errorf("%d records are read of an older version, error %v", back.Read, err)
	}
}

// Whatever changes, the difference gives the whole register.
func TestReadAllDifferences(t *testing.T) {
	t.Parallel()
	reg := generated(t, 120)
	url := postgres.TablesURL(t)
	load(t, url, reg, postgres.LoadOptions{})
	limit := postgres.ReadOptions{MaxRecords: 10_000}
	contents, err := connect(t, url).ReadAll(t.Context(), nil, limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range versionSteps {
		reg = edited(t, reg, step.name, step.edit)
		load(t, url, reg, postgres.LoadOptions{})
		if contents, err = connect(t, url).ReadAll(t.Context(), contents, limit); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if all := len(slices.Collect(reg.All())); contents.Read == all {
			t.Errorf("%s: all %d records are read", step.name, all)
		}
		if diff := cmp.Diff(texts(t, reg), texts(t, contents.Register)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
}

// texts returns the JSON of the settings and of all records.
func texts(t *testing.T, reg *register.Register) (all []string) {
	t.Helper()
	encode := func(v any) {
		text, err := register.EncodeJSON(v)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	encode(reg.Settings)
	for rec := range reg.All() {
		encode(rec)
	}
	return all
}

// A history that is rewritten gives versions between the old and the new one.
func TestMirrorRewrittenHistory(t *testing.T) {
	t.Parallel()
	url := postgres.TablesURL(t)
	h := querytest.SampleHistory()
	load(t, url, querytest.Newest(t, h), postgres.LoadOptions{History: h})
	following := newFilling(t, url)
	before := following.current(t)
	for seed := range uint64(6) {
		other := querytest.RandomHistory(seed+1, 8)
		reg := querytest.Newest(t, other)
		load(t, url, reg, postgres.LoadOptions{History: other})
		m := following.current(t)
		if m.Seq() <= before.Seq() {
			t.Fatalf("version %d after %d", m.Seq(), before.Seq())
		}
		before = m
		want := memory.New(reg)
		for _, k := range register.Kinds() {
			got, _ := answer(t, m, k, parsed("limit=500"))
			if expected, _ := answer(t, want, k, parsed("limit=500")); got != expected {
				t.Errorf("history %d, %s:\n got %.2000s\nwant %.2000s", seed, k.Folder(), got, expected)
			}
		}
	}
}

func parsed(raw string) url.Values {
	v, err := url.ParseQuery(raw)
	if err != nil {
		panic(err)
	}
	return v
}

// Through a transaction pooler, records are read in one transaction.
func TestMirrorThroughPooler(t *testing.T) {
	t.Parallel()
	p := startPooler(t)
	direct := p.server.URL("postgres")
	reg := generated(t, 60)
	load(t, direct, reg, postgres.LoadOptions{})
	following := newFilling(t, p.url("postgres"))
	following.current(t)
	for _, step := range versionSteps[:3] {
		reg = edited(t, reg, step.name, step.edit)
		load(t, direct, reg, postgres.LoadOptions{})
		m, want := following.current(t), memory.New(reg)
		for _, k := range register.Kinds() {
			got, _ := answer(t, m, k, parsed("limit=500"))
			if expected, _ := answer(t, want, k, parsed("limit=500")); got != expected {
				t.Errorf("%s: %s:\n got %.2000s\nwant %.2000s", step.name, k.Folder(), got, expected)
			}
		}
	}
}
