package website

import (
	"html/template"
	"net/url"
	"strings"
)

// Markup that listings' pages have dozens of. A layout that wrote it from fields would evaluate each
// of them and the escaping of each by reflection, which took most of a build's time. Layouts can
// still use the fields.

// element writes an element without children but text. Attributes are pairs of name and value.
func element(name, text string, attributes ...string) template.HTML {
	var b strings.Builder
	b.WriteString("<" + name)
	for i := 0; i < len(attributes); i += 2 {
		b.WriteString(" " + attributes[i] + `="`)
		template.HTMLEscape(&b, []byte(attributes[i+1]))
		b.WriteByte('"')
	}
	b.WriteByte('>')
	template.HTMLEscape(&b, []byte(text))
	b.WriteString("</" + name + ">")
	return template.HTML(b.String())
}

// Time returns the day as an element that says it to machines too; "" for no day.
func (d Day) Time() template.HTML {
	if d.ISO == "" {
		return ""
	}
	return element("time", d.Text, "datetime", d.ISO)
}

// Badge returns the status as an element that the style sheet gives an icon.
func (s StatusText) Badge() template.HTML {
	return element("span", s.Name, "class", "status", "data-status", string(s.ID))
}

// Badge returns the certification as an element that the style sheet gives an icon.
func (c Certification) Badge() template.HTML {
	certified := "false"
	if c.Certified() {
		certified = "true"
	}
	return element("span", c.Name(), "class", "certified", "data-certified", certified)
}

// Chip returns the link as a small label. The address is one of the site's own.
func (l Link) Chip() template.HTML { return element("a", l.Text, "class", "chip", "href", l.Href) }

// Chip returns a link to the profile as a small label.
func (p ProfileLink) Chip() template.HTML { return Link{p.Name, p.Href}.Chip() }

// Shown returns the value, linked if it has an address, and its note.
func (d Detail) Shown() template.HTML {
	value := element("span", d.Value, "class", "value")
	if d.Href != "" {
		value = element("a", d.Value, "class", "value", "href", encoded(d.Href))
	}
	return value + small(d.Note, "")
}

// Shown returns the value of the day, the values of other days, and what the attribute means.
func (a AttributeDetail) Shown() template.HTML {
	value := element("span", a.Value, "class", "value")
	if a.Days != "" {
		value = element("span", a.Value, "class", "value", "data-values", a.Days)
	}
	return value + small(a.ByPeriod, "by-period") + small(a.Note, "")
}

// encoded returns an address with the characters encoded that an address must not have, such as spaces.
func encoded(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.String()
	}
	return address
}

// small returns a text in small letters, or "" for no text.
func small(text, class string) template.HTML {
	switch {
	case text == "":
		return ""
	case class == "":
		return element("small", text)
	}
	return element("small", text, "class", class)
}
