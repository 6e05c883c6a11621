package change

import (
	"slices"

	"opencec/tools/register"
)

// A Reviewer supplies context for reviewing changes: links to the files, and the
// certificates behind a listing.
type Reviewer struct {
	// Address returns the address of a record's file, ready for Markdown; "" if it has
	// none.
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

// remarks says whether new facts have a source, and whether a listing outlasts its
// certificates.
func (v *Reviewer) remarks(c Change) []Sentence {
	if v == nil || absent(c.After) || c.Is(Unreadable) {
		return nil
	}
	return append(sourced(c), v.outlasts(c)...)
}

// sourced describes the source of new facts, unless the description already does.
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
		return nil // the description says so
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

// isFact reports whether a field is a fact about the product or the certificate.
func isFact(f Field) bool {
	return !slices.Contains([]string{"notes", "sources", "sample", "former_ids"}, f.at.field)
}

// givesSource reports whether a field is a new source.
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

// outlasts says by how much a listing's new days outlast its certificates.
func (v *Reviewer) outlasts(c Change) []Sentence {
	l, isListing := c.After.(*register.Listing)
	if !isListing || v.Certificates == nil || len(l.Periods) == 0 || !c.Is(Added) && !slices.ContainsFunc(c.Fields, isPeriod) {
		return nil
	}
	certificates := v.Certificates(l.ID)
	if len(certificates) == 0 {
		return nil // the description says that it is not certified
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
