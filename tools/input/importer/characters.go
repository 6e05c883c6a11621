package importer

import (
	"fmt"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/input/importing"
	"opencec/tools/register"
)

// A RespelledCell has look-alike or invisible characters and was read with the characters
// that everybody types: see spelling.Plain.
type RespelledCell struct {
	Line   int    `json:"line"`
	Column string `json:"column"`
	Read   string `json:"read"`       // the cell as it was read
	As     string `json:"characters"` // what was read as what
}

// respelled returns how a cell with such characters was read, and whether it has any.
func respelled(line int, column, cell, read string) (RespelledCell, bool) {
	replaced := spelling.Replaced(cell)
	if replaced == "" {
		return RespelledCell{}, false
	}
	return RespelledCell{line, column, read, replaced}, true
}

// A scriptChecker checks the letters of names.
type scriptChecker struct {
	meant map[string]bool // folded names that are meant as they are: of records that say so
}

func newScriptChecker(records *register.Records) scriptChecker {
	s := scriptChecker{map[string]bool{}}
	mean := func(names ...string) {
		for _, name := range names {
			s.meant[spelling.Fold(name)] = true
		}
	}
	for _, m := range records.Manufacturers {
		if m.MixedScripts {
			mean(append(m.Aliases, m.Name)...)
		}
	}
	for _, l := range records.Listings {
		if l.MixedScripts {
			mean(append(l.Aliases, l.Brand, l.Series, l.Model)...)
		}
	}
	return s
}

// check returns which names of a row have look-alike letters, or "".
func (s scriptChecker) check(row *Row) string {
	var reasons []string
	for _, name := range []struct{ column, text string }{
		{manufacturer.name, row.Manufacturer}, {brand.name, row.Brand}, {series.name, row.Series}, {model.name, row.Model},
	} {
		if s.meant[spelling.Fold(name.text)] {
			continue
		}
		if err := importing.CheckScripts(name.text); err != nil {
			reasons = append(reasons, fmt.Sprintf("%s %v", name.column, err))
		}
	}
	return strings.Join(reasons, "; ")
}
