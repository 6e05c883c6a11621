package scaffold

import (
	"slices"
	"testing"
)

// A column that is wrong in all its rows is one problem, at the first of them.
func TestGrouped(t *testing.T) {
	t.Parallel()
	comma := func(line int, cell string) RowError {
		return RowError{line, "bess.capacity", quoted(cell) + " has a comma", cell}
	}
	got := GroupByReason([]RowError{
		comma(5, "1,0"), comma(2, "5,0"), comma(3, "7,5"), comma(4, "8,5"), comma(7, "9,5"),
		{3, "from", `"x" is not a date`, "x"}, {9, "bess.max_power", `"5,0" has a comma`, "5,0"},
		{3, "to", "is required", ""}, {4, "to", "is required", ""}, lineError(8, "has 3 cells"),
	})
	want := []string{
		`2: bess.capacity: "5,0" has a comma (lines 3–5 and 7 as well)`, `3: from: "x" is not a date`,
		"3: to: is required (line 4 as well)", "8: has 3 cells", `9: bess.max_power: "5,0" has a comma`,
	}
	var texts []string
	for _, p := range got {
		texts = append(texts, p.Error())
	}
	if !slices.Equal(texts, want) {
		t.Errorf("got %q, want %q", texts, want)
	}
}

func TestLineRanges(t *testing.T) {
	t.Parallel()
	var many []int
	for i := range maxRanges + 1 {
		many = append(many, 2*i)
	}
	for _, test := range []struct {
		lines []int
		want  string
	}{
		{[]int{3}, "line 3"},
		{[]int{3, 4}, "lines 3–4"},
		{[]int{3, 5}, "lines 3 and 5"},
		{[]int{3, 4, 6, 8, 9, 10}, "lines 3–4, 6 and 8–10"},
		{many, "lines 0, 2, 4, 6, 8, 10, 12, 14, 16, 18 and others"},
	} {
		if got := lineRanges(test.lines); got != test.want {
			t.Errorf("%v is %q, want %q", test.lines, got, test.want)
		}
	}
}
