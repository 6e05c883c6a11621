package api

import (
	"net/url"
	"strings"
	"testing"
)

// Whatever the path is, an id that is split leaves the path what it was, has two parts
// that are names, and is not split again.
func FuzzSplitEscapedID(f *testing.F) {
	for _, seed := range []string{"/v1/listings/a%2Fb", "/v1/certificates/a%2fb/history", "/v1/listings/..%2Fb", "/v1/listings/a%252Fb", "/v1/listings/%zz%2F", "/v1/listings/a%2Fb%2F", "/v1/listings/a//b%2F", "/v1/listings/\xfd%2F"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, escaped string) {
		before, err := url.PathUnescape(escaped)
		if err != nil {
			return // no request has such a path
		}
		split, ok := splitEscapedID(escaped)
		if !ok {
			return
		}
		if after, err := url.PathUnescape(split); err != nil || after != before {
			t.Errorf("%q is split into %q: %q is now %q, %v", escaped, split, before, after, err)
		}
		parts := strings.Split(split, "/")
		for _, part := range parts[3:5] {
			if name, _ := url.PathUnescape(part); name == "" || name == "." || name == ".." || strings.Contains(name, "/") {
				t.Errorf("%q is split into %q, of which %q is no part of an id", escaped, split, part)
			}
		}
		if _, again := splitEscapedID(split); again {
			t.Errorf("%q is split again", split)
		}
	})
}
