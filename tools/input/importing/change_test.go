package importing

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"opencec/tools/input/importing/importingtest"
	"opencec/tools/register"
)

func TestChangeString(t *testing.T) {
	t.Parallel()
	c := Change{ID: "acme/x-1", Name: "X-1", Fields: []FieldChange{
		{Field: "aliases", After: "x 1"},
		{Field: "periods", After: "from 2026-01-01"},
		{Field: "suspensions", Before: "from 2026-01-01", After: "2026-01-01 to 2026-02-01"},
		{Field: "expiry", After: "2027-01-01"},
		{Field: "expiry", Before: "2027-01-01", After: "2028-01-01"},
		{Field: "test_profiles", After: "A"},
		{Field: "listings", Before: "acme/x-1", After: "acme/x-2"},
		{Field: "brand", After: "Acme"},
		{Field: "brand", Before: "Acme", After: "Bolt"},
	}}
	want := `acme/x-1: is also spelled "x 1"; is listed again: from 2026-01-01; is suspended 2026-01-01 to 2026-02-01; now expires on 2027-01-01; ` +
		"expiry moved from 2027-01-01 to 2028-01-01; test_profiles gains A; listings changed from acme/x-1 to acme/x-2; brand is Acme; brand changed from Acme to Bolt"
	if got := c.String(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got := (Addition{ID: "acme/x-1", Name: "X-1"}).String(); got != "acme/x-1: X-1" {
		t.Errorf("an addition is %s", got)
	}
}

func TestPeriodText(t *testing.T) {
	t.Parallel()
	from := register.NewDate(2026, 1, 1)
	if got := PeriodText(register.Period{From: from}); got != "from 2026-01-01" {
		t.Error(got)
	}
	if got := PeriodText(register.Period{From: from, To: from.AddDays(1)}); got != "2026-01-01 to 2026-01-02" {
		t.Error(got)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	text := NewTextReport(&b)
	var entries []string
	for i := range 22 {
		entries = append(entries, fmt.Sprint("entry ", i))
	}
	line := func(s string) string { return s }
	Section(text, "Nothing", nil, line)
	Section(text, "One", entries[:1], line)
	Section(text, "Many", entries, line)
	text.Printf("%s and %s\n", register.CountOf(1, "row"), register.CountOf(1234567, "row"))
	if err := text.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "One (1):\n  entry 0\n\nMany (22):\n  " + strings.Join(entries[:20], "\n  ") + "\n  … and 2 more: --json has all\n\n1 row and 1,234,567 rows\n"
	if b.String() != want {
		t.Errorf("%s\nwant %s", b.String(), want)
	}
	broken := NewTextReport(importingtest.BrokenWriter{})
	broken.Printf("%s", strings.Repeat("long ", 10_000))
	broken.Printf("more")
	if err := broken.Flush(); !errors.Is(err, importingtest.ErrBroken) {
		t.Errorf("writing to what is broken gives %v", err)
	}
}
