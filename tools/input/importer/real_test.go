package importer

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing/importingtest"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// listsVariable names a folder with the regulator's published lists in DATE/approved-KIND.csv. They are not
// part of the project.
const listsVariable = "OPENCEC_TEST_LISTS"

// The real lists, oldest first, compared with a count that shares no code with the importer: products,
// windows and equal rows by plain comparison of cells.
func TestRealLists(t *testing.T) {
	t.Parallel()
	folder := os.Getenv(listsVariable)
	if folder == "" {
		t.Skipf("set %s to a folder with DATE/approved-*.csv to test with real lists", listsVariable)
	}
	dates, err := filepath.Glob(filepath.Join(folder, "????-??-??"))
	if err != nil || len(dates) == 0 {
		t.Fatalf("%s=%s has no folders named by dates: %v", listsVariable, folder, err)
	}
	slices.Sort(dates)
	dir := t.TempDir()
	opts := Options{Vocabulary: vocabulary, On: today, Read: []source.Option{source.WithCache(t.TempDir())}}
	products := map[string]bool{} // of all dates
	for _, date := range dates {
		opts.Date = day(filepath.Base(date))
		lists, paths := readReal(t, date)
		report, err := Import(context.Background(), dir, lists, opts)
		if err != nil {
			t.Fatal(err)
		}
		checkAccount(t, report)
		for i, l := range report.Lists {
			counted := countReal(t, paths[i], l.Kind, products)
			if l.Unreadable != 0 || l.Conflicts != 0 || l.Rows != counted.rows || l.Periods != counted.windows {
				t.Errorf("%s: %d rows, %d unreadable, %d conflicts, %d periods; counted %+v", paths[i], l.Rows, l.Unreadable, l.Conflicts, l.Periods, counted)
			}
		}
		tree := importingtest.CheckFolder(t, dir, today, opts.Read...)
		for i, l := range report.Lists {
			compareReal(t, paths[i], l.Kind, &tree.Records)
		}
		if len(tree.Records.Listings) != len(products) {
			t.Errorf("%s: %d listings, counted %d", date, len(tree.Records.Listings), len(products))
		}
		held := 0
		for _, l := range tree.Records.Listings {
			held += len(l.Periods)
		}
		t.Logf("%s: %d manufacturers, %d listings, %d periods; %d added, %d changed, %d unchanged, %d absent", filepath.Base(date),
			len(tree.Records.Manufacturers), len(tree.Records.Listings), held,
			len(report.ListingsAdded), len(report.ListingsChanged), report.Unchanged, len(report.Absent))

		before := importingtest.ReadFolder(t, os.DirFS(dir))
		again, err := Import(context.Background(), dir, lists, opts)
		if err != nil || again.Changes() != 0 || len(again.Absent) != len(report.Absent) {
			t.Errorf("%s again makes %d changes: %v", date, again.Changes(), err)
		}
		if !cmp.Equal(before, importingtest.ReadFolder(t, os.DirFS(dir))) {
			t.Errorf("%s again changes files", date)
		}
	}
}

func readReal(t *testing.T, date string) (lists []*List, paths []string) {
	t.Helper()
	for _, kind := range Kinds() {
		path := filepath.Join(date, fmt.Sprintf("approved-%s.csv", kind))
		f, err := os.Open(path)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		list, err := ReadList(kind, f, path)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		lists, paths = append(lists, list), append(paths, path)
	}
	return lists, paths
}

type realCount struct{ rows, windows int }

// countReal counts the rows of a list, and its approvals: the first days of each product. It adds the
// products to those of all lists.
func countReal(t *testing.T, path string, kind Kind, products map[string]bool) realCount {
	t.Helper()
	table := readTable(t, path)
	manufacturer, model, from, to := realColumns(table)
	windows := map[string]map[[2]string]bool{}
	for _, row := range table[1:] {
		product := string(kind) + "|" + spelling.Fold(row[manufacturer]) + "|" + strings.ToLower(strings.ReplaceAll(row[model], " ", ""))
		products[product] = true
		if windows[product] == nil {
			windows[product] = map[[2]string]bool{}
		}
		windows[product][[2]string{sortable(row[from]), sortable(row[to])}] = true
	}
	counted := realCount{rows: len(table) - 1}
	for _, ws := range windows {
		starts := map[string]bool{}
		for w := range ws {
			starts[w[0]] = true
		}
		counted.windows += len(starts)
	}
	return counted
}

// realFigures are the columns with figures, by a part of their header.
var realFigures = map[Kind]map[string]string{
	Inverters: {"power": "max_power"},
	Batteries: {"nominal": "capacity", "usable": "usable_capacity"},
}

// compareReal looks up every row of a list in the register: on the first, the middle and the last of its
// days the product is active and has the row's figures.
func compareReal(t *testing.T, path string, kind Kind, records *register.Records) {
	t.Helper()
	table := readTable(t, path)
	manufacturer, model, from, to := realColumns(table)
	listings := map[string]*register.Listing{}
	manufacturers := map[string]string{}
	for _, m := range records.Manufacturers {
		for _, name := range append([]string{m.Name}, m.Aliases...) {
			manufacturers[name] = m.ID
		}
	}
	class := kind.DeviceClass()
	for _, l := range records.Listings {
		if _, ok := l.DeviceClasses[class]; !ok {
			continue
		}
		for _, name := range append([]string{l.Model}, l.Aliases...) {
			listings[l.Manufacturer+"|"+name] = l
		}
	}
	compared, differences := 0, 0
	for i, row := range table[1:] {
		l := listings[manufacturers[strings.TrimSpace(row[manufacturer])]+"|"+strings.Join(strings.Fields(row[model]), " ")]
		if l == nil {
			t.Errorf("%s: row %d: no listing for %q", path, i+2, row[model])
			continue
		}
		first, last := realDay(row[from]), realDay(row[to])
		for _, on := range []register.Date{first, first.AddDays(first.DaysUntil(last) / 2), last} {
			compared++
			wrong := l.StatusOn(on) != register.StatusActive
			for header, id := range realFigures[kind] {
				figure, _ := strconv.ParseFloat(row[realColumn(table, header)], 64)
				value, _ := l.DeviceClassesOn(on)[class][id].Number()
				wrong = wrong || figure != value
			}
			if wrong {
				differences++
				t.Errorf("%s: row %d: %s is %s with %v on %s", path, i+2, l.ID, l.StatusOn(on), l.DeviceClassesOn(on), on)
			}
		}
	}
	t.Logf("%s: %d rows, %d days compared, %d differences", path, len(table)-1, compared, differences)
}

func readTable(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// realColumns returns the indexes of the manufacturer, the model and the two dates.
func realColumns(table [][]string) (manufacturer, model, from, to int) {
	manufacturer = realColumn(table, "certificate holder")
	if manufacturer < 0 {
		manufacturer = realColumn(table, "manufacturer")
	}
	return manufacturer, realColumn(table, "model"), realColumn(table, "appro"), realColumn(table, "expiry")
}

// realColumn returns the index of the column whose header contains the part, or -1.
func realColumn(table [][]string, part string) int {
	return slices.IndexFunc(table[0], func(h string) bool { return strings.Contains(strings.ToLower(h), part) })
}

// realDay reads d/mm/yyyy.
func realDay(date string) register.Date {
	text := sortable(date)
	return day(text[:4] + "-" + text[4:6] + "-" + text[6:])
}

// sortable turns d/mm/yyyy into yyyymmdd.
func sortable(date string) string {
	var d, m, y int
	fmt.Sscanf(date, "%d/%d/%d", &d, &m, &y)
	return fmt.Sprintf("%04d%02d%02d", y, m, d)
}

// A workbook of a real list, with dates and numbers as a spreadsheet stores them, is read like the list.
func TestRealListsAsWorkbooks(t *testing.T) {
	t.Parallel()
	folder := os.Getenv(listsVariable)
	if folder == "" {
		t.Skipf("set %s to a folder with DATE/approved-*.csv to test with real lists", listsVariable)
	}
	dates, _ := filepath.Glob(filepath.Join(folder, "????-??-??")) // the pattern is good
	for _, date := range dates {
		lists, paths := readReal(t, date)
		for i, list := range lists {
			again, err := ReadList(list.Kind, bytes.NewReader(asWorkbook(t, paths[i])), list.Name)
			if err != nil {
				t.Fatal(err)
			}
			if diff := compare(list.Rows, again.Rows); diff != "" || len(again.Unreadable) > 0 {
				t.Errorf("%s differs as a workbook (-CSV +workbook):\n%s\nunreadable %v", paths[i], diff, again.Unreadable)
			}
		}
	}
}

// asWorkbook makes a workbook from a CSV file, with dates for d/mm/yyyy and numbers for digits.
func asWorkbook(t *testing.T, path string) []byte {
	t.Helper()
	table := readTable(t, path)
	book := excelize.NewFile()
	defer book.Close()
	for i, cells := range table {
		row := make([]any, len(cells))
		for j, cell := range cells {
			row[j] = cell
			if at, err := time.Parse("2/01/2006", cell); err == nil {
				row[j] = at
			} else if number, err := strconv.ParseFloat(cell, 64); err == nil && strings.Contains(table[0][j], "(kW") {
				row[j] = number
			}
		}
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
