package starter

import (
	"cmp"
	"slices"
	"strings"

	"opencec/tools/input/source"
	"opencec/tools/register"
)

// A Setting is a setting of a new register that a person chooses.
type Setting struct {
	Name    string // in words that hyphens join
	Usage   string // with the kind of value in backquotes
	Default string // taken without an answer

	path    string // the field in the settings
	example string
	set     func(s *register.Settings, value string)
}

// Settings returns the settings that a person chooses, in the order of the questions.
func Settings() []Setting { return slices.Clone(settings) }

var settings = []Setting{
	{"title", "the `NAME` of the register, as its pages show it", "", "title", "Example register",
		func(s *register.Settings, v string) { s.Title = v }},
	{"description", "a `TEXT` that says what the register is and who is behind it", "", "description", "",
		func(s *register.Settings, v string) { s.Description = v }},
	{"base-url", "the `ADDRESS` at which the site will be, without a slash at its end", "http://localhost:8080", "base_url", "https://register.example.org",
		func(s *register.Settings, v string) { s.BaseURL = v }},
	{"time-zone", "the `ZONE` in which the register's days begin and end, by its IANA name", "Australia/Sydney", "time_zone", "",
		func(s *register.Settings, v string) { s.TimeZone = v }},
	{"publisher", "`WHO` publishes it", "", "publisher", "Example Energy",
		func(s *register.Settings, v string) { s.Publisher = v }},
	{"contact", "the e-mail or web `ADDRESS` to which questions go", "", "contact", "register@example.org",
		func(s *register.Settings, v string) { s.Contact = v }},
	{"repository", "the `ADDRESS` of the repository, where changes are proposed", "", "repository", "https://git.example.org/register",
		func(s *register.Settings, v string) { s.Repository = v }},
	{"licence", "the `LICENCE` of the data: " + licenceIDs() + ", or the name of another", "CC-BY-4.0", "licence", "",
		func(s *register.Settings, v string) { s.Licence = licenceOf(v) }},
}

// licences are common licences of data, by SPDX identifier.
var licences = []register.Licence{
	{Name: "Creative Commons Attribution 4.0 International", SPDX: "CC-BY-4.0", URL: "https://creativecommons.org/licenses/by/4.0/"},
	{Name: "Creative Commons Attribution Share Alike 4.0 International", SPDX: "CC-BY-SA-4.0", URL: "https://creativecommons.org/licenses/by-sa/4.0/"},
	{Name: "Creative Commons Zero v1.0 Universal", SPDX: "CC0-1.0", URL: "https://creativecommons.org/publicdomain/zero/1.0/"},
	{Name: "Open Data Commons Open Database License v1.0", SPDX: "ODbL-1.0", URL: "https://opendatacommons.org/licenses/odbl/1-0/"},
}

func licenceIDs() string {
	var ids []string
	for _, l := range licences {
		ids = append(ids, l.SPDX)
	}
	return strings.Join(ids, ", ")
}

func licenceOf(word string) register.Licence {
	for _, l := range licences {
		if strings.EqualFold(word, l.SPDX) || word == l.Name {
			return l
		}
	}
	return register.Licence{Name: word}
}

// Set sets the setting in s to value or, if that is "", to the default if there is one.
func (t Setting) Set(s *register.Settings, value string) {
	if value = cmp.Or(value, t.Default); value != "" {
		t.set(s, value)
	}
}

// IsAbout reports whether a problem of settings is about this setting.
func (t Setting) IsAbout(p source.Problem) bool {
	return p.Path == t.path || strings.HasPrefix(p.Path, t.path+".")
}
