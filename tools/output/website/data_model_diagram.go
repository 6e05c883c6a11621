package website

import (
	"cmp"
	"fmt"
	"slices"
)

// A Diagram draws kinds of records as boxes of their fields, with a line from each
// field that names other records to the box of those. Kinds that refer to others
// are on the left, those that are only referred to on the right; lines within a
// side go around outside.
type Diagram struct {
	Width, Height int
	Boxes         []DiagramBox
	Lines         []DiagramLine
}

// A DiagramBox is a kind of record.
type DiagramBox struct {
	X, Y, Width, Height int
	Name                string
	Href                string
	Fields              []DiagramField
}

// A DiagramField is a field in its box.
type DiagramField struct {
	Y        int // of its text
	Name     string
	Type     string
	Required bool
	Refers   bool
}

// A DiagramLine leads from a field to a box.
type DiagramLine struct {
	Path string // of SVG
	Many bool   // the field names several records
	X, Y int    // where it begins
	Text string
}

// Sizes of the diagram in pixels of its own.
const (
	boxWidth    = 272
	boxHead     = 36
	boxField    = 21
	boxFoot     = 8
	boxGap      = 22
	boxesApart  = 120 // between the two sides
	diagramSide = 46  // room for the lines that go around
	laneApart   = 12  // between lines that go around
	arrow       = 9   // length of the head of a line
)

// drawDiagram places the kinds: on the left in their order, on the right by the height of
// the fields that refer to them.
func drawDiagram(entities []Entity) *Diagram {
	d := &Diagram{Width: 2*diagramSide + 2*boxWidth + boxesApart}
	var left, right []Entity
	for _, e := range entities {
		if refersToOthers(e) {
			left = append(left, e)
		} else {
			right = append(right, e)
		}
	}
	d.column(left, diagramSide)
	order := d.firstMentions(left)
	slices.SortStableFunc(right, func(a, b Entity) int { return cmp.Compare(order["#"+a.Anchor], order["#"+b.Anchor]) })
	d.column(right, diagramSide+boxWidth+boxesApart)
	d.connect(append(slices.Clone(left), right...), len(left))
	return d
}

// refersToOthers reports whether an entity names records of another kind.
func refersToOthers(e Entity) bool {
	return slices.ContainsFunc(e.Fields, func(f FieldRow) bool { return f.RefersTo.Href != "" && f.RefersTo.Href != "#"+e.Anchor })
}

// column puts boxes below each other.
func (d *Diagram) column(entities []Entity, x int) {
	y := boxGap / 2
	for _, e := range entities {
		box := DiagramBox{X: x, Y: y, Width: boxWidth, Name: e.Name, Href: "#" + e.Anchor}
		at := y + boxHead
		for _, f := range e.Fields {
			if !f.top {
				continue
			}
			box.Fields = append(box.Fields, DiagramField{at + boxField*2/3, f.Name, diagramType(f), f.Required, f.RefersTo.Href != ""})
			at += boxField
		}
		box.Height = at + boxFoot - y
		d.Boxes = append(d.Boxes, box)
		y += box.Height + boxGap
	}
	d.Height = max(d.Height, y)
}

// diagramType returns the type of a field in a word or two.
func diagramType(f FieldRow) string {
	if f.RefersTo.Text != "" {
		return f.multiplicity()
	}
	return f.Type
}

// firstMentions returns, by the anchor of a box, the height of the first field that refers
// to it.
func (d *Diagram) firstMentions(entities []Entity) map[string]int {
	order := map[string]int{}
	for i, e := range entities {
		for j, f := range topFields(e) {
			if _, seen := order[f.RefersTo.Href]; !seen {
				order[f.RefersTo.Href] = d.Boxes[i].Fields[j].Y
			}
		}
	}
	return order
}

func topFields(e Entity) []FieldRow {
	return slices.DeleteFunc(slices.Clone(e.Fields), func(f FieldRow) bool { return !f.top })
}

// connect draws the lines. The first lefts entities are on the left.
func (d *Diagram) connect(entities []Entity, lefts int) {
	at := map[string]int{}
	arrivals := map[int]int{} // lines that end at a box so far
	around := [2]int{}        // lines that go around so far, on each side
	for i, e := range entities {
		at["#"+e.Anchor] = i
	}
	for i, e := range entities {
		for j, f := range topFields(e) {
			to, found := at[f.RefersTo.Href]
			if !found {
				continue
			}
			line := DiagramLine{
				Y: d.Boxes[i].Fields[j].Y - 4, Many: f.multiplicity() == "one or more" || f.multiplicity() == "any number",
				Text: fmt.Sprintf("%s, %s: %s of %s", e.Name, f.Name, f.multiplicity(), f.RefersTo.Text),
			}
			end := d.Boxes[to].Y + boxHead/3 + arrivals[to]*boxHead/5
			arrivals[to]++
			switch {
			case i < lefts && to >= lefts:
				d.across(&line, d.Boxes[i], d.Boxes[to], end)
			case i < lefts:
				around[0]++
				d.goAround(&line, d.Boxes[i].X, d.Boxes[i].X-around[0]*laneApart-arrow, end, 1)
			default:
				around[1]++
				edge := d.Boxes[i].X + boxWidth
				d.goAround(&line, edge, edge+around[1]*laneApart+arrow, end, -1)
			}
			d.Lines = append(d.Lines, line)
		}
	}
}

// across returns a curve from the right edge of a box to the left edge of another.
func (d *Diagram) across(line *DiagramLine, from, to DiagramBox, end int) {
	line.X = from.X + from.Width
	middle := (line.X + to.X) / 2
	line.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %dH%d", line.X, line.Y, middle, line.Y, middle, end, to.X-arrow, end, to.X)
}

// goAround returns a line from an edge out to a lane, along it, and back to the same edge of
// another box or of the same.
func (d *Diagram) goAround(line *DiagramLine, edge, lane, end, inward int) {
	const bend = 6
	down := bend
	if end < line.Y {
		down = -bend
	}
	line.X = edge
	line.Path = fmt.Sprintf("M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d",
		edge, line.Y, lane+inward*bend, lane, line.Y, lane, line.Y+down,
		end-down, lane, end, lane+inward*bend, end, edge)
}
