package scaffold

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A RowError is a problem of a cell, a row, or the header.
type RowError struct {
	Line   int
	Column string // the name of the field; "" for the row as a whole
	Reason string
	Cell   string // the cell, which Reason may repeat
}

func lineError(line int, reason string) RowError { return RowError{Line: line, Reason: reason} }

// Error returns line, column and reason.
func (e RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("%d: %s", e.Line, e.Reason)
	}
	return fmt.Sprintf("%d: %s: %s", e.Line, e.Column, e.Reason)
}

// GroupByReason returns problems in the order of their lines, with one problem for all lines
// of a column that share a reason: a column is mostly wrong in all its rows.
func GroupByReason(problems []RowError) []RowError {
	sorted := slices.Clone(problems)
	slices.SortStableFunc(sorted, func(a, b RowError) int { return cmp.Compare(a.Line, b.Line) })
	var groups []RowError
	at := map[RowError]int{}
	also := map[int][]int{} // lines, by group
	for _, p := range sorted {
		key := p.groupKey()
		if i, seen := at[key]; seen {
			also[i] = append(also[i], p.Line)
			continue
		}
		at[key] = len(groups)
		groups = append(groups, p)
	}
	for i := range groups {
		if len(also[i]) > 0 {
			groups[i].Reason += " (" + lineRanges(also[i]) + " as well)"
		}
	}
	return groups
}

// groupKey is equal for problems of a column that have one reason, whatever the cell is.
// Problems of the header, and of whole rows, have no column.
func (e RowError) groupKey() RowError {
	reason := e.Reason
	if e.Cell != "" {
		reason = strings.ReplaceAll(reason, quoted(e.Cell), "\x00")
	}
	return RowError{Column: e.Column, Reason: reason}
}

// maxRanges is the most ranges of lines in a message.
const maxRanges = 10

// lineRanges writes sorted lines as ranges: "lines 3–13, 15 and 17".
func lineRanges(lines []int) string {
	var ranges []string
	for i := 0; i < len(lines); {
		last := i
		for last+1 < len(lines) && lines[last+1] == lines[last]+1 {
			last++
		}
		text := fmt.Sprint(lines[i])
		if last > i {
			text += fmt.Sprintf("–%d", lines[last])
		}
		ranges = append(ranges, text)
		i = last + 1
	}
	noun := "lines "
	if len(lines) == 1 {
		noun = "line "
	}
	if more := len(ranges) - maxRanges; more > 0 {
		return noun + strings.Join(ranges[:maxRanges], ", ") + " and others"
	}
	head, last := ranges[:len(ranges)-1], ranges[len(ranges)-1]
	if len(head) == 0 {
		return noun + last
	}
	return noun + strings.Join(head, ", ") + " and " + last
}
