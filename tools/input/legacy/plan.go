package legacy

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"opencec/tools/input/importing"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A planner holds the state of planning.
type planner struct {
	db         *Database
	records    *register.Records // as they are held
	vocabulary func() (*source.Tree, error)
	opts       Options
	zone       *time.Location
	today      register.Date
	report     *Report
	outcomes   *rowOutcomes
	ids        *importing.IDs
	drafts     map[register.Ref]*draft

	known   vocabularyIndex // held, and made on the way
	offered vocabularyIndex // of the vocabulary; nil until it is asked for
	classes map[string]*register.DeviceClass

	rows map[string]map[int64]int    // where a row is, by table and id
	made map[string]map[int64]string // the record that a row became, by table and id

	products []*product
	owner    map[int64]*product // of a row of listings, by its id
}

// A draft is a record to write, with its rows.
type draft struct {
	importing.Draft
	rows   []rowRef
	fields []importing.FieldChange // for a record that is held
}

// plan works out what the database changes in records, without changing records.
func plan(db *Database, records *register.Records, vocabulary func() (*source.Tree, error), opts Options) (*Report, []importing.Draft, error) {
	zone, err := register.LoadZone(records.Settings.TimeZone)
	if err != nil {
		return nil, nil, err
	}
	report := &Report{Unread: db.Unread, TimeZone: db.Zone}
	p := &planner{
		db: db, records: records, vocabulary: vocabulary, opts: opts, zone: zone, today: opts.Today(zone),
		report: report, outcomes: newRowOutcomes(db, report), ids: importing.NewIDs(records), drafts: map[register.Ref]*draft{},
		known: indexVocabulary(records), classes: map[string]*register.DeviceClass{},
		rows: map[string]map[int64]int{}, made: map[string]map[int64]string{}, owner: map[int64]*product{},
	}
	for _, class := range records.DeviceClasses {
		p.classes[class.ID] = class
	}
	p.indexRows()
	for _, step := range []func() error{
		p.planEntityTypes, p.planDeviceClasses, p.planAttributes, p.planListings, p.planCertificates, p.dropRuleBreakers, p.dropUnused,
	} {
		if err := step(); err != nil {
			return nil, nil, err
		}
	}
	drafts := p.finish()
	return report, drafts, importing.CheckAliases(drafts)
}

// indexRows indexes the rows that others refer to.
func (p *planner) indexRows() {
	index := func(table string, n int, id func(i int) int64) {
		p.rows[table] = make(map[int64]int, n)
		p.made[table] = map[int64]string{}
		for i := range n {
			p.rows[table][id(i)] = i
		}
	}
	index(entityTypes, len(p.db.EntityTypes), func(i int) int64 { return p.db.EntityTypes[i].ID })
	index(deviceClasses, len(p.db.DeviceClasses), func(i int) int64 { return p.db.DeviceClasses[i].ID })
	index(listings, len(p.db.Listings), func(i int) int64 { return p.db.Listings[i].ID })
}

// resolve returns the id of the record that another row became. If it became none, the
// referring row is rejected too, and ok is false.
func (p *planner) resolve(row rowRef, table string, id int64) (record string, ok bool) {
	if record, ok = p.made[table][id]; ok {
		return record, true
	}
	at, found := p.rows[table][id]
	switch {
	case found:
	case id == 0:
		p.outcomes.reject(row, unreadable, Finding{Reason: "names no row of " + table + ": write which it belongs to"})
		return "", false
	default:
		p.outcomes.reject(row, unreadable, Finding{Reason: fmt.Sprintf("there is no row id=%d in %s: add that row, or fix the reference", id, table)})
		return "", false
	}
	p.outcomes.reject(row, p.outcomes.byTable[table][at], Finding{Reason: fmt.Sprintf("belongs to the row id=%d of %s, which is left out", id, table)})
	return "", false
}

// put drafts a record that is added or changed. Two drafts of a record are merged.
func (p *planner) put(rec register.Record, fields []importing.FieldChange, rows ...rowRef) *draft {
	key := register.RefOf(rec)
	d := p.drafts[key]
	if d == nil {
		d = &draft{}
		p.drafts[key] = d
	}
	d.Record = rec
	d.rows = append(d.rows, rows...)
	d.fields = append(d.fields, fields...)
	return d
}

// add drafts a new record.
func (p *planner) add(rec register.Record, rows ...rowRef) *draft {
	d := p.put(rec, nil, rows...)
	d.IsNew = true
	return d
}

// finish completes the report and returns the drafts in the order of writing.
func (p *planner) finish() []importing.Draft {
	var drafts []importing.Draft
	for _, key := range slices.SortedFunc(maps.Keys(p.drafts), register.Ref.Compare) {
		d := p.drafts[key]
		drafts = append(drafts, d.Draft)
		kind, id, name := d.Record.RecordKind().Name(), d.Record.RecordMeta().ID, d.Record.RecordName()
		if d.IsNew {
			p.report.Added = append(p.report.Added, Addition{kind, importing.Addition{ID: id, Name: name}})
		} else {
			p.report.Changed = append(p.report.Changed, Change{kind, importing.Change{ID: id, Name: name, Fields: d.fields}})
		}
	}
	importing.SortDrafts(drafts)
	p.outcomes.count()
	p.report.sort()
	return drafts
}

// dropRuleBreakers withdraws drafts that break the rules of the register, and reports the
// broken rules. It repeats until no draft breaks a rule, because records may refer to
// withdrawn ones.
func (p *planner) dropRuleBreakers() error {
	for {
		broken := map[register.Ref]register.Problem{}
		for _, problem := range p.result().Check(p.today, nil) {
			if key := problem.Kind.Ref(problem.ID); problem.Severity == register.Error && broken[key].Message == "" {
				broken[key] = problem
			}
		}
		if len(broken) == 0 {
			return nil
		}
		for _, key := range slices.SortedFunc(maps.Keys(broken), register.Ref.Compare) {
			// The rules do not say which listing depends on a class.
			if p.drafts[key] == nil || broken[key].Kind == register.DeviceClasses {
				return ruleError(broken[key])
			}
			p.withdraw(key, broken[key])
		}
	}
}

// dropUnused drops new manufacturers and certifying bodies that only rejected rows use.
func (p *planner) dropUnused() error {
	used := map[register.Ref]bool{}
	result := p.result()
	for _, l := range result.Listings {
		used[register.Manufacturers.Ref(l.Manufacturer)] = true
	}
	for _, c := range result.Certificates {
		used[register.CertifyingBodies.Ref(c.CertifyingBody)] = true
	}
	maps.DeleteFunc(p.drafts, func(key register.Ref, d *draft) bool {
		isParty := key.Kind == register.Manufacturers || key.Kind == register.CertifyingBodies
		return d.IsNew && isParty && !used[key]
	})
	return nil
}

// result returns the records with the drafts applied.
func (p *planner) result() *register.Records {
	result := &register.Records{Settings: p.records.Settings}
	drafted := maps.Clone(p.drafts)
	for rec := range p.records.All() {
		key := register.RefOf(rec)
		if d := drafted[key]; d != nil {
			rec = d.Record
			delete(drafted, key)
		}
		result.Add(rec)
	}
	for _, key := range slices.SortedFunc(maps.Keys(drafted), register.Ref.Compare) {
		result.Add(drafted[key].Record)
	}
	return result
}

// withdraw drops a draft and rejects its rows.
func (p *planner) withdraw(key register.Ref, problem register.Problem) {
	d := p.drafts[key]
	delete(p.drafts, key)
	finding := Finding{Record: problem.ID, Field: problem.Field, Reason: problem.Message}
	for i, row := range d.rows {
		if i > 0 {
			finding = Finding{Reason: "belongs to " + problem.ID + ", which is left as it was"}
		}
		if f := p.outcomes.get(row); f != conflict && f != unreadable {
			p.outcomes.reject(row, conflict, finding)
		}
	}
}

// ruleError is the error of a broken rule for which no row can be rejected.
func ruleError(problem register.Problem) error {
	return fmt.Errorf("the import would break a rule of the register: %s %s: %s: %s", problem.Kind.Name(), problem.ID, problem.Field, problem.Message)
}
