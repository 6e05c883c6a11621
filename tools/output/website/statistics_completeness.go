package website

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"opencec/tools/register"
)

// meaningfulIfAbsent are fields that a listing leaves out because there is nothing to say, not because
// nobody knows. Their absence is not a gap.
var meaningfulIfAbsent = []string{"aliases", "white_labels", "mixed_scripts", "suspensions", "delisted", "withdrawn", "not_in_list", "notes", "sample", "former_ids"}

// clientFields are the fields that only clients have, by register.RuleClient, and those that describe
// the hardware of a client.
var clientFields = []string{"deployment", "certificate_type", "devices", "hardware"}

// A fieldCount counts the listings that have a field.
type fieldCount struct {
	*register.Field
	client   bool
	given    int
	possible int
}

// completenessFields returns the fields of a listing whose absence is a gap. New fields of
// register.Listing are included automatically.
func completenessFields() []fieldCount {
	var fields []fieldCount
	for _, f := range register.FieldsOf(reflect.TypeFor[register.Listing]()) {
		if !slices.Contains(meaningfulIfAbsent, f.Stored) {
			fields = append(fields, fieldCount{Field: f, client: slices.Contains(clientFields, f.Stored)})
		}
	}
	return fields
}

func (f *fieldCount) count(l *register.Listing) {
	if f.client && l.EntityType != register.EntityClient {
		return
	}
	f.possible++
	if !isEmpty(f.Of(reflect.ValueOf(l).Elem())) {
		f.given++
	}
}

func isEmpty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Map {
		return v.Len() == 0
	}
	return v.IsZero()
}

// A completeness is the share of records that have a field, of those that could have it.
type completeness struct {
	name, href      string
	given, possible int
	among           string // "client"
}

// byCompleteness orders the least complete first, since readers look for gaps. Fields that no record
// could have are last.
func byCompleteness(a, b completeness) int {
	if a.possible == 0 || b.possible == 0 {
		return cmp.Or(cmp.Compare(b.possible, a.possible), cmp.Compare(a.name, b.name))
	}
	return cmp.Or(cmp.Compare(a.given*b.possible, b.given*a.possible), cmp.Compare(a.name, b.name))
}

func (c *Catalogue) fieldsFigure(t *census) *Figure {
	shares := make([]completeness, 0, len(t.fields))
	for _, f := range t.fields {
		among := "listing"
		if f.client {
			among = "client"
		}
		shares = append(shares, completeness{f.Stored, c.Href(dataModelPath) + "#" + fieldAnchor(register.Listings.Schema(), f.Stored), f.given, f.possible, among})
	}
	f := completenessFigure("field", shares)
	f.ID, f.Title, f.Sample = "fields", "How complete listings are, by field", t.sample > 0
	f.Description = "Bars, one for each field, from the one that is given least often. A full bar is all listings that can have the field; some are for clients only."
	return f
}

func (c *Catalogue) attributesFigure(t *census) *Figure {
	var shares []completeness
	for _, class := range c.register.DeviceClasses {
		for _, a := range class.Attributes {
			shares = append(shares, completeness{
				c.classNames[class.ID] + ": " + a.Name, c.recordHref(register.DeviceClasses, class.ID),
				t.attributes[attributeKey{class.ID, a.ID}], t.ofClass[class.ID], "listing",
			})
		}
	}
	f := completenessFigure("attribute", shares)
	f.ID, f.Title, f.Sample = "attributes", "How complete listings are, by attribute of their device class", t.sample > 0
	f.Description = "Bars, one for each attribute, from the one that is given least often. A full bar is all listings of the device class."
	return f
}

// completenessFigure draws the least complete fields, and lists all in its table.
func completenessFigure(noun string, shares []completeness) *Figure {
	slices.SortFunc(shares, byCompleteness)
	f := &Figure{Table: FigureTable{Head: []string{capitalise(noun), "Given", "Of", "Share"}}}
	series := LegendEntry{patternPlain, "Given"}
	var bars []barData
	full, could := 0, 0
	for _, s := range shares {
		text := "–"
		if s.possible > 0 {
			text = percentText(s.given, s.possible)
			could++
			if len(bars) < barsShown {
				parts := []quantity{{series, s.given, fmt.Sprintf("%s: %s of %s", s.name, register.FormatCount(s.given), register.FormatCount(s.possible))}}
				bars = append(bars, barData{s.name, text, parts, s.possible, true})
			}
		}
		if s.possible > 0 && s.given == s.possible {
			full++
		}
		f.Table.Rows = append(f.Table.Rows, FigureRow{s.name, s.href, []FigureCell{{Text: register.FormatCount(s.given)}, {Text: register.FormatCount(s.possible)}, {Text: text}}})
	}
	f.Bars = drawBars(bars)
	f.Finding = completenessFinding(noun, shares, full, could)
	if could > len(bars) {
		f.Finding += fmt.Sprintf(" The picture has the %d that are given least often; the table has all.", len(bars))
	}
	return f
}

func completenessFinding(noun string, shares []completeness, full, could int) string {
	if could == 0 {
		return fmt.Sprintf("No listing can give any %s yet.", noun)
	}
	if full == could {
		return fmt.Sprintf("Every %s is given by all listings that can have it.", noun)
	}
	least := shares[0]
	finding := fmt.Sprintf("Given least often: %s, by %s of %s.", least.name, register.FormatCount(least.given), register.CountOf(least.possible, least.among))
	if full == 0 {
		return finding + fmt.Sprintf(" No %s is given by all listings that can have it.", noun)
	}
	return finding + fmt.Sprintf(" All listings that can have them give %s of %s.", register.FormatCount(full), register.CountOf(could, noun))
}
