package scaffold

import (
	"fmt"
	"path"
	"strings"
)

// isPattern reports whether an entry is a pattern for ids of records, such as acme/box-*. No
// id has an asterisk.
func (f *Field) isPattern(entry string) bool {
	return f.List && f.refers != "" && strings.Contains(entry, "*")
}

// matching returns the sorted ids that match a pattern. An asterisk matches any characters
// except a slash, as in a shell.
func (f *Form) matching(field *Field, pattern string) ([]string, error) {
	var ids []string
	for _, w := range f.choices[field.refers] {
		match, err := path.Match(pattern, w.ID)
		if err != nil {
			return nil, fmt.Errorf("%s is no pattern: write an id with an asterisk for what differs, such as tesla/powerwall-*", quoted(pattern))
		}
		if match {
			ids = append(ids, w.ID)
		}
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("no %s has an id such as %s", field.refers.Name(), quoted(pattern))
	}
	return ids, nil
}
