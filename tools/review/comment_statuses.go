package review

import (
	"fmt"
	"strings"

	"opencec/tools/change"
	"opencec/tools/register"
)

// A row is a record whose status, or being certified, differs.
type row struct {
	subject       change.Change
	before, after string
}

// statusesMarkdown is the table of the statuses before and after; "" if none differs.
func (c Comment) statusesMarkdown() string {
	rows := c.rows()
	if len(rows) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n#### Status on %s\n\n| Record | Before | After |\n| --- | --- | --- |\n", c.Report.On)
	for i, r := range rows {
		if b.Len() > maxStatuses {
			fmt.Fprintf(&b, "\n%d more are left out.\n", len(rows)-i)
			break
		}
		subject := strings.ReplaceAll(r.subject.Subject().Markdown(), "|", `\|`)
		fmt.Fprintf(&b, "| %s | %s | %s |\n", subject, r.before, r.after)
	}
	return b.String()
}

// rows returns the records whose status differs, and the listings that are certified
// or no longer are because of a certificate.
func (c Comment) rows() []row {
	var rows []row
	told := map[string]bool{}
	for _, one := range c.Report.Changes {
		if one.Standing == nil {
			continue
		}
		before, after := stateName(one.Standing.Before), stateName(one.Standing.After)
		if before != after {
			rows = append(rows, row{one, before, after})
			told[key(one.Kind, one.ID)] = true
		}
	}
	for _, one := range c.Report.Changes {
		for _, e := range one.Effects {
			if e.Certified == nil || e.Certified.Before == e.Certified.After || told[key(register.Listings, e.Listing)] {
				continue
			}
			told[key(register.Listings, e.Listing)] = true
			rows = append(rows, row{change.Change{Kind: register.Listings, ID: e.Listing}, certifiedName(e.Certified.Before), certifiedName(e.Certified.After)})
		}
	}
	return rows
}

// stateName writes what holds for a record; a dash where there is none.
func stateName(s *change.State) string {
	switch {
	case s == nil:
		return "–"
	case s.Certified == nil:
		return s.Status
	}
	return s.Status + ", " + certifiedName(*s.Certified)
}

func certifiedName(certified bool) string {
	if certified {
		return "certified"
	}
	return "not certified"
}
