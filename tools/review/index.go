package review

import "opencec/tools/register"

// An index finds records of the two states. Its keys begin with the kind's folder.
type index struct {
	formerBefore, formerAfter map[string]string // the id that a former id leads to
	known                     map[string]bool   // what is there after
	numbers                   map[string]string // the id of a certificate before, by body and number
	certificatesBefore        map[string][]*register.Certificate
	certificatesAfter         map[string][]*register.Certificate // of listings
}

func newIndex(before, after register.Records) index {
	x := index{
		formerBefore: formerIDs(&before), formerAfter: formerIDs(&after),
		known: map[string]bool{}, numbers: map[string]string{},
		certificatesBefore: before.Coverage(), certificatesAfter: after.Coverage(),
	}
	for rec := range after.All() {
		x.known[key(rec.RecordKind(), rec.RecordMeta().ID)] = true
	}
	for _, c := range before.Certificates {
		x.numbers[numberKey(c)] = c.ID
	}
	return x
}

// key names a record of any kind.
func key(k register.Kind, id string) string { return k.Folder + "/" + id }

// numberKey names a certificate as its body does.
func numberKey(c *register.Certificate) string {
	return c.CertifyingBody + "\x00" + register.ModelKey(c.Number)
}

func formerIDs(records *register.Records) map[string]string {
	former := map[string]string{}
	for rec := range records.All() {
		for _, id := range rec.FormerIDList() {
			former[key(rec.RecordKind(), id)] = rec.RecordMeta().ID
		}
	}
	return former
}
