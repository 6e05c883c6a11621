package website

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"opencec/tools/register"
)

func TestFill(t *testing.T) {
	t.Parallel()
	c := testCatalogue(t, testRecords())
	f := newFiller(c, "/a?v=1&2")
	scale := newScale(register.NewDate(2026, 1, 1), register.NewDate(2027, 1, 1))
	marks := scale.todayMarks()
	for content, want := range map[string]string{
		"": "", "nothing to fill in": "nothing to fill in",
		"on " + c.On.ISO + ", " + c.On.Text + ".": "on 2026-11-23, 23 November 2026.",
		c.On.Text + c.On.Text:                     "23 November 202623 November 2026",
		`"` + c.SearchIndex + `"`:                 `"/a?v=1&amp;2"`,
		ageMark(date("2026-11-13")):               "Data of 13 November 2026, 10 days old",
		ageMark(date("2026-11-22")):               "Data of 22 November 2026, 1 day old",
		ageMark(date("2026-12-24")):               "Data of 24 December 2026",
		marks.X + " " + marks.Anchor:              "89.32% end",
	} {
		if got, err := f.fill([]byte(content)); err != nil || string(got) != want {
			t.Errorf("%q becomes %q (%v), want %q", content, got, err, want)
		}
	}
	for _, content := range []string{markBegin, markBegin + "q" + markEnd, mark(""), mark(markAge), mark(markAge + "20261399"), mark(markAge + "2026111"), mark(markTodayX + "20260101"), markBegin + "ix"[:1]} {
		if got, err := f.fill([]byte(content)); err == nil {
			t.Errorf("%q becomes %q, want an error", content, got)
		}
	}
}

// Every field and method of the catalogue that a layout can use is part of all pages, follows from
// the page's own values, or keeps the page from being cached.
func TestCatalogueForLayouts(t *testing.T) {
	t.Parallel()
	ofPage := []string{"Page", "Href", "History", "PageFeeds", "Breadcrumbs", "ContentTrail"} // their arguments and frameValues say all
	c := testCatalogue(t, testRecords())
	v := reflect.ValueOf(c)
	frame := c.frameValues()
	isInFrame := func(value any) bool {
		return slices.ContainsFunc(frame, func(f any) bool { return reflect.DeepEqual(f, value) })
	}
	for i := range v.Elem().NumField() {
		if f := v.Elem().Type().Field(i); f.IsExported() && !isInFrame(v.Elem().Field(i).Interface()) {
			t.Errorf("the field %s is not in frameValues", f.Name)
		}
	}
	for i := range v.NumMethod() {
		name := v.Type().Method(i).Name
		if slices.Contains(ofPage, name) {
			continue
		}
		if v.Method(i).Type().NumIn() > 0 {
			t.Errorf("the method %s has arguments: is what it returns part of a page's digest?", name)
			continue
		}
		c.hasReadRegister.Store(false)
		result := v.Method(i).Call(nil)[0].Interface()
		if !c.hasReadRegister.Load() && !isInFrame(result) {
			t.Errorf("the method %s is not in frameValues, and does not call readRegister", name)
		}
	}
}

// The methods of values have no arguments, because a digest has only the results of such methods, or
// their results follow from exported fields and the arguments.
func TestMethodsOfValues(t *testing.T) {
	t.Parallel()
	fromFields := []string{"Has"}
	seen := map[reflect.Type]bool{}
	var check func(t reflect.Type)
	check = func(of reflect.Type) {
		if seen[of] {
			return
		}
		seen[of] = true
		if strings.HasPrefix(of.PkgPath(), "opencec/tools/output/website") && of.Kind() == reflect.Struct {
			p := reflect.PointerTo(of)
			for i := range p.NumMethod() {
				if m := p.Method(i); m.Type.NumIn() > 1 && m.Name != "CacheHTML" && !slices.Contains(fromFields, m.Name) {
					t.Errorf("%s.%s has arguments", of, m.Name)
				}
			}
		}
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			check(of.Elem())
		case reflect.Struct:
			for _, f := range reflect.VisibleFields(of) {
				if f.IsExported() {
					check(f.Type)
				}
			}
		}
	}
	for _, p := range testCatalogue(t, testRecords()).pages {
		check(reflect.TypeOf(p.Data()))
	}
}
