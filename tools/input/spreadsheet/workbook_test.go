package spreadsheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// newWorkbook makes a workbook with the header and, in its second row, the cells.
func newWorkbook(t testing.TB, change func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	set(t, f, "Sheet1", "A1", "Name", "Size", "Day")
	change(f)
	data, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

func set(t testing.TB, f *excelize.File, sheet, at string, cells ...any) {
	t.Helper()
	if err := f.SetSheetRow(sheet, at, &cells); err != nil {
		t.Fatal(err)
	}
}

func style(t testing.TB, f *excelize.File, cell, format string) {
	t.Helper()
	id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err == nil {
		err = f.SetCellStyle("Sheet1", cell, cell, id)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// describe writes a table as its rows, problems and notes.
func describe(table *Table, err error) string {
	if err != nil {
		return err.Error()
	}
	var parts []string
	for _, row := range table.Rows {
		if row.Problem != "" {
			parts = append(parts, fmt.Sprintf("%d: %s", row.Line, row.Problem))
			continue
		}
		parts = append(parts, fmt.Sprintf("%d: %s", row.Line, strings.Join(row.Cells, "|")))
	}
	return strings.Join(append(parts, table.Notes...), "\n")
}

func TestReadWorkbook(t *testing.T) {
	t.Parallel()
	day := time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name   string
		change func(f *excelize.File)
		want   string
	}{
		{"texts and numbers", func(f *excelize.File) { set(t, f, "Sheet1", "A2", "'=a", 10.720000000000001, "x") }, "2: =a|10.72|x"},
		{"numbers by value", func(f *excelize.File) {
			set(t, f, "Sheet1", "A2", 1234567, 4.999, true)
			style(t, f, "B2", "0")
		}, "2: 1234567|4.999|TRUE"},
		{"a unit in the format", func(f *excelize.File) {
			set(t, f, "Sheet1", "A2", "a", 5000, 0.5)
			style(t, f, "B2", `0.0" W"`)
			style(t, f, "C2", "0%")
		}, "2: a|5000 W|50 %"},
		{"dates", func(f *excelize.File) {
			set(t, f, "Sheet1", "A2", "a", day, day)
			style(t, f, "B2", "d/mm/yyyy")
			style(t, f, "C2", "[$-409]mmm d, yyyy;@")
		}, "2: a|2024-07-01|2024-07-01"},
		{"a date with a time", func(f *excelize.File) { set(t, f, "Sheet1", "A2", "a", 1, day.Add(14*time.Hour)) }, "2: a|1|2024-07-01 14:00:00"},
		{"dates of 1904", func(f *excelize.File) {
			yes := true
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
				t.Fatal(err)
			}
			set(t, f, "Sheet1", "A2", "a", 1, 44012)
			style(t, f, "C2", "yyyy-mm-dd")
		}, "2: a|1|2024-07-01"},
		{"a formula", func(f *excelize.File) {
			set(t, f, "Sheet1", "A2", "a", 7, "x")
			if err := f.SetCellFormula("Sheet1", "B2", "3+4"); err != nil {
				t.Fatal(err)
			}
		}, "2: a|7|x"},
		{"formulas without text", func(f *excelize.File) {
			set(t, f, "Sheet1", "A2", "a", 1, "x")
			set(t, f, "Sheet1", "A3", "", "", "")
			set(t, f, "Sheet1", "A4", " ")
			set(t, f, "Sheet1", "A5", "b", 1, "x")
		}, "2: a|1|x\n5: b|1|x"},
		{"a number that is too long", func(f *excelize.File) { set(t, f, "Sheet1", "A2", 1234567890123456789, 1, 2) },
			"2: cell A2 is the number 1234567890123456789, of which a workbook keeps 15 digits: format the column as text and write it again"},
		{"merged cells", func(f *excelize.File) {
			set(t, f, "Sheet1", "A2", "a", 1, "x")
			set(t, f, "Sheet1", "A3", nil, 2, "y")
			if err := f.MergeCell("Sheet1", "A2", "A3"); err != nil {
				t.Fatal(err)
			}
		}, "2: the cells A2:A3 are merged: write the value into each of them\n3: the cells A2:A3 are merged: write the value into each of them"},
		{"titles, blank rows and notes", func(f *excelize.File) {
			set(t, f, "Sheet1", "A1", "The list", nil, nil)
			set(t, f, "Sheet1", "A3", "Name", "Size", "Day")
			set(t, f, "Sheet1", "A5", "a", 1, "x")
			set(t, f, "Sheet1", "A6", "b", 2)
			set(t, f, "Sheet1", "A8", "The end")
		}, "5: a|1|x\n6: b|2|\nline 1 above the header is not read: \"The list\"\nline 8 below the table is not read: \"The end\""},
		{"the sheet with the header", func(f *excelize.File) {
			if _, err := f.NewSheet("Notes"); err != nil {
				t.Fatal(err)
			}
			set(t, f, "Notes", "A1", "Name of somebody")
			set(t, f, "Sheet1", "A2", "a", 1, "x")
		}, "2: a|1|x\nthe table is the sheet \"Sheet1\"; others are not read"},
		{"two sheets with the header", func(f *excelize.File) {
			if _, err := f.NewSheet("Copy"); err != nil {
				t.Fatal(err)
			}
			set(t, f, "Copy", "A1", "Name", "Size", "Day")
		}, `1: the sheets "Sheet1" and "Copy" may both be the table: keep one of them in the file`},
		{"cells beyond the header", func(f *excelize.File) { set(t, f, "Sheet1", "A2", "a", 1, "x", "y") }, "2: the row has 4 cells, and the header 3"},
		{"too many columns", func(f *excelize.File) { set(t, f, "Sheet1", "Z9", 1) }, "9: the row has 26 columns, and the most is 10"},
		{"too many rows", func(f *excelize.File) { set(t, f, "Sheet1", "A1048576", 1) },
			`50101: the sheet "Sheet1" has rows down to here, and the table may have 100: delete the rows below it`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := describe(Read(bytes.NewReader(newWorkbook(t, test.change)), nameSizeDay))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the table differs (-want +got):\n%s", diff)
			}
		})
	}
}

// Programs that do not compute formulas write them without a value.
func TestWorkbookFormulaNotComputed(t *testing.T) {
	t.Parallel()
	whole := newWorkbook(t, func(f *excelize.File) { set(t, f, "Sheet1", "A2", "a", 1, "x") })
	sheet := strings.Replace(part(t, whole, "xl/worksheets/sheet1.xml"), `<c r="B2"><v>1</v></c>`, `<c r="B2"><f>3+4</f><v></v></c>`, 1)
	got := describe(Read(bytes.NewReader(withParts(t, whole, map[string]string{"xl/worksheets/sheet1.xml": sheet})), nameSizeDay))
	const want = "2: cell B2 has a formula that was not computed: open the workbook in a spreadsheet and save it"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// If a spreadsheet took some texts for dates, it may have changed their order.
func TestWorkbookDatesAndTexts(t *testing.T) {
	t.Parallel()
	data := newWorkbook(t, func(f *excelize.File) {
		set(t, f, "Sheet1", "A2", "a", 1, time.Date(2024, 1, 7, 0, 0, 0, 0, time.UTC))
		set(t, f, "Sheet1", "A3", "b", 1, "13/08/2024")
	})
	table, err := Read(bytes.NewReader(data), nameSizeDay)
	if err != nil {
		t.Fatal(err)
	}
	_, _, problem := table.DateOrder(Column{Name: "Day", Index: 2})
	const want = `3: Day "13/08/2024" on line 3 is a text, and Day "2024-01-07" on line 2 is a date: where a spreadsheet reads only some of the dates, it mostly changes day and month of those; write all as YYYY-MM-DD`
	if problem == nil || problem.Error() != want {
		t.Errorf("got %v, want %s", problem, want)
	}
}

// An archive that is not a workbook, and a bomb, are refused at once.
func TestRefusedArchives(t *testing.T) {
	t.Parallel()
	bomb := func(parts int, size int) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for i := range parts {
			name := fmt.Sprintf("xl/worksheets/sheet%d.xml", i)
			if i == 0 {
				name = "xl/workbook.xml"
			}
			part, err := w.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := part.Write(make([]byte, size)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	whole := newWorkbook(t, func(f *excelize.File) { set(t, f, "Sheet1", "A2", "a", 1, "x") })
	// Many cells share one text that the file has once.
	long := strings.Repeat("a", 30_000)
	shared := newWorkbook(t, func(f *excelize.File) {
		for row := 2; row <= 2+maxText/len(long)/3; row++ {
			set(t, f, "Sheet1", fmt.Sprintf("A%d", row), long, long, long)
		}
	})
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"shared":  {shared, "1493: the workbook has more than 128 MiB of text in its cells"},
		"tags":    {withParts(t, whole, map[string]string{"xl/styles.xml": strings.Repeat("<a/>", maxTags+1)}), "1: the workbook has more than 4000000 cells and other parts"},
		"large":   {bomb(3, maxUnpacked/2), "1: the workbook is larger than 128 MiB unpacked"},
		"many":    {bomb(maxParts+1, 0), "1: the file is an archive of 1001 parts, and the most is 1000"},
		"no XML":  {bomb(1, 100), "1: the workbook cannot be opened: "},
		"cut":     {whole[:len(whole)/2], "1: the file begins like a workbook and is damaged, or was cut short: "},
		"no list": {[]byte("PK\x03\x04"), "1: the file begins like a workbook and is damaged, or was cut short: "},
	} {
		start := time.Now()
		_, err := Read(bytes.NewReader(test.data), nameSizeDay)
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
		if spent := time.Since(start); spent > 5*time.Second {
			t.Errorf("%s: took %v", name, spent)
		}
	}
}

// FuzzReadWorkbook puts any XML into the parts of a workbook. The archive format itself is tested by Go's
// library.
func FuzzReadWorkbook(f *testing.F) {
	whole := newWorkbook(f, func(file *excelize.File) {
		set(f, file, "Sheet1", "A2", "a", 1.5, time.Unix(0, 0))
		set(f, file, "Sheet1", "B4", true, "x")
		if err := file.MergeCell("Sheet1", "A2", "A3"); err != nil {
			f.Fatal(err)
		}
	})
	f.Add(part(f, whole, "xl/worksheets/sheet1.xml"), part(f, whole, "xl/sharedStrings.xml"), part(f, whole, "xl/styles.xml"))
	f.Add(`<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>Name</t></is></c><c t="str"><v>Day</v></c></row><row r="3"><c r="A3" t="e"><v>#REF!</v></c><c s="1"><v>45474</v></c></row></sheetData></worksheet>`,
		"", `<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>`)
	f.Fuzz(func(t *testing.T, sheet, texts, styles string) {
		checkAnyTable(t, withParts(t, whole, map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": texts, "xl/styles.xml": styles}))
	})
}

// part returns a part of a workbook.
func part(t testing.TB, workbook []byte, name string) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	content, err := fs.ReadFile(archive, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// withParts returns a workbook with other parts.
func withParts(t testing.TB, workbook []byte, parts map[string]string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, file := range archive.File {
		content, replaced := parts[file.Name]
		if !replaced {
			content = part(t, workbook, file.Name)
		}
		out, err := w.CreateHeader(&zip.FileHeader{Name: file.Name, Method: zip.Store})
		if err == nil {
			_, err = io.WriteString(out, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
