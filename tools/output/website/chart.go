package website

import (
	"strconv"

	"opencec/tools/register"
)

// A Figure is a picture of numbers, what it shows in a sentence, and the table
// behind it.
type Figure struct {
	ID          string // of its heading
	Title       string
	Finding     string // what is to be seen, in words
	Description string // of the picture, for those who do not see it
	Sample      bool   // sample data is counted too
	Legend      []LegendEntry
	Bars        *BarChart    // one of the two; neither where there is nothing to draw
	Columns     *ColumnChart // likewise
	Table       FigureTable
}

// A LegendEntry is a sort of thing that a picture counts. Its pattern tells it from
// the others, also where colours do not.
type LegendEntry struct {
	Pattern Pattern
	Name    string
}

// A Pattern is what fills a part of a picture, by the name that the style sheet and
// the layout chart-patterns.html have for it: that of a status, or one of these.
type Pattern string

const (
	patternPlain  Pattern = "plain"
	patternDots   Pattern = "dots"
	patternActive         = Pattern(register.StatusActive)

	patternPartial Pattern = "partial" // a frame around a column that is not whole
)

// IsColour reports whether the pattern is a plain colour or a line, which are the style
// sheet's.
func (p Pattern) IsColour() bool {
	return p == patternPlain || p == patternActive || p == patternPartial
}

// A FigureTable has the numbers of a picture.
type FigureTable struct {
	Head []string
	Rows []FigureRow
}

// A FigureRow is a row of a table: its heading, and a number in each column.
type FigureRow struct {
	Name  string
	Href  string // "" where it has no page
	Cells []FigureCell
}

// A FigureCell is a number with the address of what it counts; "" where there is none.
type FigureCell struct{ Text, Href string }

// Sizes in pixels. What is horizontal is in percent of the picture, so that
// letters keep their size at any width.
const (
	barRow        = 42  // from one bar to the next
	columnsTop    = 26  // where the highest column can begin, below what is counted
	columnsBase   = 186 // where all columns end
	columnsHeight = 210 // with the labels
)

const (
	maxBarLabel     = 56  // characters of a bar's label: what fits half a window
	minPartWidth    = 0.4 // percent of a bar's part that is there at all
	maxColumnLabels = 6
	maxGridSteps    = 4    // the most lines above the axis
	minColumns      = 8    // places for columns, so that one alone is no wall
	columnFill      = 0.82 // of its place that a column takes
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
	Track bool // the whole, of which the bar is a share, is drawn behind it
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
	whole        int // that the width of the picture stands for
	track        bool
}

// drawBars draws a bar for each row, in their order.
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

// draw places the parts one after the other, each wide enough to be seen. There
// is room for that: what all parts could need in excess is taken from the scale.
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
	Unit         string     // what the heights count: "certificates in a month"
	Lines        []GridLine // from the highest down to nothing
	Columns      []Column
	Partial      *Column // the frame of one that is not whole; nil for none
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

// drawColumns draws the columns from left to right; nil if all are empty. unit is
// what they count.
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

// frame puts a frame around the place of a column that is not whole, which is there also
// when the column is empty.
func (c *ColumnChart) frame(p partialColumn) *ColumnChart {
	if c == nil || p.name == "" {
		return c
	}
	place := 100 / float64(max(p.of, minColumns))
	part := ColumnPart{patternPartial, pixels(columnsTop), pixels(columnsBase - columnsTop), p.name}
	c.Partial = &Column{percent(float64(p.at) * place), percent(place * columnFill), []ColumnPart{part}}
	return c
}

// columnTick puts a label under a column, and at the right edge to its left.
func columnTick(x, place float64, label string) Tick {
	const margin = 12 // percent of a phone's width that a label needs
	if x > 100-margin {
		return Tick{percent(x + place), label, "end"}
	}
	return Tick{percent(x), label, "start"}
}

// stack puts the parts of a column on each other.
func stack(parts []quantity, top int) []ColumnPart {
	const lowest = 1.5 // pixels of a part that is there at all
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

// gridLines marks every step from the top down to nothing.
func gridLines(top, step int) []GridLine {
	var lines []GridLine
	for n := top; n >= 0; n -= step {
		lines = append(lines, GridLine{columnsBase - n*(columnsBase-columnsTop)/top, formatCount(n)})
	}
	return lines
}

// gridStep returns the distance of lines that reads well on an axis up to n: 1, 2, 5,
// 10, 20, 50, …, so that there are few lines and little room above the highest column.
func gridStep(n int) int {
	for power := 1; ; power *= 10 {
		for _, step := range []int{1, 2, 5} {
			if n <= maxGridSteps*step*power {
				return step * power
			}
		}
	}
}

// percentText writes a share in whole percent, so that "0%" is none and "100%"
// is all.
func percentText(part, whole int) string {
	p := part * 100 / whole
	if p == 0 && part > 0 {
		return "under 1%"
	}
	return strconv.Itoa(p) + "%"
}
