package journal_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"opencec/tools/history/change"
	"opencec/tools/history/journal"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// Damage is refused, and said where it is.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	good := write(t, chronicle(t, querytest.SampleHistory()))
	lines := strings.SplitAfter(good.changes, "\n")
	revisions := strings.SplitAfter(good.revisions, "\n")
	var first int // how many lines the first revision has
	for strings.HasPrefix(lines[first], `{"seq":1,`) {
		first++
	}
	join := func(parts ...[]string) (text string) {
		for _, p := range parts {
			text += strings.Join(p, "")
		}
		return text
	}
	inRevisions := func(old, new string) written {
		return written{strings.Replace(good.revisions, old, new, 1), good.changes}
	}
	inChanges := func(old, new string) written {
		return written{good.revisions, strings.Replace(good.changes, old, new, 1)}
	}
	for name, test := range map[string]struct {
		files written
		want  string
	}{
		"a line less":             {written{good.revisions, join(lines[:2], lines[3:])}, `read the changes: line \d+: revision 1 has \d+ lines up to here, and \d+ according to the revisions`},
		"a line twice":            {written{good.revisions, join(lines[:3], lines[2:])}, `read the changes: line \d+: revision 1 has \d+ lines up to here, and \d+ according to the revisions`},
		"the last line missing":   {written{good.revisions, join(lines[:len(lines)-2])}, `read the changes: at the end: revision 12 has 1 lines up to here, and 2 according to the revisions`},
		"no changes":              {written{good.revisions, ""}, `read the changes: at the end: revision 1 has 0 lines up to here`},
		"out of order":            {written{good.revisions, join(lines[first:], lines[:first])}, `read the changes: line 1: revision 1 has 0 lines up to here`},
		"an older line":           {written{good.revisions, join(lines[:first+1], lines[:1], lines[first+1:])}, `read the changes: line \d+: it is of revision 1, after one of revision 2; there are 12 revisions`},
		"more than the revisions": {written{join(revisions[:11]), good.changes}, `read the changes: line \d+: it is of revision 12, after one of revision 11; there are 11 revisions`},
		"cut short":               {written{good.revisions, good.changes[:len(good.changes)-9]}, `read the changes: line \d+: the last line has no end: the file is not whole`},
		"an empty line":           {written{good.revisions, "\n" + good.changes}, `read the changes: line 1: unexpected end of JSON input`},
		"no what":                 {inChanges(`"what":["added"]`, `"waht":["added"]`), `read the changes: line 1: what is empty: a change has at least one word for what happened`},
		"no such kind":            {inChanges(`"kind":"settings"`, `"kind":"setting"`), `read the changes: line 1: "setting" is not a kind of record`},
		"settings with an id":     {inChanges(`"id":null`, `"id":"x"`), `read the changes: line 1: the settings have no id`},
		"an id that is none":      {inChanges(`"id":"client"`, `"id":"../x"`), `read the changes: line \d+: the id "../x" of a`},
		"of no revision":          {inChanges(`{"seq":1,`, `{"seq":0,`), `read the changes: line 1: it is of revision 0, after one of revision 0; there are 12 revisions`},
		"another commit":          {inChanges(`"commit":"1111`, `"commit":"2222`), `read the changes: line 1: it is of the commit "2222\w*", and revision 1 of "1111\w*"`},

		"a revision less":         {written{join(revisions[:3], revisions[4:]), good.changes}, `read the revisions: line 4: it is revision 5, and revision 4 is missing before it, or it is there twice`},
		"a revision twice":        {written{join(revisions[:3], revisions[2:]), good.changes}, `read the revisions: line 4: it is revision 3, and revision 4`},
		"a revision cut short":    {written{good.revisions[:len(good.revisions)-4], good.changes}, `read the revisions: line 12: the last line has no end`},
		"a revision's field":      {inRevisions(`"changes":`, `"chnages":`), `read the revisions: line 1: json: unknown field "chnages"`},
		"two values":              {inRevisions("}\n", "}{}\n"), `read the revisions: line 1: there is more than one JSON value`},
		"no list":                 {inRevisions(`"unchanged":[]`, `"unchanged":null`), `read the revisions: line 1: changes is a number from 0 on, and unchanged a list of commits`},
		"earlier":                 {inRevisions(`"time":"2026-02-10`, `"time":"2025-02-10`), `read the revisions: line 2: its time is before that of the revision before it`},
		"no commit in the middle": {inRevisions(`"commit":"2222222222222222222222222222222222222222"`, `"commit":""`), `read the revisions: line 3: the revision before it has no commit: only the newest may be without`},
	} {
		_, err := test.files.open(t)
		if err == nil || !regexp.MustCompile("^"+test.want).MatchString(err.Error()) {
			t.Errorf("%s: the error is\n\t%v\nwant\n\t%s", name, err, test.want)
		}
	}
}

func TestOpenStops(t *testing.T) {
	t.Parallel()
	files := write(t, chronicle(t, querytest.SampleHistory()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := journal.Open(ctx, strings.NewReader(files.revisions), strings.NewReader(files.changes), int64(len(files.changes))); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if err := chronicle(t, querytest.SampleHistory()).WriteChanges(ctx, new(strings.Builder)); !errors.Is(err, context.Canceled) {
		t.Errorf("writing: error %v", err)
	}
}

// A file that fails, or has become shorter, is an error when a line is read.
func TestReadErrors(t *testing.T) {
	t.Parallel()
	files := write(t, chronicle(t, querytest.SampleHistory()))
	shrinking := &shrinking{strings.NewReader(files.changes), false}
	j, err := journal.Open(t.Context(), strings.NewReader(files.revisions), shrinking, int64(len(files.changes)))
	if err != nil {
		t.Fatal(err)
	}
	shrinking.gone = true
	if text, err := j.AppendText([]byte("x"), 3); !errors.Is(err, errGone) || string(text) != "x" || !strings.Contains(err.Error(), "line 4 of the changes") {
		t.Errorf("%q, error %v", text, err)
	}
	if _, err := j.Line(3); !errors.Is(err, errGone) {
		t.Errorf("error %v", err)
	}
	if _, err := j.Records(t.Context(), new(register.Records), 11); !errors.Is(err, errGone) {
		t.Errorf("error %v", err)
	}
	if _, _, err := j.Publishable(t.Context(), new(register.Records), 11); !errors.Is(err, errGone) {
		t.Errorf("error %v", err)
	}
}

var errGone = errors.New("gone")

type shrinking struct {
	*strings.Reader
	gone bool
}

func (s *shrinking) ReadAt(p []byte, off int64) (int, error) {
	if s.gone {
		return 0, errGone
	}
	return s.Reader.ReadAt(p, off)
}

// Whatever is read is refused or can be asked.
func FuzzOpen(f *testing.F) {
	c := chronicle(f, querytest.SampleHistory())
	for i, l := range c.Lines {
		if i%7 > 0 && l.FormerID == "" && l.MovedTo == "" && l.Unreadable == "" {
			continue
		}
		l.Revision, c.Revisions[0].Changes = c.Revisions[0].Revision, 1
		files := write(f, &journal.Contents{Revisions: c.Revisions[:1], Lines: []change.Line{l}})
		f.Add(files.revisions, files.changes)
	}
	f.Fuzz(func(t *testing.T, revisions, changes string) {
		j, err := written{revisions, changes}.open(t)
		if err != nil {
			return
		}
		if all := j.Find(journal.Filter{UpTo: j.Newest()}); len(all) != j.Len() {
			t.Errorf("%d of %d lines are of revisions", len(all), j.Len())
		}
		for place := range j.Len() {
			e := j.Entry(place)
			l, err := j.Line(place)
			if err != nil {
				return // it is no line, which is found when it is read
			}
			if l.Seq != e.Seq || l.Kind != e.Kind || l.ID != e.ID {
				t.Errorf("line %d: %+v; entry %+v", place+1, l.Change, e)
			}
			if e.ID != "" && len(j.Find(journal.Filter{UpTo: e.Seq, Record: &register.Ref{Kind: e.Kind, ID: e.ID}})) == 0 {
				t.Errorf("line %d is not of its record", place+1)
			}
		}
		if _, err := j.Records(t.Context(), new(register.Records), 0); err != nil {
			t.Error(err)
		}
	})
}

// In a long file, which is read in parts, damage is said to be where it is.
func TestOpenLongFile(t *testing.T) {
	t.Parallel()
	files := write(t, chronicle(t, long(1_500)))
	if len(files.changes) < 2<<20 {
		t.Fatalf("%d bytes are not long", len(files.changes))
	}
	if _, err := files.open(t); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(files.changes, "\n")
	at := len(lines) - 20
	lines[at] = "x" + lines[at]
	damaged := written{files.revisions, strings.Join(lines, "")}
	want := fmt.Sprintf("read the changes: line %d: invalid character 'x'", at+1)
	if _, err := damaged.open(t); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("the error is %v, want %s", err, want)
	}
}
