package spreadsheet

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// nameSizeDay reads tables with the columns Name, Size and Day.
var nameSizeDay = Options{
	Known: func(header string) bool {
		return slices.Contains([]string{"name", "size", "day"}, strings.ToLower(strings.TrimSpace(header)))
	},
	Comments: true, MaxBytes: 64 << 20, MaxRows: 100, MaxColumns: 10,
}

func TestReadCSV(t *testing.T) {
	t.Parallel()
	const header = "Name,Size,Day\n"
	const saveAsText = `save it as "CSV UTF-8", which is another entry of Excel's list than "CSV", or as a workbook (.xlsx)`
	tests := []struct{ name, text, want string }{
		{"plain", header + "a,1,x\nb,2,y\n", "2: a|1|x\n3: b|2|y"},
		{"CRLF", header + "a,1,x\r\nb,2,y\r\n", "2: a|1|x\n3: b|2|y"},
		{"CR", "Name,Size,Day\ra,1,x\rb,2,y", "2: a|1|x\n3: b|2|y"},
		{"mixed", "Name,Size,Day\r\na,1,x\rb,2,y\n", "2: a|1|x\n3: b|2|y"},
		{"blank lines count", header + "\n,,\na,1,x\n", "4: a|1|x"},
		{"line breaks in cells", "Name,\"Size\",Day\n\"a\nb\",1,\"x\r\ny\"\n\"c\n\nd\",2,z\n", "2: a\nb|1|x\ny\n5: c\n\nd|2|z"},
		{"a long text in the first cell", header + "\"one, two\nthree, four\",1,x\nb,2,y\n", "2: one, two\nthree, four|1|x\n4: b|2|y"},
		{"an open quote", header + "a,\"1,x\nb,2,y\n", "2: " + problemOpenQuote + "\n3: b|2|y"},
		{"an open quote that another closes", header + "a,\"1,x\nb\",2,y\nc,3,z\n", "2: " + problemOpenQuote + "\n3: " + problemOpenQuote + "\n4: c|3|z"},
		{"two open quotes of a column", header + "a,\"1,x\nb,\"2,y\nc,3,z\n", "2: " + problemOpenQuote + "\n3: " + problemOpenQuote + "\n4: c|3|z"},
		{"a bare quote", header + "a \"b\",1,x\nb,2,y\n", "2: " + problemBareQuote + "\n3: b|2|y"},
		{"empty cells at the end", header + "a,1,x,,\nb,2\nc\nd,3,y,\n", "2: a|1|x\n3: b|2|\n4: c||\n5: d|3|y"},
		{"too many cells", header + "a,1,x,y\nb,2,y,,\n", "2: the row has 4 cells, and the header 3\n3: b|2|y"},
		{"cut short", header + "a,1,x\nb,2", "2: a|1|x\n3: the last line of the file has 2 cells, the header 3, and no line end: the file may have been cut short"},
		{"apostrophes", header + "'=a,'-1,'x\n'@b,2,'\n", "2: =a|-1|'x\n3: @b|2|'"},
		{"comments", "# no row\n" + header + "# , none\na,1,x\n", "4: a|1|x"},
		{"Ctrl-Z", header + "a,1,x\n\x1a", "2: a|1|x"},
		{"Ctrl-Z inside", header + "a\x1a,1,x\nb,2,y\n", "2: a\x1a|1|x\n3: b|2|y"},
		{"semicolons", "Name;Size;Day\na;1,5;x, y, z\n", "2: a|1,5|x, y, z"},
		{"semicolons below a title with commas", "List, made today, by us\nName;Size;Day\na;1,5;x\n", "3: a|1,5|x\nline 1 above the header is not read: \"List, made today, by us\""},
		{"sep=", "\"sep=|\"\nName|Size|Day\na|1|x\n", "3: a|1|x"},
		{"notes", header + "a,1,x\nb,2,y\nEnd of list\n\n,See there\n", "2: a|1|x\n3: b|2|y\nline 4 below the table is not read: \"End of list\"\nline 6 below the table is not read: \"See there\""},
		{"a row with few cells is no note", "Name,Size,Day,d,e,f,g,h\na,1,x,d,e,f,g,h\n\nb,2,y\n", "2: a|1|x|d|e|f|g|h\n4: b|2|y|||||"},
		{"a row that has lost its cells is no note", header + "a,1,x\nb,2,y\na,,\n", "2: a|1|x\n3: b|2|y\n4: a||"},
		{"a note among the rows is none", header + "a,1,x\nPage 2\nb,2,y\n", "2: a|1|x\n3: Page 2||\n4: b|2|y"},
		{"a header on each page", header + "a,1,x\n" + header + "b,2,y\n", "2: a|1|x\n4: b|2|y\nline 3 repeats the header"},
		{"another header", header + "a,1,x\nName,Day,Size\nb,y,2\n", "3: this line is another header than that on line 1: a file has one table"},
		{"rows above the header", "a,1,x\n" + header + "b,2,y\n", "1: this line is above the header, which is line 2, and looks like a row of the table: move the header above it"},
		{"bytes that are not UTF-8", header + "\u00e4,1,x\na\xff,2,y\n", "2: ä|1|x\n3: cell 1 has bytes that are not UTF-8: \"a?\""},
		{"Windows-1252", header + "Gr\xf6\xdfe,1,x\n", "2: the file has a letter that is not UTF-8, but probably Windows-1252, in which it reads \"Größe\": " + saveAsText},
		{"UTF-32", "\xff\xfe\x00\x00N\x00\x00\x00", "1: the file is in UTF-32: " + saveAsText},
		{"a long cell", header + strings.Repeat("x", maxCell+1) + ",1,x\n", "2: cell 1 has 32768 bytes, and the most is 32767"},
		{"too many columns", strings.Repeat("x,", 10) + "x\n", "1: the header has 11 columns, and the most is 10"},
		{"too many rows", header + strings.Repeat("a,1,x\n", 101), "102: the file has more than 100 rows"},
		{"empty", " \n,,\n", "1: the file is empty: a table begins with a line of column names"},
		{"no header", "x,y,z\na,1,x\n", "2: a|1|x"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := describe(Read(strings.NewReader(test.text), nameSizeDay))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the table differs (-want +got):\n%s", diff)
			}
		})
	}
	broken := errors.New("input/output error")
	if _, err := Read(iotest.ErrReader(broken), nameSizeDay); !errors.Is(err, broken) {
		t.Errorf("a file that cannot be read gives %v", err)
	}
	small := nameSizeDay
	small.MaxBytes = 1 << 20
	if _, err := Read(bytes.NewReader(make([]byte, 1<<20+1)), small); err == nil || err.Error() != "1: the file is larger than 1 MiB" {
		t.Errorf("a large file gives %v", err)
	}
}

// encodings are the forms that one text may have in a file.
var encodings = []func(string) []byte{
	func(s string) []byte { return []byte(s) },
	func(s string) []byte { return []byte("\ufeff" + s) },
	func(s string) []byte { return toUTF16("\ufeff"+s, binary.LittleEndian) },
	func(s string) []byte { return toUTF16("\ufeff"+s, binary.BigEndian) },
	func(s string) []byte { return toUTF16(s, binary.LittleEndian) },
}

func toUTF16(s string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, unit)
	}
	return b
}

// A table in any dialect is read as it was written.
func TestReadBack(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "Box", "7.5", "größe", "“x”", " ", "\"", "\"\"", "=", "#", "(AS 4777)", "😀", "É"}
	for range 3000 {
		separator := separators[random.IntN(len(separators))]
		cell := func() string {
			joint := []string{"", ",", ";", "\t", "|", "\n"}[random.IntN(6)] // a text that has separators and goes over lines may be two rows
			var words []string
			for range random.IntN(4) {
				words = append(words, parts[random.IntN(len(parts))])
			}
			return strings.Join(words, joint)
		}
		want := [][]string{{"Name", "Size", "Day", "Note"}}
		for i := range 1 + random.IntN(8) {
			want = append(want, []string{fmt.Sprint("row", i, " ", cell()), "1", cell(), cell() + "."})
		}
		var b strings.Builder
		w := csv.NewWriter(&b)
		w.Comma = separator
		if err := w.WriteAll(want); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(b.String(), "\n", []string{"\n", "\r\n", "\r"}[random.IntN(3)])
		data := encodings[random.IntN(len(encodings))](text)
		table, err := Read(bytes.NewReader(data), nameSizeDay)
		if err != nil {
			t.Fatalf("%v\n%q", err, text)
		}
		got := [][]string{table.Header.Cells}
		for _, row := range table.Rows {
			if row.Problem != "" {
				t.Fatalf("line %d: %s\n%q", row.Line, row.Problem, text)
			}
			got = append(got, row.Cells)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(table.Notes) > 1 {
			t.Fatalf("the table differs (-want +got):\n%s\nnotes %q\n%q", diff, table.Notes, text)
		}
	}
}

// checkAnyTable reads any data: a table keeps its shape, and line numbers increase.
func checkAnyTable(t *testing.T, data []byte) {
	table, err := Read(bytes.NewReader(data), nameSizeDay)
	if err != nil {
		var problem *Error
		if !errors.As(err, &problem) || problem.Line < 1 || problem.Reason == "" {
			t.Errorf("the error is %v", err)
		}
		return
	}
	last := table.Header.Line
	for _, row := range table.Rows {
		if row.Line <= last || (row.Problem == "") != (len(row.Cells) == len(table.Header.Cells)) {
			t.Errorf("a row after line %d is %+v", last, row)
		}
		last = row.Line
	}
	order, _, problem := table.DateOrder(Column{Name: "Day"})
	style, problem2 := table.Numbers(Column{Name: "Size"})
	for _, row := range table.Rows {
		if row.Problem == "" && problem == nil && problem2 == nil && len(row.Cells) > 0 {
			order.Date(row.Cells[0])
			style.Plain(row.Cells[0])
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("Name,Size,Day\na,1,13/08/2024\n"))
	f.Add([]byte("sep=;\r\nName;Size;Day\r\"a\nb\";1,5;x\x1a"))
	f.Add(toUTF16("Name\tSize\tDay\na\t1\tx\n", binary.LittleEndian))
	f.Add([]byte("Title\n\nName|Size|Day\n\"a|1|x\nb\"|2|y\n\nThe end"))
	f.Fuzz(func(t *testing.T, data []byte) { checkAnyTable(t, data) })
}
