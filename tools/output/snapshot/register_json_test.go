package snapshot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"

	"opencec/tools/history/journal"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

var byValue = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b register.Date) bool { return a == b }),
	cmp.Comparer(func(a, b register.Value) bool { return a == b }),
}

// golden returns a file of the golden build.
func golden(t testing.TB, name string) []byte {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "build.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		if f.Name == name {
			return f.Data
		}
	}
	t.Fatalf("the golden build has no %s", name)
	return nil
}

func goldenContents(t testing.TB) *contents {
	t.Helper()
	head, records, err := decodeRegister(context.Background(), golden(t, "downloads/register.json"))
	if err != nil {
		t.Fatal(err)
	}
	reg, err := register.New(*records, head.Version)
	if err != nil {
		t.Fatal(err)
	}
	c := &contents{ctx: context.Background(), register: reg, on: head.On}
	if c.views, err = encodeViews(c.ctx, reg, c.on); err != nil {
		t.Fatal(err)
	}
	return c
}

// A limitedWriter fails when it is full, as a disk does.
type limitedWriter struct{ left int }

var errFull = errors.New("no space left")

func (w *limitedWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, errFull
	}
	w.left -= len(p)
	return len(p), nil
}

func TestDownloadsReportAFullDisk(t *testing.T) {
	t.Parallel()
	c := goldenContents(t)
	for _, d := range downloads {
		size := len(golden(t, "downloads/"+d.name))
		for room := range size {
			if _, err := d.write(&limitedWriter{room}, c); !errors.Is(err, errFull) {
				t.Fatalf("%s with room for %d of %d bytes: the error is %v", d.name, room, size, err)
			}
		}
		if _, err := d.write(&limitedWriter{size}, c); err != nil {
			t.Errorf("%s with room for all its bytes: %v", d.name, err)
		}
	}
}

func TestHistoryDownloadsFail(t *testing.T) {
	t.Parallel()
	h := querytest.SampleHistory()
	c := &contents{ctx: context.Background(), history: journal.ContentsOf(h, time.UTC)}
	c.history.Lines = c.history.Lines[:3]
	for _, d := range historyDownloads {
		var whole bytes.Buffer
		if rows, err := d.write(&whole, c); err != nil || rows != bytes.Count(whole.Bytes(), []byte("\n")) {
			t.Errorf("%s: %d rows, error %v", d.name, rows, err)
		}
		for room := range whole.Len() {
			if _, err := d.write(&limitedWriter{room}, c); !errors.Is(err, errFull) {
				t.Fatalf("%s with room for %d of %d bytes: the error is %v", d.name, room, whole.Len(), err)
			}
		}
		cancelled := *c
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		cancelled.ctx = ctx
		if _, err := d.write(&bytes.Buffer{}, &cancelled); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: the error is %v", d.name, err)
		}
	}
}

func TestDownloadsStopWhenCancelled(t *testing.T) {
	t.Parallel()
	c := goldenContents(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c.ctx = ctx
	for _, d := range downloads {
		if filepath.Ext(d.name) == ".ndjson" {
			continue // writes what was encoded before
		}
		if _, err := d.write(&bytes.Buffer{}, c); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: the error is %v", d.name, err)
		}
	}
}

// smallest is a register.json with next to nothing in it, for the fuzzer to
// start from.
const smallest = `{"schema_version":1,"version":"1","on":"2026-11-23","settings":{},
"entity_types":[
{"id":"device"}
],
"device_classes":[
],
"test_profiles":[
],
"manufacturers":[
],
"certifying_bodies":[
],
"listings":[
{"id":"a/b","device_classes":{"c":{"d":{"min":1,"max":2}}},"periods":[{"from":"2026-01-01"}]}
],
"certificates":[
]
}
`

// headless has nothing before the comma of its first line, so it is no JSON.
var headless = "{ ," + smallest[strings.Index(smallest, "\n"):]

func TestDecodeRegisterWithoutHead(t *testing.T) {
	t.Parallel()
	_, _, err := decodeRegister(t.Context(), []byte(headless))
	if err == nil || !strings.Contains(err.Error(), "line 1: the first line should hold") {
		t.Errorf("a register without a head: error %v, want one of its first line", err)
	}
}

// FuzzDecodeRegister holds that what is read is what anyone would read from the
// same JSON, and that it is written again so that it reads the same.
func FuzzDecodeRegister(f *testing.F) {
	good := golden(f, "downloads/register.json")
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add(bytes.ReplaceAll(good, []byte("\n"), nil))
	f.Add([]byte(smallest))
	f.Add([]byte(headless))
	f.Fuzz(func(t *testing.T, b []byte) {
		head, records, err := decodeRegister(context.Background(), b)
		if err != nil {
			return
		}
		var plain register.Records
		if err := json.Unmarshal(b, &plain); err != nil {
			t.Fatalf("read as a register, but not JSON: %v", err)
		}
		if diff := cmp.Diff(plain, *records, byValue); diff != "" {
			t.Errorf("differs from plain JSON (-plain +read):\n%s", diff)
		}
		c := &contents{ctx: context.Background(), register: &register.Register{Records: *records, Version: head.Version}, on: head.On}
		var again bytes.Buffer
		if _, err := writeRegister(&again, c); err != nil {
			t.Skip(err) // years after 9999 and the like
		}
		_, reread, err := decodeRegister(context.Background(), again.Bytes())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		var third bytes.Buffer
		c.register = &register.Register{Records: *reread, Version: head.Version}
		if _, err := writeRegister(&third, c); err != nil || !bytes.Equal(third.Bytes(), again.Bytes()) {
			t.Errorf("writing is not the same the second time: %v", err)
		}
	})
}

// FuzzDecodeManifest holds that a manifest that is read is written so that it
// reads the same.
func FuzzDecodeManifest(f *testing.F) {
	good := golden(f, "downloads/manifest.json")
	f.Add(good)
	f.Add([]byte(`{"schema_version":4}`))
	f.Add([]byte(`{"schema_version":1,"files":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decodeManifest(b)
		if err != nil {
			return
		}
		encoded, err := m.encode()
		if err != nil {
			t.Skip(err) // a year after 9999
		}
		again, err := decodeManifest(encoded)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if diff := cmp.Diff(m, again, byValue); diff != "" {
			t.Errorf("reads differently the second time:\n%s", diff)
		}
	})
}
