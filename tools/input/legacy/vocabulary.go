package legacy

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

func pathOf(rec register.Record) string {
	return source.PathOf(rec.RecordKind(), rec.RecordMeta().ID)
}

// planEntityTypes finds or makes the entity type of every row.
func (p *planner) planEntityTypes() error {
	for i, row := range p.db.EntityTypes {
		ref := rowRef{entityTypes, i, keyOf(row.ID)}
		err := p.planVocabularyRow(ref, row.ID, register.EntityTypes, row.Name, row.Description, func(name, description string) register.Record {
			id := p.ids.Take(register.EntityTypes, "", name, importing.Segment(name, "type"))
			return &register.EntityType{Meta: register.Meta{ID: id}, Name: name, Description: description}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// planDeviceClasses finds or makes the device class of every row. planAttributes adds the
// attributes.
func (p *planner) planDeviceClasses() error {
	for i, row := range p.db.DeviceClasses {
		ref := rowRef{deviceClasses, i, keyOf(row.ID)}
		err := p.planVocabularyRow(ref, row.ID, register.DeviceClasses, row.Name, row.Description, func(name, description string) register.Record {
			class := &register.DeviceClass{Name: name, Description: description}
			class.ID = p.ids.Take(register.DeviceClasses, "", name, classID(name), "class_"+importing.Digest(name))
			return class
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// classID makes an id for a device class. The rules reserve some words for query fields.
func classID(name string) string {
	id := wordID(name, "class")
	alone := register.Records{DeviceClasses: []*register.DeviceClass{{Meta: register.Meta{ID: id}, Name: name}}}
	if len(alone.Check(register.Date{}, nil)) > 0 {
		return "class_" + id
	}
	return id
}

// planVocabularyRow finds or makes the record for a row of a vocabulary.
func (p *planner) planVocabularyRow(row rowRef, id int64, kind register.Kind, name, description string, fresh func(name, description string) register.Record) error {
	name, ok := p.name(row, "name", name)
	if !ok {
		p.outcomes.set(row, unreadable)
		return nil
	}
	description = p.paragraph(row, "description", description)
	rec, err := p.lookUp(kind, name)
	if err != nil {
		return err
	}
	outcome := taken
	if rec == nil {
		rec = fresh(name, description)
		p.add(rec, row)
		p.addKnown(rec)
	} else if p.alreadyMade(row.table, rec.RecordMeta().ID) {
		outcome = duplicate
	}
	p.outcomes.set(row, outcome)
	p.made[row.table][id] = rec.RecordMeta().ID
	p.reportOtherWording(kind, rec.RecordMeta().ID, "description", description, descriptionOf(rec), rec.RecordName())
	return nil
}

// alreadyMade reports whether an earlier row of the table became that record.
func (p *planner) alreadyMade(table, record string) bool {
	for _, made := range p.made[table] {
		if made == record {
			return true
		}
	}
	return false
}

func descriptionOf(rec register.Record) string {
	switch rec := rec.(type) {
	case *register.EntityType:
		return rec.Description
	case *register.DeviceClass:
		return rec.Description
	}
	return ""
}

// reportOtherWording reports a description that differs from the register's, which stays. A
// description that only repeats the name is ignored.
func (p *planner) reportOtherWording(kind register.Kind, id, field, read, held, name string) {
	if read != "" && oneLine(read) != oneLine(held) && spelling.Fold(read) != spelling.Fold(name) {
		p.report.OtherWordings = append(p.report.OtherWordings, OtherWording{kind.Name(), id, field, importing.Printable(oneLine(read)), importing.Printable(oneLine(held))})
	}
}

// name returns a column that names something, in one line. If it cannot, it reports that, and
// ok is false.
func (p *planner) name(row rowRef, column, text string) (name string, ok bool) {
	name, err := importing.Line(text)
	if err == nil {
		err = importing.CheckName(name)
	}
	if err == nil {
		err = importing.CheckScripts(name)
	}
	if err != nil {
		p.outcomes.report(row, unreadable, Finding{Column: column, Value: text, Reason: err.Error()})
	}
	return name, err == nil
}

// oneLine writes a text in one line.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// maxText is the most characters of a text, as in the schemas.
const maxText = 4000

// paragraph returns a text in the form of a record. It reports a text that cannot be one, and
// leaves it out.
func (p *planner) paragraph(row rowRef, column, text string) string {
	clean, err := cleanText(text)
	if err != nil {
		p.outcomes.report(row, unreadable, Finding{Column: column, Value: text, Reason: err.Error()})
	}
	return clean
}

// cleanText returns a text without invisible characters, and with white space reduced to
// single spaces and line ends.
func cleanText(text string) (string, error) {
	text, err := importing.Paragraph(text)
	if err != nil {
		return "", err
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, oneLine(line))
	}
	text = strings.TrimSpace(strings.Join(lines, "\n"))
	control := func(r rune) bool { return r != '\n' && unicode.IsControl(r) }
	if i := strings.IndexFunc(text, control); i >= 0 {
		r, _ := utf8.DecodeRuneInString(text[i:])
		return "", fmt.Errorf("has the control character %U", r)
	}
	if n := utf8.RuneCountInString(text); n > maxText {
		return "", fmt.Errorf("has %s, and the most is %s", register.CountOf(n, "character"), register.FormatCount(maxText))
	}
	return text, nil
}
