package website

import (
	"fmt"
	"strings"
	"testing"
)

func TestPaginate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rows, pages int
		last        string // "first–last of total" on the last page
	}{
		{0, 1, "0–0 of 0"}, {1, 1, "1–1 of 1"}, {50, 1, "1–50 of 50"}, {51, 2, "51–51 of 51"}, {100, 2, "51–100 of 100"}, {12_000, 240, "11,951–12,000 of 12,000"},
	} {
		rows := make([]int, tt.rows)
		for i := range rows {
			rows[i] = i
		}
		lists := paginate(rows, "/x/")
		if len(lists) != tt.pages {
			t.Errorf("%d rows: %d pages, want %d", tt.rows, len(lists), tt.pages)
			continue
		}
		next := 0
		for _, list := range lists {
			for _, row := range list.Rows {
				if row != next {
					t.Fatalf("%d rows: row %d where %d should be", tt.rows, row, next)
				}
				next++
			}
		}
		if next != tt.rows {
			t.Errorf("%d rows: %d on pages", tt.rows, next)
		}
		p := lists[len(lists)-1].Pager
		if got := fmt.Sprintf("%s–%s of %s", p.First, p.Last, p.Total); got != tt.last {
			t.Errorf("%d rows: last page has %s, want %s", tt.rows, got, tt.last)
		}
		if p.Next != "" || lists[0].Pager.Previous != "" {
			t.Errorf("%d rows: a page before the first or after the last", tt.rows)
		}
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		current, count int
		want           string
	}{
		{1, 1, "[1]"}, {1, 3, "[1] 2 3"}, {1, 9, "[1] 2 … 9"}, {5, 9, "1 … 4 [5] 6 … 9"}, {3, 9, "1 2 [3] 4 … 9"}, {9, 9, "1 … 8 [9]"},
	} {
		var words []string
		for _, s := range steps(tt.current, tt.count, pagePath) {
			switch {
			case s.Gap:
				words = append(words, "…")
			case s.Current:
				words = append(words, fmt.Sprintf("[%d]", s.Number))
			default:
				words = append(words, fmt.Sprint(s.Number))
			}
		}
		if got := strings.Join(words, " "); got != tt.want {
			t.Errorf("page %d of %d: %s, want %s", tt.current, tt.count, got, tt.want)
		}
	}
}
