package main

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"opencec/tools/history/journal"
	"opencec/tools/input/generator"
	"opencec/tools/input/source"
	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
	"opencec/tools/query/postgres"
	"opencec/tools/register"
)

const (
	// manufacturers is the number of manufacturers in the register. Each version renames all of
	// them, so that every listing shows its version and a version has few changes.
	manufacturers = 4

	// variants is the number of different registers among the versions, apart from the numbers:
	// version n has the certificates of variant n%variants revoked.
	variants = 4

	// firstVersion is the first version that is served. Earlier ones are history.
	firstVersion = 8
)

// A catalogue makes the versions of a register. Version n is a commit of its own, with n in the names
// of all manufacturers and certifying bodies, and with other certificates revoked than in the version
// before.
type catalogue struct {
	base   register.Records
	on     register.Date
	first  time.Time
	toggle [][]*register.Certificate // by variant: those that are revoked in it

	mu      sync.Mutex
	history register.History // of the versions up to written
	written int
}

func newCatalogue(ctx context.Context, data string, listings int, seed uint64, on register.Date) (*catalogue, error) {
	vocabulary, err := source.Load(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("read the vocabulary: %w", err)
	}
	records, err := generator.Records(vocabulary.Records, generator.Options{Listings: listings, Seed: seed, On: on})
	if err != nil {
		return nil, err
	}
	fewManufacturers(&records)
	first, err := time.Parse(time.DateOnly, on.AddDays(-300).String())
	if err != nil {
		return nil, err
	}
	c := &catalogue{base: records, on: on, first: first}
	c.toggle = c.revocable()
	for rec := range records.All() {
		c.stamp(rec, 1)
	}
	return c, nil
}

// fewManufacturers gives all listings to a few manufacturers.
func fewManufacturers(records *register.Records) {
	ids := map[string]string{} // of listings, new by old
	for _, l := range records.Listings {
		h := fnv.New32a()
		h.Write([]byte(l.Manufacturer))
		manufacturer := fmt.Sprintf("maker-%d", h.Sum32()%manufacturers)
		id := manufacturer + "/" + strings.ReplaceAll(l.ID, "/", "-")
		ids[l.ID] = id
		l.ID, l.Manufacturer = id, manufacturer
	}
	for _, l := range records.Listings {
		for i, device := range l.Devices {
			l.Devices[i] = ids[device]
		}
	}
	for _, cert := range records.Certificates {
		for i, id := range cert.Listings {
			cert.Listings[i] = ids[id]
		}
	}
	records.Manufacturers = nil
	for i := range manufacturers {
		m := &register.Manufacturer{Meta: register.Meta{ID: fmt.Sprintf("maker-%d", i)}}
		records.Manufacturers = append(records.Manufacturers, m)
	}
	slices.SortFunc(records.Listings, func(a, b *register.Listing) int { return cmp.Compare(a.ID, b.ID) })
}

// revocable returns the certificates that are revoked in each variant, chosen in turns from those
// that cover most listings.
func (c *catalogue) revocable() [][]*register.Certificate {
	var good []*register.Certificate
	for _, cert := range c.base.Certificates {
		if cert.StatusOn(c.on) == register.CertificateCurrent {
			good = append(good, cert)
		}
	}
	slices.SortStableFunc(good, func(a, b *register.Certificate) int {
		return cmp.Or(cmp.Compare(len(b.Listings), len(a.Listings)), cmp.Compare(a.ID, b.ID))
	})
	toggle := make([][]*register.Certificate, variants)
	for i, cert := range good[:min(len(good), 3*variants)] {
		toggle[i%variants] = append(toggle[i%variants], cert)
	}
	return toggle
}

// commitOf returns the commit of a version, which is its id.
func commitOf(n int) string { return fmt.Sprintf("50a4%036d", n) }

// editionOf returns the text that every name of a version contains.
func editionOf(n int) string { return fmt.Sprintf("edition %08d", n) }

func (c *catalogue) timeOf(n int) time.Time { return c.first.Add(time.Duration(n) * time.Minute) }

func (c *catalogue) stamp(rec register.Record, n int) {
	m := rec.RecordMeta()
	m.CreatedAt, m.UpdatedAt, m.Commit = c.timeOf(1), c.timeOf(n), commitOf(n)
}

// changed returns the records of version n that differ from the version before.
func (c *catalogue) changed(n int) []register.Record {
	var changed []register.Record
	for i, m := range c.base.Manufacturers {
		m := *m
		m.Name = fmt.Sprintf("Maker %d, %s", i, editionOf(n))
		changed = append(changed, &m)
	}
	for _, b := range c.base.CertifyingBodies {
		b := *b
		b.Name += ", " + editionOf(n)
		changed = append(changed, &b)
	}
	if n > 1 {
		for _, cert := range c.toggle[n%variants] {
			cert := *cert
			cert.Revoked = &register.Ending{On: c.on.AddDays(-30), Reason: "revoked for a trial"}
			changed = append(changed, &cert)
		}
		for _, cert := range c.toggle[(n-1)%variants] {
			cert := *cert
			changed = append(changed, &cert)
		}
	}
	for _, rec := range changed {
		c.stamp(rec, n)
	}
	return changed
}

// register returns version n.
func (c *catalogue) register(n int) (*register.Register, error) {
	newest := map[register.Ref]register.Record{}
	for m := max(1, n-variants); m <= n; m++ { // what is older has changed since
		for _, rec := range c.changed(m) {
			newest[register.RefOf(rec)] = rec
		}
	}
	records := register.Records{Settings: c.base.Settings}
	for rec := range c.base.All() {
		if other, ok := newest[register.RefOf(rec)]; ok {
			rec = other
		}
		records.Add(rec)
	}
	return register.New(records, register.Version{ID: commitOf(n), Commit: commitOf(n), Time: c.timeOf(n)})
}

// past returns the history up to version n.
func (c *catalogue) past(n int) *register.History {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.written < n {
		c.written++
		c.write(c.written)
	}
	count, _ := slices.BinarySearchFunc(c.history.Versions, n+1, func(e register.RecordVersion, seq int) int { return cmp.Compare(e.Seq, seq) })
	return &register.History{
		Revisions: c.history.Revisions[:n:n], Versions: c.history.Versions[:count:count],
		Settings: c.history.Settings, Oldest: commitOf(1),
	}
}

// write adds version n to the history.
func (c *catalogue) write(n int) {
	h := &c.history
	h.Revisions = append(h.Revisions, register.Revision{Seq: n, Commit: commitOf(n), Time: c.timeOf(n), Author: "Soak", Summary: "Version " + strconv.Itoa(n)})
	changed := c.changed(n)
	if n == 1 {
		h.Settings = append(h.Settings, register.SettingsVersion{Seq: 1, Settings: &c.base.Settings})
		for rec := range c.base.All() {
			if k := rec.RecordKind(); k != register.Manufacturers && k != register.CertifyingBodies {
				changed = append(changed, rec)
			}
		}
	}
	slices.SortStableFunc(changed, func(a, b register.Record) int {
		place := func(r register.Record) int { return slices.Index(register.Kinds(), r.RecordKind()) }
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.RecordMeta().ID, b.RecordMeta().ID))
	})
	for _, rec := range changed {
		h.Versions = append(h.Versions, register.RecordVersion{Seq: n, Kind: rec.RecordKind(), ID: rec.RecordMeta().ID, Record: rec})
	}
}

// writeSnapshot writes version n, signed, into an empty folder.
func (c *catalogue) writeSnapshot(ctx context.Context, dir string, n int, secret signature.Secret) error {
	reg, err := c.register(n)
	if err != nil {
		return err
	}
	if _, err := snapshot.Write(ctx, dir, reg, c.on, journal.ContentsOf(c.past(n), reg.Location())); err != nil {
		return err
	}
	_, err = snapshot.Sign(dir, secret)
	return err
}

// load loads version n into a database.
func (c *catalogue) load(ctx context.Context, url string, n int) error {
	reg, err := c.register(n)
	if err != nil {
		return err
	}
	_, err = postgres.Load(ctx, url, reg, postgres.LoadOptions{History: c.past(n)})
	return err
}

func downloads(dir string) string { return filepath.Join(dir, snapshot.DownloadsFolder) }
