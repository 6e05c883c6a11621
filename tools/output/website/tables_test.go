package website

import (
	"slices"
	"testing"

	"golang.org/x/net/html"
)

// Screen readers announce the row and the column of every cell.
func TestTablesHaveHeaders(t *testing.T) {
	t.Parallel()
	tables := 0
	for address, root := range parsePages(t, testSite(t)) {
		for table := range root.Descendants() {
			if !isElement(table, "table") {
				continue
			}
			tables++
			checkColumnHeaders(t, address, table)
			checkRowHeaders(t, address, table)
		}
	}
	if tables == 0 {
		t.Error("the site has no table")
	}
}

// A table of a written page is called by the heading above it and by its columns.
func TestWrittenTablesHaveNames(t *testing.T) {
	t.Parallel()
	names := map[string][]string{}
	for address, root := range parsePages(t, testSite(t)) {
		for n := range root.Descendants() {
			if isElement(n, "div") && attribute(n, "role") == "group" {
				names[address] = append(names[address], attribute(n, "aria-label"))
			}
		}
	}
	for address, want := range map[string]string{
		"/api/":                          "Without a key: static files: Address, Gives",
		"/api-reference/":                "Operators: Operator, Means",
		"/guides/run-your-own-register/": "6. A look of its own: In the folder, Does",
		"/guides/suspend-delist-extend/": "What you need: What happens, What to write",
	} {
		if !slices.Contains(names[address], want) {
			t.Errorf("%s has the tables %q, want %q", address, names[address], want)
		}
	}
}

func isElement(n *html.Node, name string) bool { return n.Type == html.ElementNode && n.Data == name }

func checkColumnHeaders(t *testing.T, address string, table *html.Node) {
	t.Helper()
	columns := 0
	for n := range table.Descendants() {
		if isElement(n, "th") && attribute(n, "scope") == "col" {
			columns++
		}
	}
	if columns == 0 {
		t.Errorf("%s: a table has no headers of columns", address)
	}
}

// checkRowHeaders checks that the first cell of each row in a body is a header.
func checkRowHeaders(t *testing.T, address string, table *html.Node) {
	t.Helper()
	for row := range table.Descendants() {
		if !isElement(row, "tr") || !isElement(row.Parent, "tbody") {
			continue
		}
		first := row.FirstChild
		for first != nil && first.Type != html.ElementNode {
			first = first.NextSibling
		}
		if first == nil || first.Data != "th" || attribute(first, "scope") == "" {
			t.Errorf("%s: a row does not begin with its header", address)
			return
		}
	}
}
