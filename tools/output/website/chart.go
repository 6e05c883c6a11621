package website

import (
	"strconv"

	"opencec/tools/register"
)

// A Figure is a chart, its finding in a sentence, and the table of its numbers.
type Figure struct {
	ID          string // of its heading
	Title       string
	Finding     string // what the chart shows, in words
	Description string // of the chart, for people who do not see it
	Sample      bool   // the numbers include sample data
	Legend      []LegendEntry
	Bars        *BarChart    // nil if the chart has columns, or nothing to draw
	Columns     *ColumnChart // nil if the chart has bars, or nothing to draw
	Table       FigureTable
}

// A LegendEntry names a series of a chart. Series differ in their patterns, and not only in colour.
type LegendEntry struct {
	Pattern Pattern
	Name    string
}

// A Pattern fills a part of a chart. Its name, which the style sheet and the layout
// chart-patterns.html use too, is that of a status or one of these.
type Pattern string

const (
	patternPlain  Pattern = "plain"
	patternDots   Pattern = "dots"
	patternActive         = Pattern(register.StatusActive)

	patternPartial Pattern = "partial" // a frame around a column that is not whole
)

// IsColour reports whether the pattern is a plain colour or a line, which the style sheet draws.
func (p Pattern) IsColour() bool {
	return p == patternPlain || p == patternActive || p == patternPartial
}

// A FigureTable has the numbers of a chart.
type FigureTable struct {
	Head []string
	Rows []FigureRow
}

// A FigureRow is a row of a table: its heading, and a number in each column.
type FigureRow struct {
	Name  string
	Href  string // "" if it has no page
	Cells []FigureCell
}

// A FigureCell is a number with the address of a list of what it counts, or "".
type FigureCell struct{ Text, Href string }

// Vertical sizes in pixels. Horizontal sizes are in percent of the chart, so that letters keep
// their size at any width.
const (
	barRow        = 42  // from one bar to the next
	columnsTop    = 26  // upper end of the highest column, below the unit
	columnsBase   = 186 // lower end of all columns
	columnsHeight = 210 // height of the chart, with the labels
)

const (
	maxBarLabel     = 56  // characters of a bar's label: fits half a window
	minPartWidth    = 0.4 // percent, so that small parts are visible
	maxColumnLabels = 6
	maxGridSteps    = 4    // lines above the axis
	minColumns      = 8    // room for this many columns, so that a single one is not too wide
	columnFill      = 0.82 // share of its room that a column fills
)

// A BarChart is bars from left to right, one below the other.
type BarChart struct {
	Height int
	Rows   []BarRow
}

// A BarRow is a bar with its label and its number.
type BarRow struct {
	Y     int
	Label string
	Short string // the label where it is narrow
	Value string
	Track bool // a full-width track is drawn behind the bar, which is a share of it
	Parts []BarPart
}

// A BarPart is a part of a bar.
type BarPart struct {
	Pattern  Pattern
	X, Width string // "12.5%"
	Text     string
}

// A quantity is a number to be drawn.
type quantity struct {
	series LegendEntry
	count  int
	text   string // "12 listings"
}

// A barData is a bar before it is drawn.
type barData struct {
	label, value string
	parts        []quantity
	whole        int // the number that the full width stands for
	track        bool
}

// drawBars draws a bar for each row.
func drawBars(rows []barData) *BarChart {
	if len(rows) == 0 {
		return nil
	}
	chart := &BarChart{Height: len(rows) * barRow}
	for i, row := range rows {
		chart.Rows = append(chart.Rows, BarRow{
			Y: i * barRow, Label: shortenTo(maxBarLabel, row.label), Short: shorten(row.label), Value: row.value, Track: row.track, Parts: row.draw(),
		})
	}
	return chart
}

// draw places the parts one after the other, each at least minPartWidth wide. The scale leaves
// enough room for that.
func (row barData) draw() []BarPart {
	if row.whole == 0 {
		return nil
	}
	scale := (100 - minPartWidth*float64(len(row.parts)-1)) / float64(row.whole)
	var parts []BarPart
	x := 0.0
	for _, q := range row.parts {
		if q.count == 0 {
			continue
		}
		width := max(float64(q.count)*scale, minPartWidth)
		parts = append(parts, BarPart{q.series.Pattern, percent(x), percent(width), q.text})
		x += width
	}
	return parts
}

// A ColumnChart is columns over time.
type ColumnChart struct {
	Height, Base int
	Unit         string     // of the heights: "certificates in a month"
	Lines        []GridLine // from the highest down to 0
	Columns      []Column
	Partial      *Column // the frame of an incomplete column; nil for none
	Labels       []Tick
}

// A GridLine is a height with its number.
type GridLine struct {
	Y     int
	Label string
}

// A Column is the parts of one column.
type Column struct {
	X, Width string // "12.5%"
	Parts    []ColumnPart
}

// A ColumnPart is a part of a column.
type ColumnPart struct {
	Pattern   Pattern
	Y, Height string // in pixels
	Text      string
}

// A columnData is a column before it is drawn.
type columnData struct {
	label string // under it; "" for none
	parts []quantity
}

func (c columnData) total() int {
	sum := 0
	for _, q := range c.parts {
		sum += q.count
	}
	return sum
}

// drawColumns draws the columns from left to right. It returns nil if all are empty.
func drawColumns(unit string, columns []columnData) *ColumnChart {
	highest := 0
	for _, c := range columns {
		highest = max(highest, c.total())
	}
	if highest == 0 {
		return nil
	}
	step := gridStep(highest)
	top := (highest + step - 1) / step * step
	chart := &ColumnChart{Height: columnsHeight, Base: columnsBase, Unit: unit, Lines: gridLines(top, step)}
	place := 100 / float64(max(len(columns), minColumns))
	for i, c := range columns {
		x := float64(i) * place
		if c.label != "" {
			chart.Labels = append(chart.Labels, columnTick(x, place, c.label))
		}
		if c.total() > 0 {
			chart.Columns = append(chart.Columns, Column{percent(x), percent(place * columnFill), stack(c.parts, top)})
		}
	}
	return chart
}

// frame draws a frame around an incomplete column, even if the column is empty.
func (c *ColumnChart) frame(p partialColumn) *ColumnChart {
	if c == nil || p.name == "" {
		return c
	}
	place := 100 / float64(max(p.of, minColumns))
	part := ColumnPart{patternPartial, pixels(columnsTop), pixels(columnsBase - columnsTop), p.name}
	c.Partial = &Column{percent(float64(p.at) * place), percent(place * columnFill), []ColumnPart{part}}
	return c
}

// columnTick puts a label under a column. Near the right edge the label extends to the left.
func columnTick(x, place float64, label string) Tick {
	const margin = 12 // percent of a phone's width that a label needs
	if x > 100-margin {
		return Tick{percent(x + place), label, "end"}
	}
	return Tick{percent(x), label, "start"}
}

// stack places the parts of a column above each other.
func stack(parts []quantity, top int) []ColumnPart {
	const lowest = 1.5 // pixels, so that small parts are visible
	y := float64(columnsBase)
	var stacked []ColumnPart
	for _, q := range parts {
		if q.count == 0 {
			continue
		}
		height := max(float64(q.count)/float64(top)*(columnsBase-columnsTop), lowest)
		y -= height
		stacked = append(stacked, ColumnPart{q.series.Pattern, pixels(y), pixels(height), q.text})
	}
	return stacked
}

func pixels(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// gridLines returns a line for every step from top down to 0.
func gridLines(top, step int) []GridLine {
	var lines []GridLine
	for n := top; n >= 0; n -= step {
		lines = append(lines, GridLine{columnsBase - n*(columnsBase-columnsTop)/top, register.FormatCount(n)})
	}
	return lines
}

// gridStep returns a round distance of lines for an axis up to n: 1, 2, 5, 10, 20, 50, …, so that
// there are few lines and little room above the highest column.
func gridStep(n int) int {
	for power := 1; ; power *= 10 {
		for _, step := range []int{1, 2, 5} {
			if n <= maxGridSteps*step*power {
				return step * power
			}
		}
	}
}

// percentText writes a share in whole percent, rounded down, so that only all is "100%". A share
// below 1% is "under 1%", so that only none is "0%".
func percentText(part, whole int) string {
	p := part * 100 / whole
	if p == 0 && part > 0 {
		return "under 1%"
	}
	return strconv.Itoa(p) + "%"
}
