package scaffold

import (
	"regexp"
	"sync"

	"opencec/schemas"
)

// A library is the schemas from which fields are derived.
type library struct{ schemas.Set }

// embedded are the project's own schemas. They are part of the program, so that one
// that cannot be read is a mistake of the programmer.
var embedded = sync.OnceValue(func() library {
	set, err := schemas.Read(nil)
	if err != nil {
		panic(err)
	}
	return library{set}
})

// patterns keeps compiled patterns: the same few are asked of every answer.
var patterns sync.Map

func matches(pattern, text string) bool {
	kept, ok := patterns.Load(pattern)
	if !ok {
		kept, _ = patterns.LoadOrStore(pattern, regexp.MustCompile(pattern))
	}
	return kept.(*regexp.Regexp).MatchString(text)
}
