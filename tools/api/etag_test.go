package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseTags(t *testing.T) {
	t.Parallel()
	strong := func(opaque ...string) (tags []entityTag) {
		for _, o := range opaque {
			tags = append(tags, entityTag{opaque: o})
		}
		return tags
	}
	for field, want := range map[string]entityTags{
		``:              {},
		`*`:             {any: true},
		" \t* ":         {any: true},
		`"a"`:           {tags: strong("a")},
		`""`:            {tags: strong("")},
		`"a","b" , "c"`: {tags: strong("a", "b", "c")},
		`, "a",, ,"b",`: {tags: strong("a", "b")},
		`"a,b"`:         {tags: strong("a,b")},
		`"x,TAG"`:       {tags: strong("x,TAG")},
		`"a,","TAG"`:    {tags: strong("a,", "TAG")},
		`"a\b"`:         {tags: strong(`a\b`)}, // a backslash escapes nothing
		`"*"`:           {tags: strong("*")},
		`W/"a", "W/b"`:  {tags: []entityTag{{"a", true}, {"W/b", false}}},
		"\"\xe4\"":      {tags: strong("\xe4")},
		`w/"a"`:         {}, // the W is a capital
		`W/ "a"`:        {},
		`W/a`:           {},
		`TAG`:           {},
		`"a" TAG`:       {},
		`"a" "b"`:       {},
		`"a", *`:        {},
		`*, "a"`:        {},
		`"a`:            {},
		`a"`:            {},
		`"a","b`:        {},
		`"a b"`:         {},
		"\"a\tb\"":      {},
		"\"a\x7f\"":     {},
		`'a'`:           {},
		`"a"; "b"`:      {},
	} {
		if diff := cmp.Diff(want, parseTags([]string{field}), cmp.AllowUnexported(entityTags{}, entityTag{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", field, diff)
		}
	}
	if got := parseTags([]string{`"a"`, `W/"b,c"`}); len(got.tags) != 2 || got.tags[1].opaque != "b,c" {
		t.Errorf("two lines: %+v", got)
	}
}

// The outcome of both preconditions for a response with the tag TAG.
func TestAnsweredByTag(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		match, noneMatch string
		status           int // 200 when it is not answered by its tag
		tag              string
	}{
		{"", "", 200, "TAG"},
		{"", `"TAG"`, 304, "TAG"},
		{"", `W/"TAG"`, 304, "TAG"},
		{"", `"TAG-gzip"`, 304, "TAG-gzip"},
		{"", `*`, 304, "TAG"},
		{"", `"x,TAG"`, 200, "TAG"},
		{"", `"x,TAG,y"`, 200, "TAG"},
		{"", `TAG`, 200, "TAG"},
		{"", `"*"`, 200, "TAG"},
		{`"TAG"`, "", 200, "TAG"},
		{`"x", "TAG-gzip"`, "", 200, "TAG"},
		{`*`, "", 200, "TAG"},
		{`W/"TAG"`, "", 412, ""}, // compared strongly
		{`"x,TAG"`, "", 412, ""},
		{`"x"`, "", 412, ""},
		{`x`, "", 412, ""},
		{`"x"`, `"TAG"`, 412, ""},
		{`"TAG"`, `"TAG"`, 304, "TAG"},
	} {
		r := httptest.NewRequest("GET", "/v1", nil)
		if test.match != "" {
			r.Header.Set("If-Match", test.match)
		}
		if test.noneMatch != "" {
			r.Header.Set("If-None-Match", test.noneMatch)
		}
		w := httptest.NewRecorder()
		answered := answeredByTag(w, r, "TAG")
		if want := `"` + test.tag + `"`; w.Code != test.status || answered != (test.status != http.StatusOK) || test.tag != "" && w.Header().Get("ETag") != want {
			t.Errorf("If-Match %s, If-None-Match %s: %d, answered %v, tag %s", test.match, test.noneMatch, w.Code, answered, w.Header().Get("ETag"))
		}
	}
}

// A found tag occurs in the field, quoted, and a well-formed field is parsed completely.
func FuzzParseTags(f *testing.F) {
	for _, seed := range []string{`"a", W/"b,c"`, `*`, `"`, `W/`, `,,"a"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, field string) {
		tags := parseTags([]string{field})
		var again []string
		for _, tag := range tags.tags {
			text := `"` + tag.opaque + `"`
			if tag.weak {
				text = "W/" + text
			}
			if !strings.Contains(field, text) {
				t.Errorf("%q is not in %q", text, field)
			}
			again = append(again, text)
		}
		if !tags.any && !cmp.Equal(tags, parseTags(again), cmp.AllowUnexported(entityTags{}, entityTag{})) {
			t.Errorf("%q became %q", field, again)
		}
	})
}
