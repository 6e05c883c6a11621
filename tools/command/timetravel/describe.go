package timetravel

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"opencec/tools/base/terminal"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// write writes the effects of the record on the day, then the record. It also works for a register
// that had errors at the time.
func (r recordState) write(w io.Writer, id string, on register.Date) error {
	if r.record == nil {
		_, err := fmt.Fprintf(w, "  %s\n", terminal.Escape(r.absent))
		return err
	}
	if was := r.record.RecordMeta().ID; was != id {
		fmt.Fprintf(w, "  under the id %s\n", terminal.Escape(was))
	}
	for _, line := range r.effects(on) {
		fmt.Fprintf(w, "  %s\n", terminal.Escape(line))
	}
	text, err := source.Encode(r.record)
	if err != nil {
		return err
	}
	_, fields, _ := bytes.Cut(text, []byte("\n")) // the hint for editors is of no use here
	_, err = fmt.Fprintf(w, "\n%s", terminal.Indent(terminal.EscapeLines(string(fields)), "    "))
	return err
}

// effects returns what holds for the record on a day, one effect per line.
func (r recordState) effects(on register.Date) []string {
	switch rec := r.record.(type) {
	case *register.Listing:
		return listingEffects(rec, r.state.history.At(r.state.seq), on)
	case *register.Certificate:
		return []string{"on " + register.DateInWords(on) + ": " + certificateEffect(rec, on)}
	}
	return nil
}

func listingEffects(l *register.Listing, records register.Records, on register.Date) []string {
	// A partial register, because the whole may refer to unreadable records.
	part := (&register.Register{Records: records}).With(records.Listings, records.Certificates)
	line := fmt.Sprintf("on %s: %s", register.DateInWords(on), l.StatusOn(on))
	if until := l.ListedUntil(on); !until.IsZero() {
		line += " until " + register.DateInWords(until)
	} else if l.StatusOn(on) == register.StatusActive {
		line += " without an end"
	}
	covering := part.CertificatesOf(l.ID)
	lines := []string{line + ", " + string(register.CertificationOn(covering, on))}
	for _, c := range covering {
		lines = append(lines, "certificate "+c.ID+": "+certificateEffect(c, on))
	}
	lines = append(lines, verdictLines(part.Verdict(l, on))...)
	if l.HasPeriodAttributes() {
		lines = append(lines, "values on that day: "+valuesInWords(l.DeviceClassesOn(on)))
	}
	return lines
}

// verdictLines returns what the record means on a day, what to do, and how old the data is.
func verdictLines(v register.Verdict) []string {
	lines := []string{v.Headline}
	if v.Advice != "" {
		lines = append(lines, "what to do: "+v.Advice)
	}
	if v.Data == nil {
		return lines
	}
	age := v.Data.String()
	if v.Data.Stale {
		age += ", which is too old to rely on"
	}
	if v.Data.Website != "" {
		age += fmt.Sprintf("; the official list: %s", v.Data.Website)
	}
	return append(lines, age)
}

// valuesInWords writes attribute values in one line.
func valuesInWords(classes map[string]register.Attributes) string {
	var all []string
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		for _, id := range slices.Sorted(maps.Keys(classes[class])) {
			all = append(all, class+"."+id+" "+classes[class][id].String())
		}
	}
	return strings.Join(all, ", ")
}

// certificateEffect returns the state of a certificate on a day, in words.
func certificateEffect(c *register.Certificate, on register.Date) string {
	switch status := c.StatusOn(on); {
	case status == register.CertificateRevoked:
		return "revoked on " + register.DateInWords(c.Revoked.On)
	case status == register.CertificateUpcoming:
		return "upcoming, given on " + register.DateInWords(c.CertificationDate)
	case status == register.CertificateExpired:
		return "expired, its last day was " + register.DateInWords(c.Expiry)
	case c.Revoked != nil:
		return "current, revoked from " + register.DateInWords(c.Revoked.On) + " on"
	case c.Expiry.IsZero():
		return "current, without an expiry"
	}
	return "current until " + register.DateInWords(c.Expiry)
}
