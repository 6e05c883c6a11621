package website

import (
	"fmt"

	"opencec/tools/register"
)

// A ListsPage has the official lists that the register follows.
type ListsPage struct {
	Lists      []*ListRow
	StaleAfter string // "14 days"; "" if the register sets no limit
}

// A ListRow is an official list with its newest edition.
type ListRow struct {
	Name        string
	Href        string
	Description []string
	Class       Link
	Date        Day
	Rows        string
	Website     string
	Age         *Age
}

// A ListPage is the page of an official list.
type ListPage struct {
	List    *ListRow
	Details []Detail
	Record  RecordLinks
}

func (c *Catalogue) listRow(l *register.List) *ListRow {
	return &ListRow{
		Name: l.Name, Href: c.recordHref(register.Lists, l.ID), Description: paragraphs(l.Description),
		Class: Link{c.register.DeviceClass(l.DeviceClass).Name, c.recordHref(register.DeviceClasses, l.DeviceClass)},
		Date:  dayOf(l.Date), Rows: register.FormatCount(l.Rows), Website: webAddress(l.Website),
		Age: c.age(c.register.DataAgeOfList(l, c.on)),
	}
}

func (c *Catalogue) addLists() {
	page := ListsPage{}
	if n := c.register.Settings.StaleAfter; n > 0 {
		page.StaleAfter = register.CountOf(n, "day")
	}
	for _, l := range c.register.Lists {
		row := c.listRow(l)
		page.Lists = append(page.Lists, row)
		c.addRecord(l, Page{
			Title: l.Name, Layout: layoutList,
			Description: fmt.Sprintf("%s: the edition of %s, with %s, is the newest that the register has read.", l.Name, row.Date.Text, register.CountOf(l.Rows, "row")),
		}, func() any { return ListPage{row, listDetails(l, row), c.recordLinks(l, l.Sources)} })
	}
	c.addPage(&Page{
		Path: overviewPath(register.Lists), Title: kindHeading(register.Lists), Layout: layoutLists, Trail: c.trail(),
		Description: "The official lists that the register follows, and how old the editions are that it has read.",
		data:        func() any { return page },
	})
}

// listDetails says "products" and "edition", as the page does, rather than the titles of the
// fields.
func listDetails(l *register.List, row *ListRow) []Detail {
	details := []Detail{
		{"Products", row.Class.Text, row.Class.Href, ""},
		{"Newest edition", row.Date.Text, "", ""},
		{"Rows in it", row.Rows, "", ""},
		{"Oldest edition", dayOf(l.FirstDate).Text, "", "The oldest that the register has read."},
	}
	if l.SHA256 != "" {
		details = append(details, Detail{fieldTitles(register.Lists)("sha256"), l.SHA256, "", "Of the file of the newest edition."})
	}
	return details
}
