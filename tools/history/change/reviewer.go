package change

import (
	"slices"

	"opencec/tools/register"
)

// A Reviewer is what somebody is shown besides what changed who judges the changes:
// where the files are, and what the facts rest on.
type Reviewer struct {
	// Address returns the address of a record's file, as it stands in Markdown; "" if
	// it has none.
	Address func(c Change) string

	// Certificates returns the certificates that cover a listing after the changes.
	Certificates func(listing string) []*register.Certificate
}

func (v *Reviewer) address(c Change) string {
	if v == nil || v.Address == nil {
		return ""
	}
	return v.Address(c)
}

// remarks says whether what is new has a source, and whether a listing lasts longer
// than what it rests on.
func (v *Reviewer) remarks(c Change) []Sentence {
	if v == nil || absent(c.After) || c.Is(Unreadable) {
		return nil
	}
	return append(sourced(c), v.outlasts(c)...)
}

// sourced says where the facts are from that a change adds, as far as the change does
// not tell it.
func sourced(c Change) []Sentence {
	var sources []register.Source
	switch rec := c.After.(type) {
	case *register.Listing:
		sources = rec.Sources
	case *register.Certificate:
		sources = rec.Sources
	default:
		return nil
	}
	switch {
	case !c.Is(Added) && !slices.ContainsFunc(c.Fields, isFact):
		return nil
	case !c.Is(Added) && slices.ContainsFunc(c.Fields, givesSource):
		return nil // it is told
	case len(sources) == 0:
		return []Sentence{say("without a source")}
	case !c.Is(Added):
		return []Sentence{say("without a new source")}
	}
	names := make([]Sentence, len(sources))
	for i, s := range sources {
		names[i] = nouns["sources"].entry(s)
	}
	return []Sentence{say("source: %v", nameSome(names))}
}

// isFact reports whether a field is of the product or the certificate, and not of the
// record.
func isFact(f Field) bool {
	return !slices.Contains([]string{"notes", "sources", "sample", "former_ids"}, f.at.field)
}

// givesSource reports whether a field is a source that the record had not before.
func givesSource(f Field) bool {
	if f.After == nil {
		return false
	}
	switch whole := f.at.value.(type) {
	case register.Source:
		return true
	case register.Suspension:
		return f.at.whole() && whole.Source != "" || f.at.rest == "source"
	}
	ending, isEnding := f.After.(register.Ending)
	return isEnding && ending.Source != "" || f.at.rest == "source"
}

// outlasts says by how much a listing's new days last longer than its certificates.
func (v *Reviewer) outlasts(c Change) []Sentence {
	l, isListing := c.After.(*register.Listing)
	if !isListing || v.Certificates == nil || len(l.Periods) == 0 || !c.Is(Added) && !slices.ContainsFunc(c.Fields, isPeriod) {
		return nil
	}
	certificates := v.Certificates(l.ID)
	if len(certificates) == 0 {
		return nil // that it is not certified is told
	}
	var last register.Date
	for _, certificate := range certificates {
		if certificate.Expiry.IsZero() {
			return nil
		}
		if certificate.Expiry.After(last) {
			last = certificate.Expiry
		}
	}
	end := l.Periods[len(l.Periods)-1].To
	switch {
	case end.IsZero():
		return []Sentence{say("outlasts its last certificate, which expires on %v: it is listed without an end", last)}
	case end.After(last):
		return []Sentence{say("outlasts its last certificate by %v: it expires on %v", counted(last.DaysUntil(end), noun{one: "day", many: "days"}), last)}
	}
	return nil
}

func isPeriod(f Field) bool { return f.at.field == "periods" }
