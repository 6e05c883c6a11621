package website

import (
	"fmt"
	"slices"

	"opencec/tools/register"
)

// rowsPerPage is how many rows a list shows on one page: enough to scroll
// through, few enough for a phone on a slow line.
const rowsPerPage = 50

// A List is the rows of one page of a list.
type List[R any] struct {
	Rows  []R
	Pager Pager
}

// A Pager leads to the other pages of a list.
type Pager struct {
	Total       string // rows on all pages, in words
	First, Last string // numbers of the rows on this page, from 1
	Current     int    // number of this page, from 1
	Count       int    // number of pages
	Previous    string // address; "" on the first page
	Next        string // address; "" on the last page
	Steps       []Step // for few pages all of them, for many the ends and those near
}

// A Step is one link of a Pager. A Gap stands for pages left out.
type Step struct {
	Number  int
	Href    string
	Current bool
	Gap     bool
}

// pagePath returns what the address of page n of a list appends to that of the first page.
func pagePath(n int) string { return fmt.Sprintf("page/%d/", n) }

// paginate splits rows into pages of a list whose first page is at href. A list without rows has one
// page.
func paginate[R any](rows []R, href string) []List[R] {
	chunks := slices.Collect(slices.Chunk(rows, rowsPerPage))
	if len(chunks) == 0 {
		chunks = [][]R{nil}
	}
	address := func(n int) string {
		switch {
		case n < 1 || n > len(chunks):
			return ""
		case n == 1:
			return href
		}
		return href + pagePath(n)
	}
	lists := make([]List[R], len(chunks))
	for i, chunk := range chunks {
		n := i + 1
		lists[i] = List[R]{chunk, Pager{
			Total: register.FormatCount(len(rows)),
			First: register.FormatCount(min(i*rowsPerPage+1, len(rows))), Last: register.FormatCount(i*rowsPerPage + len(chunk)),
			Current: n, Count: len(chunks),
			Previous: address(n - 1), Next: address(n + 1),
			Steps: steps(n, len(chunks), address),
		}}
	}
	return lists
}

// steps returns links to the first and the last page, to the current one and its neighbours.
func steps(current, count int, address func(int) string) []Step {
	var list []Step
	last := 0
	for n := 1; n <= count; n++ {
		if n != 1 && n != count && (n < current-1 || n > current+1) {
			continue
		}
		if n > last+1 {
			list = append(list, Step{Gap: true})
		}
		list = append(list, Step{Number: n, Href: address(n), Current: n == current})
		last = n
	}
	return list
}
