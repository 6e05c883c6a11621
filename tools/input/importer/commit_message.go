package importer

import (
	"fmt"
	"strings"

	"opencec/tools/base/terminal"
	"opencec/tools/register"
)

// CommitMessage returns the message of the commit of an import: the lists, their date and
// files, and what they changed.
func CommitMessage(lists []*List, date register.Date, report *Report) string {
	var kinds []string
	for _, l := range lists {
		kinds = append(kinds, string(l.Kind))
	}
	text := "Import the list of " + kinds[0]
	if last := len(kinds) - 1; last > 0 {
		text = "Import the lists of " + strings.Join(kinds[:last], ", ") + " and " + kinds[last]
	}
	text += fmt.Sprintf(" of %s\n\n%s\n", date, terminal.EscapeLines(report.Summary()))
	for _, l := range lists {
		text += fmt.Sprintf("%s, SHA-256 %s\n", terminal.Escape(l.Name), l.SHA256)
	}
	return text
}
