package change

import (
	"strconv"
	"strings"

	"opencec/tools/register"
)

// Counts has the number of changes by kind and event type. It encodes as a JSON object.
type Counts map[register.Kind]map[EventType]int

// Count counts changes.
func Count(changes []Change) Counts {
	counts := Counts{}
	for _, c := range changes {
		of := counts[c.Kind]
		if of == nil {
			of = map[EventType]int{}
			counts[c.Kind] = of
		}
		for _, w := range c.Events {
			of[w]++
		}
	}
	return counts
}

// phrases are the words of a summary for event types whose own name does not fit.
var phrases = map[EventType]string{
	CertificateAdded:   "listings added",
	CertificateRemoved: "listings removed",
	Rewritten:          "written again",
}

func phrase(w EventType) string {
	if p := phrases[w]; p != "" {
		return p
	}
	return strings.ReplaceAll(string(w), "-", " ")
}

// summary counts changes by kind and event: 2 listings changed (expiry moved: 1,
// suspended: 1).
func summary(changes []Change) Sentence {
	byKind := map[register.Kind]map[EventType][]Change{}
	undeclared := map[register.Kind][]Change{}
	for _, c := range changes {
		of := byKind[c.Kind]
		if of == nil {
			of = map[EventType][]Change{}
			byKind[c.Kind] = of
		}
		if c.Undeclared {
			undeclared[c.Kind] = append(undeclared[c.Kind], c)
			continue
		}
		of[c.Events[0]] = append(of[c.Events[0]], c)
	}
	var parts []Sentence
	for _, k := range kinds() {
		if of := undeclared[k]; len(of) > 0 {
			parts = append(parts, numberOf(k, len(of)).add(" renamed, not declared"))
		}
		for _, m := range meanings {
			if of := byKind[k][m.what]; len(of) > 0 {
				parts = append(parts, numberOf(k, len(of)).add(" "+phrase(m.what)).add("%v", details(of)))
			}
		}
	}
	parts = append(parts, certifications(changes)...)
	if n := PastChanged(changes); n > 0 {
		parts = append(parts, say("changes the past: %v", digits(n)))
	}
	return joined(parts, "; ")
}

// numberOf formats a number of records: 1 listing, 2 listings.
func numberOf(k register.Kind, n int) Sentence {
	if k == Settings {
		return say("settings")
	}
	words := k.Plural()
	if n == 1 {
		words = k.Name()
	}
	return say("%v "+words, digits(n))
}

func digits(n int) nameText { return nameText(register.GroupDigits(strconv.Itoa(n))) }

// details counts the further events of records that existed before and after. For new and
// removed records they are not news.
func details(changes []Change) Sentence {
	if first := changes[0]; first.Is(Added) || first.Is(Removed) || first.Is(Merged) {
		return nil
	}
	numbers := map[EventType]int{}
	for _, c := range changes {
		for _, w := range c.Events[1:] {
			numbers[w]++
		}
	}
	var parts []Sentence
	for _, m := range meanings {
		if n := numbers[m.what]; n > 0 {
			parts = append(parts, say(phrase(m.what)+": %v", digits(n)))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return say(" (%v)", joined(parts, ", "))
}

// PastChanged returns how many changes alter statuses or values of past days.
func PastChanged(changes []Change) int {
	n := 0
	for _, c := range changes {
		if c.changesPast() {
			n++
		}
	}
	return n
}

func (c Change) changesPast() bool { return c.Outcome.ChangesPast() }

// certifications counts the listings that became certified or ceased to be, because of a
// certificate or because they have a new id that none covers.
func certifications(changes []Change) []Sentence {
	gained, lost := map[string]bool{}, map[string]bool{}
	for _, c := range changes {
		for _, e := range c.Effects {
			gained[e.Listing] = gained[e.Listing] || e.gained()
			lost[e.Listing] = lost[e.Listing] || e.lost()
		}
	}
	for _, c := range changes { // their effects concern two ids
		if c.Undeclared && c.Kind == register.Listings && c.Outcome != nil {
			e := c.Outcome.certified()
			delete(gained, c.FormerID)
			delete(lost, c.FormerID)
			gained[c.ID], lost[c.ID] = e.gained(), e.lost()
		}
	}
	var parts []Sentence
	if n := count(gained); n > 0 {
		parts = append(parts, numberOf(register.Listings, n).add(" now certified"))
	}
	if n := count(lost); n > 0 {
		parts = append(parts, numberOf(register.Listings, n).add(" no longer certified"))
	}
	return parts
}

func count(set map[string]bool) int {
	n := 0
	for _, in := range set {
		if in {
			n++
		}
	}
	return n
}
