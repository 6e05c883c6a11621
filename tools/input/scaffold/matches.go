package scaffold

import (
	"regexp"
	"sync"
)

// patterns keeps compiled patterns: the same few are asked of every answer.
var patterns sync.Map

func matches(pattern, text string) bool {
	kept, ok := patterns.Load(pattern)
	if !ok {
		kept, _ = patterns.LoadOrStore(pattern, regexp.MustCompile(pattern))
	}
	return kept.(*regexp.Regexp).MatchString(text)
}
