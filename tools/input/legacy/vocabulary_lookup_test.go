package legacy

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/input/importing"
	"opencec/tools/input/importing/importingtest"
	"opencec/tools/register"
)

func TestIDsOfWords(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, code, word string }{
		{"12", "12", "x_12"},
		{"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae_7dec_11d0_a765_00a0c91e6bf6"},
		{"FCC Part 15", "FCC-Part-15", "fcc_part_15"},
		{"../../etc/passwd", "etc-passwd", "etc_passwd"},
		{"Prüfung", "prufung", "prufung"},
		{"試験 1", "x-" + importing.Digest("試験 1"), "x_" + importing.Digest("試験 1")},
		{"index", "x-" + importing.Digest("index"), "x_index"},
	}
	for _, test := range tests {
		got := []string{codeID(test.name, "x"), wordID(test.name, "x")}
		if diff := cmp.Diff([]string{test.code, test.word}, got); diff != "" {
			t.Errorf("ids of %q differ (-want +got):\n%s", test.name, diff)
		}
	}
}

// Whatever a name is, its ids are ids, which is also to say names of files that stay
// in the folder, and other names have other ones.
func FuzzIDs(f *testing.F) {
	for _, name := range []string{"12", "FCC Part 15", "../../etc/passwd", "index", "PAGE", "試験", strings.Repeat("long ", 50), "a\x00b", "-", "ß", "\xff"} {
		f.Add(name, name+"!")
	}
	f.Fuzz(func(t *testing.T, name, other string) {
		line, err := importing.Line(name)
		if err != nil || importing.CheckName(line) != nil {
			return
		}
		if err := register.CheckID(register.TestProfiles, codeID(line, "profile")); err != nil {
			t.Errorf("code of %q: %v", line, err)
		}
		if err := register.CheckID(register.DeviceClasses, wordID(line, "class")); err != nil {
			t.Errorf("word of %q: %v", line, err)
		}
		if err := register.CheckID(register.DeviceClasses, classID(line)); err != nil {
			t.Errorf("class of %q: %v", line, err)
		}
		if err := register.CheckID(register.Manufacturers, importing.Segment(line, "manufacturer")); err != nil {
			t.Errorf("segment of %q: %v", line, err)
		}
	})
}

func TestCleanText(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want, wantErr string }{
		{"", "", ""},
		{" One\tline ", "One line", ""},
		{"Two\r\nlines\n\n  and a \u200bthird\u202e\n", "Two\nlines\n\nand a third", ""},
		{"a\x00", "", "has the control character U+0000"},
		{"\xff", "", "is not UTF-8: write it in that encoding"},
		{strings.Repeat("é", maxText), strings.Repeat("é", maxText), ""},
		{strings.Repeat("é", maxText+1), "", "has 4,001 characters, and the most is 4,000"},
	}
	for _, test := range tests {
		got, err := cleanText(test.in)
		gotErr := ""
		if err != nil {
			gotErr = err.Error()
		}
		if got != test.want || gotErr != test.wantErr {
			t.Errorf("cleanText(%.20q) = %.20q, %q; want %.20q, %q", test.in, got, gotErr, test.want, test.wantErr)
		}
	}
}

func TestWordsOf(t *testing.T) {
	t.Parallel()
	battery := &register.DeviceClass{Meta: register.Meta{ID: "bess"}, Name: "Battery energy storage", ShortName: "Inverter"}
	inverter := &register.DeviceClass{Meta: register.Meta{ID: "inverter"}, Name: "BESS"}
	w := indexVocabulary(&register.Records{DeviceClasses: []*register.DeviceClass{battery, inverter}})
	for name, want := range map[string]register.Record{
		"Bess": battery, "INVERTER": inverter, "battery-energy storage": battery, "evse": nil,
	} {
		if got := w.find(register.DeviceClasses, name); got != want {
			t.Errorf("%q is %v, want %v", name, got, want)
		}
	}
}

// A profile that has been replaced brings those that replace it.
func TestTakeOverReplaced(t *testing.T) {
	t.Parallel()
	db := oneListing()
	db.Certificates[0].TestProfiles = []string{"S"}
	dir := t.TempDir()
	importDatabase(t, dir, db, Options{})
	var got []string
	for _, p := range importingtest.CheckFolder(t, dir, today(nil)).Records.TestProfiles {
		got = append(got, p.ID)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"S", "S-G", "S-L"}, got); diff != "" {
		t.Errorf("test profiles differ (-want +got):\n%s", diff)
	}
}
