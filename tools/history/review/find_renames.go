package review

import (
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/history/change"
	"opencec/tools/register"
)

// renames are removed records, paired with new ones that are the same thing but do not
// declare it.
type renames struct {
	oldID map[register.Ref]string // by the new record
	gone  map[register.Ref]bool   // by the old record
}

// findRenames pairs removed records with new ones.
func (r *reviewer) findRenames() renames {
	gone, fresh := candidates{}, candidates{}
	for _, c := range r.Changes {
		switch {
		case c.Is(change.Removed):
			gone.add(c.Before, r.certificatesBefore[c.ID])
		case c.Is(change.Added):
			fresh.add(c.After, r.certificatesAfter[c.ID])
		}
	}
	found := renames{map[register.Ref]string{}, map[register.Ref]bool{}}
	for _, c := range r.Changes {
		if !c.Is(change.Removed) {
			continue
		}
		if now := found.match(signs(c.Before, r.certificatesBefore[c.ID]), gone, fresh); now.ID != "" {
			found.oldID[now], found.gone[c.Kind.Ref(c.ID)] = c.ID, true
		}
	}
	return found
}

// match returns the new record with the strongest matching sign that is not yet paired;
// the zero Ref if there is none.
func (n renames) match(signs []sign, gone, fresh candidates) register.Ref {
	for _, s := range signs {
		if s.alone && (len(gone[s.text]) != 1 || len(fresh[s.text]) != 1) {
			continue
		}
		for _, now := range fresh[s.text] {
			if _, taken := n.oldID[now]; !taken {
				return now
			}
		}
	}
	return register.Ref{}
}

// candidates are records by their signs.
type candidates map[string][]register.Ref

func (by candidates) add(rec register.Record, certificates []*register.Certificate) {
	for _, s := range signs(rec, certificates) {
		by[s.text] = append(by[s.text], register.RefOf(rec))
	}
}

// A sign is something by which a record is recognised under another id.
type sign struct {
	text  string
	alone bool // only if no other record has it
}

// signs returns the signs of a record, the strongest first.
func signs(rec register.Record, certificates []*register.Certificate) []sign {
	join := func(parts ...string) string {
		return rec.RecordKind().Folder() + "\x00" + strings.Join(parts, "\x00")
	}
	switch rec := rec.(type) {
	case *register.Listing:
		model := spelling.ModelKey(rec.Model)
		found := []sign{{text: join("model", rec.Manufacturer, model)}}
		for _, c := range certificates {
			found = append(found, sign{text: join("model and certificate", c.ID, model)})
		}
		for _, c := range certificates {
			found = append(found, sign{join("certificate", c.ID), true})
		}
		return found
	case *register.Certificate:
		return []sign{{text: join(numberKey(rec))}}
	}
	return []sign{{text: join(spelling.Fold(rec.RecordName()))}}
}

// formerIDsLine returns the line of YAML that declares a former id.
func formerIDsLine(rec register.Record, id string) string {
	ids := append(slices.Clone(rec.FormerIDList()), id)
	for _, one := range ids {
		if register.CheckID(rec.RecordKind(), one) != nil {
			return "" // it would need quoting in YAML
		}
	}
	return "former_ids: [" + strings.Join(ids, ", ") + "]"
}
