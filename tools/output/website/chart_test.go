package website

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGridStep(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{1: 1, 4: 1, 5: 2, 8: 2, 9: 5, 20: 5, 21: 10, 26: 10, 221: 100, 1_532: 500, 99_999: 50_000, 400_001: 200_000} {
		if got := gridStep(n); got != want {
			t.Errorf("gridStep(%d) is %d, want %d", n, got, want)
		}
	}
}

// The axis begins at 0, and the highest column ends in the topmost step.
func TestGridLines(t *testing.T) {
	t.Parallel()
	for _, highest := range []int{1, 3, 7, 221, 1_532, 400_001} {
		chart := drawColumns("Things", []columnData{{"", quantities(highest)}})
		first, last := chart.Lines[0], chart.Lines[len(chart.Lines)-1]
		if first.Y != columnsTop || last.Y != columnsBase || last.Label != "0" {
			t.Errorf("%d: the axis is from %+v to %+v", highest, last, first)
		}
		if len(chart.Lines) > 1+maxGridSteps {
			t.Errorf("%d: %d lines", highest, len(chart.Lines))
		}
		y := number(t, chart.Columns[0].Parts[0].Y)
		if second := float64(chart.Lines[1].Y); y < columnsTop || y >= second {
			t.Errorf("%d: the column ends at %v, outside of the topmost step from %v to %d", highest, y, second, columnsTop)
		}
	}
}

func TestPercentText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		part, whole int
		want        string
	}{{0, 5, "0%"}, {1, 100_000, "under 1%"}, {1, 3, "33%"}, {99_999, 100_000, "99%"}, {7, 7, "100%"}} {
		if got := percentText(tt.part, tt.whole); got != tt.want {
			t.Errorf("%d of %d is %q, want %q", tt.part, tt.whole, got, tt.want)
		}
	}
}

// number reads "12.5%" and "12.5".
func number(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func quantities(counts ...int) []quantity {
	var parts []quantity
	for _, n := range counts {
		parts = append(parts, quantity{LegendEntry{"plain", "Things"}, n, strconv.Itoa(n)})
	}
	return parts
}

func TestDrawBars(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("W", 200)
	got := drawBars([]barData{
		{label: "Half", value: "50", parts: quantities(50), whole: 100},
		{label: long, value: "0%", parts: quantities(0), whole: 100, track: true},
		{label: "No scale", value: "0", parts: quantities(0, 0)},
	})
	want := &BarChart{Height: 3 * barRow, Rows: []BarRow{
		{Y: 0, Label: "Half", Short: "Half", Value: "50", Parts: []BarPart{{"plain", "0.00%", "50.00%", "50"}}},
		{Y: barRow, Label: long[:maxBarLabel-1] + "…", Short: long[:timelineLabel-1] + "…", Value: "0%", Track: true},
		{Y: 2 * barRow, Label: "No scale", Short: "No scale", Value: "0"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bars (-want +got):\n%s", diff)
	}
	if got := drawBars(nil); got != nil {
		t.Errorf("%v of no rows, want no picture", got)
	}
}

// Every part is visible, covers no other, and is inside the chart.
func TestBarPartsHaveRoom(t *testing.T) {
	t.Parallel()
	for _, counts := range [][]int{{100_000, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 100_000}, {1}, {3, 0, 4}, {16_667, 16_667, 16_667, 16_667, 16_666, 16_666}} {
		whole := 0
		for _, n := range counts {
			whole += n
		}
		end := 0.0
		for _, part := range (barData{parts: quantities(counts...), whole: whole}).draw() {
			x, width := number(t, part.X), number(t, part.Width)
			if width < minPartWidth {
				t.Errorf("%v: the part %s is %v%% wide", counts, part.Text, width)
			}
			if x < end-0.02 {
				t.Errorf("%v: the part %s begins at %v%%, before the end of the one before it, %v%%", counts, part.Text, x, end)
			}
			end = x + width
		}
		if end > 100.02 || end < 97 {
			t.Errorf("%v: the bar ends at %v%%, want the edge", counts, end)
		}
	}
}

func TestDrawColumns(t *testing.T) {
	t.Parallel()
	got := drawColumns("Things", []columnData{{"2025", quantities(1, 3)}, {"", quantities(0, 0)}})
	const x0, width = "0.00%", "10.25%" // a place for each of eight
	want := &ColumnChart{
		Height: columnsHeight, Base: columnsBase, Unit: "Things",
		Lines: []GridLine{{26, "4"}, {66, "3"}, {106, "2"}, {146, "1"}, {186, "0"}},
		Columns: []Column{{x0, width, []ColumnPart{
			{"plain", "146.0", "40.0", "1"},
			{"plain", "26.0", "120.0", "3"},
		}}},
		Labels: []Tick{{x0, "2025", "start"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if got := drawColumns("Things", []columnData{{"2025", quantities(0)}}); got != nil {
		t.Errorf("%v of empty columns, want no picture", got)
	}
}

// A label at the right edge is written to the left, so that it stays inside.
func TestColumnLabelsStayInside(t *testing.T) {
	t.Parallel()
	columns := make([]columnData, 36)
	for i := range columns {
		columns[i] = columnData{strconv.Itoa(i), quantities(i + 1)}
	}
	labels := drawColumns("Things", columns).Labels
	if last := labels[len(labels)-1]; last.Anchor != "end" || last.X != "100.00%" {
		t.Errorf("the last label is %+v", last)
	}
	if first := labels[0]; first.Anchor != "start" || first.X != "0.00%" {
		t.Errorf("the first label is %+v", first)
	}
}
