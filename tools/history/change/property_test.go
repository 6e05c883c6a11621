package change_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// rounds is how many random histories each property is tried on.
const rounds = 80

// states returns a register as it goes through random edits.
func states(t testing.TB, seed uint64, n int) []*register.Register {
	t.Helper()
	c := newChance(seed)
	records := sample()
	regs := []*register.Register{newRegister(t, records)}
	for range n {
		records = clone(t, records)
		for range 1 + c.IntN(6) {
			c.edit(records)
		}
		regs = append(regs, newRegister(t, records))
	}
	return regs
}

// document is the register as the lines of register.json.
func document(t testing.TB, r register.Records) string {
	t.Helper()
	b, err := register.EncodeJSON(r.Settings)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	text.Write(b)
	for rec := range r.All() {
		if b, err = register.EncodeJSON(rec); err != nil {
			t.Fatal(err)
		}
		text.WriteString("\n" + rec.RecordKind().Folder() + " ")
		text.Write(b)
	}
	return text.String()
}

// lines writes changes as changes.ndjson.
func lines(t testing.TB, rev register.Revision, changes []change.Change) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, c := range changes {
		line, err := register.EncodeJSON(change.LineOf(rev, c))
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	return b.Bytes()
}

// apply brings a copy of the records to the state after the lines of a file.
func apply(t testing.TB, r register.Records, ndjson []byte) register.Records {
	t.Helper()
	var read []change.Line
	for l, err := range change.Lines(bytes.NewReader(ndjson)) {
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, l)
	}
	if err := change.Apply(&r, read...); err != nil {
		t.Fatal(err)
	}
	return r
}

func revision(seq int) register.Revision {
	return register.Revision{Seq: seq, Commit: fmt.Sprintf("%040x", seq), Time: time.Date(2026, 1, 1+seq, 12, 0, 0, 0, time.UTC)}
}

// A snapshot and the changes after it make the next one, byte for byte: from each
// state to the next, back again, over several, and applied twice.
func TestApplyMakesTheNextState(t *testing.T) {
	t.Parallel()
	for seed := range uint64(rounds) {
		regs := states(t, seed, 4)
		all := []byte{}
		for i, before := range regs[:len(regs)-1] {
			after := regs[i+1]
			forth := lines(t, revision(i+1), change.BetweenRegisters(before, after, today))
			all = append(all, forth...)
			back := lines(t, revision(i+1), change.BetweenRegisters(after, before, today))
			if diff := cmp.Diff(document(t, after.Records), document(t, apply(t, before.Records, forth))); diff != "" {
				t.Fatalf("seed %d, step %d (-want +got):\n%s", seed, i, diff)
			}
			if diff := cmp.Diff(document(t, before.Records), document(t, apply(t, after.Records, back))); diff != "" {
				t.Fatalf("seed %d, step %d and back (-want +got):\n%s", seed, i, diff)
			}
		}
		first, last := regs[0], regs[len(regs)-1]
		want := document(t, last.Records)
		composed := apply(t, first.Records, all)
		if diff := cmp.Diff(want, document(t, composed)); diff != "" {
			t.Fatalf("seed %d, all steps (-want +got):\n%s", seed, diff)
		}
		if diff := cmp.Diff(want, document(t, apply(t, composed, all))); diff != "" {
			t.Fatalf("seed %d, all steps twice (-want +got):\n%s", seed, diff)
		}
		direct := lines(t, revision(1), change.BetweenRegisters(first, last, today))
		if diff := cmp.Diff(want, document(t, apply(t, first.Records, direct))); diff != "" {
			t.Fatalf("seed %d, in one step (-want +got):\n%s", seed, diff)
		}
		empty := lines(t, revision(1), change.BetweenRegisters(nil, last, today))
		if diff := cmp.Diff(want, document(t, apply(t, register.Records{}, empty))); diff != "" {
			t.Fatalf("seed %d, from nothing (-want +got):\n%s", seed, diff)
		}
	}
}

func TestSameIsNoChange(t *testing.T) {
	t.Parallel()
	for seed := range uint64(rounds) {
		regs := states(t, seed, 2)
		last := regs[len(regs)-1]
		copied := newRegister(t, clone(t, &last.Records))
		if changes := change.BetweenRegisters(last, copied, today); len(changes) > 0 {
			t.Fatalf("seed %d: %s %s: %v in a copy", seed, changes[0].Kind.Name(), changes[0].ID, changes[0].Events)
		}
		for rec := range last.All() {
			if c, differs := change.Between(rec, rec); differs {
				t.Fatalf("seed %d: %s differs from itself: %v", seed, rec.RecordMeta().ID, c.Events)
			}
		}
	}
}

// Fields say all that differs: the record before, with the fields as they say,
// is the record after.
func TestFieldsAreComplete(t *testing.T) {
	t.Parallel()
	for seed := range uint64(rounds) {
		regs := states(t, seed, 2)
		for _, c := range change.BetweenRegisters(regs[0], regs[len(regs)-1], today) {
			if c.Before == nil || c.After == nil {
				continue
			}
			got := withFields(t, tree(t, c.Before), c.Fields)
			want := tree(t, c.After)
			for _, meta := range []string{"id", "commit", "created_at", "updated_at"} {
				delete(got, meta)
				delete(want, meta)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				fields, _ := register.EncodeJSON(c.Fields)
				t.Fatalf("seed %d, %s %s (-want +got):\n%s\n%s", seed, c.Kind.Name(), c.ID, diff, fields)
			}
		}
	}
}

// tree is the stored form of a value, as any JSON reader has it.
func tree(t testing.TB, v any) map[string]any {
	t.Helper()
	b, err := register.EncodeJSON(v)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// withFields puts fields into a record, in their order; entries that were removed
// from one list from its end. It knows nothing of records but paths.
func withFields(t testing.TB, record map[string]any, fields []change.Field) map[string]any {
	t.Helper()
	var root any = record
	for i := 0; i < len(fields); i++ {
		f := fields[i]
		switch path := steps(f.Path); {
		case reordered(fields, f.Path):
		case isEntry(f) && f.After == nil:
			last := i
			for last+1 < len(fields) && isEntry(fields[last+1]) && fields[last+1].After == nil && listOf(fields[last+1]) == listOf(f) {
				last++
			}
			for _, removed := range slices.Backward(fields[i : last+1]) {
				root = put(root, steps(removed.Path), nil)
			}
			i = last
		case isEntry(f) && f.Before == nil:
			path[len(path)-1] = insertAt(path[len(path)-1].(int))
			root = put(root, path, plain(t, f.After))
		default:
			root = put(root, path, plain(t, f.After))
		}
	}
	return prune(root).(map[string]any)
}

func isEntry(f change.Field) bool { return strings.HasSuffix(f.Path, "]") }

func listOf(f change.Field) string { return f.Path[:strings.LastIndex(f.Path, "[")] }

// reordered reports whether a list that the path is in is given as a whole.
func reordered(fields []change.Field, path string) bool {
	return slices.ContainsFunc(fields, func(f change.Field) bool {
		return f.Before != nil && f.After != nil && reflect.TypeOf(f.After).Kind() == reflect.Slice && strings.HasPrefix(path, f.Path+"[")
	})
}

type insertAt int

// steps takes a path apart: periods[1].to is periods, 1, to.
func steps(path string) []any {
	var all []any
	for _, s := range strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) }) {
		if n, err := strconv.Atoi(s); err == nil {
			all = append(all, n)
			continue
		}
		all = append(all, s)
	}
	return all
}

func put(at any, path []any, v any) any {
	if len(path) == 0 {
		return v
	}
	switch step := path[0].(type) {
	case string:
		m, _ := at.(map[string]any)
		if m == nil {
			m = map[string]any{}
		}
		m[step] = put(m[step], path[1:], v)
		return m
	case insertAt:
		list, _ := at.([]any)
		return slices.Insert(slices.Clone(list), min(int(step), len(list)), v)
	default:
		list := slices.Clone(at.([]any))
		n := step.(int)
		if v == nil && len(path) == 1 {
			return slices.Delete(list, n, n+1)
		}
		list[n] = put(list[n], path[1:], v)
		return list
	}
}

func plain(t testing.TB, v any) any {
	t.Helper()
	b, err := register.EncodeJSON(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// prune takes out what is null or empty where the stored form leaves it out.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			inner = prune(inner)
			v[k] = inner
			if list, isList := inner.([]any); inner == nil || isList && len(list) == 0 && k != "listings" && k != "periods" {
				delete(v, k)
			}
		}
	case []any:
		for i := range v {
			v[i] = pruneEntry(v[i])
		}
	}
	return v
}

// pruneEntry prunes an entry of a list. Null among the values of a period says that an
// attribute is not known: it stays.
func pruneEntry(v any) any {
	entry, ok := v.(map[string]any)
	if !ok {
		return prune(v)
	}
	classes, _ := entry["device_classes"].(map[string]any)
	delete(entry, "device_classes")
	prune(entry)
	for class, values := range classes {
		if values == nil {
			delete(classes, class)
		}
	}
	if len(classes) > 0 {
		entry["device_classes"] = classes
	}
	return entry
}
