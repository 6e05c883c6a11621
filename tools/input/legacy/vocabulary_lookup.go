package legacy

import (
	"regexp"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// A vocabularyIndex holds the records that rows refer to by name: entity types, device
// classes and test profiles, by kind and folded name.
type vocabularyIndex map[register.Kind]map[string]register.Record

// indexVocabulary indexes records. An id takes precedence over another record's name, and
// that over another record's short name.
func indexVocabulary(records *register.Records) vocabularyIndex {
	w := vocabularyIndex{register.EntityTypes: {}, register.DeviceClasses: {}, register.TestProfiles: {}}
	for nth := range 3 {
		for rec := range records.All() {
			if names := namesOf(rec); nth < len(names) {
				w.add(rec, names[nth])
			}
		}
	}
	return w
}

// namesOf returns the names of a record, the most reliable first, and nothing for kinds that
// are not vocabularies.
func namesOf(rec register.Record) []string {
	switch rec := rec.(type) {
	case *register.EntityType:
		return []string{rec.ID, rec.Name}
	case *register.DeviceClass:
		return []string{rec.ID, rec.Name, rec.ShortName}
	case *register.TestProfile:
		return []string{rec.ID, rec.Name}
	}
	return nil
}

func (w vocabularyIndex) add(rec register.Record, name string) {
	known, folded := w[rec.RecordKind()], spelling.Fold(name)
	if folded != "" && known[folded] == nil {
		known[folded] = rec
	}
}

func (w vocabularyIndex) find(kind register.Kind, name string) register.Record {
	return w[kind][spelling.Fold(name)]
}

// lookUp finds the record for a name: one that is held or already made, or one of the
// vocabulary, which is then copied. It returns nil if there is none.
func (p *planner) lookUp(kind register.Kind, name string) (register.Record, error) {
	if rec := p.known.find(kind, name); rec != nil {
		return rec, nil
	}
	if p.offered == nil {
		tree, err := p.vocabulary()
		if err != nil {
			return nil, err
		}
		p.offered = indexVocabulary(&tree.Records)
	}
	rec := p.offered.find(kind, name)
	if rec == nil || !p.ids.Reserve(kind, rec.RecordMeta().ID, rec.RecordName()) {
		return nil, nil
	}
	return rec, p.copyFromVocabulary(rec)
}

// copyFromVocabulary drafts a record of the vocabulary with its file's content, and the
// records that it refers to.
func (p *planner) copyFromVocabulary(rec register.Record) error {
	tree, err := p.vocabulary()
	if err != nil {
		return err
	}
	p.add(rec).File = tree.File(pathOf(rec))
	p.addKnown(rec)
	profile, ok := rec.(*register.TestProfile)
	if !ok {
		return nil
	}
	for _, id := range profile.ReplacedBy {
		if _, err := p.lookUp(register.TestProfiles, id); err != nil {
			return err
		}
	}
	return nil
}

// addKnown indexes a record that is new to the folder.
func (p *planner) addKnown(rec register.Record) {
	for _, name := range namesOf(rec) {
		p.known.add(rec, name)
	}
	if class, ok := rec.(*register.DeviceClass); ok {
		p.classes[class.ID] = class
	}
}

var nonAlphanumeric = regexp.MustCompile(`[^A-Za-z0-9]+`)

// codeID makes an id of letters and digits as they are written: "FCC Part 15" becomes
// FCC-Part-15. If that loses what distinguishes the name, the id is spelled out or uses a
// digest.
func codeID(name, word string) string {
	code := strings.Trim(nonAlphanumeric.ReplaceAllString(name, "-"), "-")
	for _, id := range []string{code, importing.Segment(name, word)} {
		if register.CheckID(register.TestProfiles, id) == nil && spelling.Fold(id) == spelling.Fold(name) {
			return id
		}
	}
	return word + "-" + importing.Digest(name)
}

// wordID makes an id of lower-case letters, digits and underscores: "Max power" becomes
// max_power. If that is not an id, word is put before it; if it loses what distinguishes the
// name, it ends with a digest.
func wordID(name, word string) string {
	id := strings.ReplaceAll(spelling.Slug(name), "-", "_")
	if spelling.Fold(id) != spelling.Fold(name) {
		return word + "_" + importing.Digest(name)
	}
	for _, id := range []string{id, word + "_" + id} {
		if register.CheckID(register.DeviceClasses, id) == nil {
			return id
		}
	}
	return word + "_" + importing.Digest(name)
}
