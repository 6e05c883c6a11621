package change_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"opencec/tools/register"
)

// A chance makes random edits of a register that keep its references good. What it
// draws from is small, so that values come back, collide and are there twice.
type chance struct{ *rand.Rand }

func newChance(seed uint64) chance { return chance{rand.New(rand.NewPCG(seed, 5))} }

func pick[T any](c chance, from []T) T { return from[c.IntN(len(from))] }

// some returns up to n of the values, in any order and some of them twice.
func some[T any](c chance, n int, from ...T) []T {
	if len(from) == 0 || c.IntN(4) == 0 {
		return nil
	}
	list := make([]T, 1+c.IntN(n))
	for i := range list {
		list[i] = pick(c, from)
	}
	return list
}

// reshuffle changes a list as people do: an entry more, less, moved or put in.
func reshuffle[T any](c chance, list []T, entry T) []T {
	list = slices.Clone(list)
	at := 0
	if len(list) > 0 {
		at = c.IntN(len(list))
	}
	switch n := c.IntN(4); {
	case n == 0 && len(list) > 0:
		return slices.Delete(list, at, at+1)
	case n == 1 && len(list) > 1:
		list[at], list[0] = list[0], list[at]
		return list
	}
	return slices.Insert(list, at, entry)
}

func (c chance) day() register.Date { return day("2023-01-01").AddDays(91 * c.IntN(20)) }

func (c chance) dayOrNone() register.Date {
	if c.IntN(3) == 0 {
		return register.Date{}
	}
	return c.day()
}

func (c chance) text() string {
	return pick(c, []string{"", "a", "b", "One", "Two, three", "@x #1 <b>", "line\nend", "ünï"})
}

func (c chance) ending() *register.Ending {
	if c.IntN(2) == 0 {
		return nil
	}
	return &register.Ending{On: c.day(), Reason: c.text(), Source: c.text()}
}

func (c chance) source() register.Source {
	return register.Source{Title: c.text(), URL: "https://example.org/" + pick(c, []string{"1", "2", "3"}), Retrieved: c.dayOrNone()}
}

func (c chance) value() register.Value {
	return pick(c, []register.Value{register.Number(1), register.Number(13.5), register.Range(1, 2), register.Bool(true), register.Text("LFP")})
}

func (c chance) touch(rec register.Record) {
	m := rec.RecordMeta()
	m.Commit = fmt.Sprintf("%040x", c.IntN(1000))
	m.UpdatedAt = day("2026-01-01").AddDays(c.IntN(100)).Time()
	if m.CreatedAt.IsZero() {
		m.CreatedAt = m.UpdatedAt
	}
}

// edit changes one thing in the register.
func (c chance) edit(r *register.Records) {
	switch c.IntN(12) {
	case 0:
		c.vocabulary(r)
	case 1:
		c.parties(r)
	case 2:
		c.add(r)
	case 3:
		c.remove(r)
	case 4:
		c.rename(r)
	case 5, 6, 7:
		if len(r.Certificates) > 0 {
			c.certificate(pick(c, r.Certificates), r)
		}
	default:
		if len(r.Listings) > 0 {
			c.listing(pick(c, r.Listings), r)
		}
	}
}

func (c chance) listing(l *register.Listing, r *register.Records) {
	c.touch(l)
	switch c.IntN(12) {
	case 0:
		l.Brand, l.Series, l.Model, l.Notes, l.Hardware = c.text(), c.text(), c.text()+"model", c.text(), c.text()
	case 1:
		l.Aliases, l.Jurisdictions = some(c, 4, "x", "y", "z"), some(c, 3, "NSW", "SA", "VIC")
	case 2:
		l.WhiteLabels = reshuffle(c, l.WhiteLabels, register.WhiteLabel{Brand: c.text(), Model: c.text()})
		l.Sources = reshuffle(c, l.Sources, c.source())
	case 3:
		l.Software = pick(c, []*register.Software{nil, {Name: "S"}, {Name: "S", Versions: "1"}, {Versions: "1"}})
		l.CSIPAUSVersion, l.Deployment, l.CertificateType, l.Sample = c.text(), c.text(), c.text(), c.IntN(2) == 0
	case 4:
		if l.DeviceClasses == nil {
			l.DeviceClasses = map[string]register.Attributes{}
		}
		l.DeviceClasses[pick(c, r.DeviceClasses).ID] = register.Attributes{pick(c, []string{"capacity", "max_power", "other"}): c.value()}
		if c.IntN(3) == 0 {
			delete(l.DeviceClasses, pick(c, r.DeviceClasses).ID)
		}
	case 5:
		l.Suspensions = reshuffle(c, l.Suspensions, register.Suspension{From: c.day(), To: c.dayOrNone(), Reason: c.text()})
	case 6:
		l.Delisted, l.Withdrawn = c.ending(), c.ending()
	case 7:
		l.Devices = some(c, 4, idsOf(r.Listings)...)
	case 8:
		l.NotInList = reshuffle(c, l.NotInList, register.Absence{List: pick(c, r.Lists).ID, LastSeen: c.dayOrNone(), Since: c.day(), Back: c.dayOrNone()})
	case 9:
		if len(l.Periods) > 0 {
			l.Periods[c.IntN(len(l.Periods))].DeviceClasses = c.periodClasses(r)
		}
	default:
		if l.Periods = reshuffle(c, l.Periods, register.Period{From: c.day(), To: c.dayOrNone()}); len(l.Periods) > 0 {
			l.Periods[c.IntN(len(l.Periods))].To = c.dayOrNone()
		}
		if len(l.Periods) == 0 {
			l.Periods = []register.Period{{From: c.day()}}
		}
	}
}

// periodClasses are the values of a period: some of them not known, some classes without
// any.
func (c chance) periodClasses(r *register.Records) map[string]register.Attributes {
	classes := map[string]register.Attributes{}
	for range c.IntN(3) {
		values := register.Attributes{}
		for range c.IntN(3) {
			values[pick(c, []string{"capacity", "max_power", "other"})] = pick(c, []register.Value{c.value(), {}})
		}
		classes[pick(c, r.DeviceClasses).ID] = values
	}
	return classes
}

func (c chance) certificate(cert *register.Certificate, r *register.Records) {
	c.touch(cert)
	switch c.IntN(6) {
	case 0:
		cert.Expiry, cert.CertificationDate, cert.WitnessedDate = c.dayOrNone(), c.day(), c.dayOrNone()
	case 1:
		cert.Revoked = c.ending()
	case 2:
		cert.TestProfiles, cert.TestsPassed = some(c, 3, idsOf(r.TestProfiles)...), some(c, 3, "ALL-01", "ALL-02")
	case 3:
		cert.Number, cert.Standard, cert.StandardVersion, cert.Notes = c.text()+"number", c.text(), c.text(), c.text()
		cert.Document = pick(c, []*register.Document{nil, {URL: "https://lab.example"}, {URL: "https://lab.example", SHA256: "00"}})
	default:
		if len(r.Listings) > 0 {
			cert.Listings = reshuffle(c, cert.Listings, pick(c, r.Listings).ID)
		}
	}
}

func (c chance) vocabulary(r *register.Records) {
	class, profile := pick(c, r.DeviceClasses), pick(c, r.TestProfiles)
	c.touch(class)
	c.touch(profile)
	class.Name = c.text() + "class"
	class.Attributes = reshuffle(c, class.Attributes, register.Attribute{ID: pick(c, []string{"capacity", "p", "q"}), Name: c.text(), Unit: c.text(), Minimum: pick(c, []*float64{nil, ptr(1.0)})})
	if len(class.Attributes) > 0 {
		a := &class.Attributes[c.IntN(len(class.Attributes))]
		a.Values = reshuffle(c, a.Values, register.EnumValue{ID: pick(c, []string{"v", "w"}), Aliases: some(c, 2, "x", "y"), Retired: c.dayOrNone()})
	}
	profile.Tests = reshuffle(c, profile.Tests, register.Test{ID: pick(c, []string{"T1", "T2"}), Title: c.text(), Versions: some(c, 2, "1.2", "1.3")})
	profile.Optional, profile.ReplacedBy, profile.Versions = c.IntN(2) == 0, some(c, 2, idsOf(r.TestProfiles)...), some(c, 2, "1.2", "1.3")
}

func (c chance) parties(r *register.Records) {
	m, b := pick(c, r.Manufacturers), pick(c, r.CertifyingBodies)
	c.touch(m)
	m.Aliases, m.Website, m.Sources = some(c, 3, "x", "y", "z"), c.text(), reshuffle(c, m.Sources, c.source())
	b.Description = c.text()
	list := pick(c, r.Lists)
	c.touch(list)
	list.Date, list.Rows, list.Website, list.SHA256 = c.day(), c.IntN(5000), c.text(), c.text()
	if c.IntN(8) == 0 {
		c.renameList(r, list)
	}
	r.Settings.StaleAfter = c.IntN(30)
	r.Settings.MaxCopyAge = c.IntN(30)
	r.Settings.Contact, r.Settings.Notices, r.Settings.Licence.URL = c.text(), some(c, 3, "n", "m"), c.text()
}

func (c chance) add(r *register.Records) {
	manufacturer := pick(c, r.Manufacturers).ID
	l := &register.Listing{Meta: register.Meta{ID: fmt.Sprintf("%s/n%d", manufacturer, c.IntN(40))}, Manufacturer: manufacturer, Model: "New", EntityType: "client", Periods: []register.Period{{From: c.day()}}}
	cert := &register.Certificate{Meta: register.Meta{ID: fmt.Sprintf("lab/n%d", c.IntN(40))}, Number: "New", CertifyingBody: "lab", CertificationDate: c.day(), Listings: []string{l.ID}}
	if !slices.Contains(idsOf(r.Listings), l.ID) {
		r.Listings = append(r.Listings, l)
	}
	if !slices.Contains(idsOf(r.Certificates), cert.ID) {
		r.Certificates = append(r.Certificates, cert)
	}
}

// remove takes a listing and a certificate away. Now and then another listing takes
// over the id.
func (c chance) remove(r *register.Records) {
	if len(r.Certificates) > 1 {
		r.Certificates = without(r.Certificates, pick(c, r.Certificates).ID)
	}
	if len(r.Listings) < 2 {
		return
	}
	id := pick(c, r.Listings).ID
	r.Listings = without(r.Listings, id)
	referred(r, func(ids []string) []string { return slices.DeleteFunc(ids, func(s string) bool { return s == id }) })
	if heir := pick(c, r.Listings); c.IntN(2) == 0 {
		heir.FormerIDs = append(heir.FormerIDs, id)
	}
}

func (c chance) rename(r *register.Records) {
	if len(r.Listings) == 0 {
		return
	}
	l := pick(c, r.Listings)
	former, id := l.ID, fmt.Sprintf("%s/r%d", l.Manufacturer, c.IntN(40))
	if slices.Contains(idsOf(r.Listings), id) {
		return
	}
	c.touch(l)
	l.ID, l.FormerIDs = id, append(l.FormerIDs, former)
	referred(r, func(ids []string) []string {
		for i, s := range ids {
			if s == former {
				ids[i] = id
			}
		}
		return ids
	})
}

func (c chance) renameList(r *register.Records, list *register.List) {
	former := list.ID
	list.ID = fmt.Sprintf("list-%d", c.IntN(1000))
	list.FormerIDs = append(list.FormerIDs, former)
	for _, l := range r.Listings {
		for i := range l.NotInList {
			if l.NotInList[i].List == former {
				l.NotInList[i].List = list.ID
			}
		}
	}
}

// referred changes every list of references to listings.
func referred(r *register.Records, change func([]string) []string) {
	for _, l := range r.Listings {
		l.Devices = change(l.Devices)
	}
	for _, cert := range r.Certificates {
		cert.Listings = change(cert.Listings)
	}
}

func idsOf[R register.Record](records []R) []string {
	ids := make([]string, len(records))
	for i, rec := range records {
		ids[i] = rec.RecordMeta().ID
	}
	return ids
}
