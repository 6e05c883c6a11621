package review

import (
	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// An index looks up records of the two states.
type index struct {
	formerBefore, formerAfter map[register.Ref]string // current ids by former id
	known                     map[register.Ref]bool   // records that exist after the change
	numbers                   map[string]string       // ids of certificates before the change, by body and number
	certificatesBefore        map[string][]*register.Certificate
	certificatesAfter         map[string][]*register.Certificate // by listing
}

func newIndex(before, after register.Records) index {
	x := index{
		formerBefore: formerIDs(&before), formerAfter: formerIDs(&after),
		known: map[register.Ref]bool{}, numbers: map[string]string{},
		certificatesBefore: before.Coverage(), certificatesAfter: after.Coverage(),
	}
	for rec := range after.All() {
		x.known[register.RefOf(rec)] = true
	}
	for _, c := range before.Certificates {
		x.numbers[numberKey(c)] = c.ID
	}
	return x
}

// numberKey identifies a certificate by its body and number.
func numberKey(c *register.Certificate) string {
	return c.CertifyingBody + "\x00" + spelling.ModelKey(c.Number)
}

func formerIDs(records *register.Records) map[register.Ref]string {
	former := map[register.Ref]string{}
	for rec := range records.All() {
		for _, id := range rec.FormerIDList() {
			former[rec.RecordKind().Ref(id)] = rec.RecordMeta().ID
		}
	}
	return former
}
