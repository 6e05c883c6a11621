package register

// A TestProfile is a class of tests that a certificate can name as attained.
type TestProfile struct {
	Meta
	Name        string   `json:"name" filter:"name"` // as certificates write it: "DER-G", "FCC Part 15"
	Title       string   `json:"title"`              // what it covers, in a line
	Description string   `json:"description,omitempty"`
	Group       string   `json:"group,omitempty" filter:"group,counted"`       // heading under which it is shown
	Standard    string   `json:"standard,omitempty" filter:"standard,counted"` // the text that defines it
	Optional    bool     `json:"optional,omitempty"`
	Witnessed   bool     `json:"witnessed,omitempty"` // the certifying body watches its tests
	Tests       []Test   `json:"tests,omitempty"`
	Versions    []string `json:"versions,omitempty" filter:"version,counted"` // CSIP-AUS versions in which it exists; none: not versioned
	Retired     Date     `json:"retired,omitzero"`                            // the last day on which it could be attained
	ReplacedBy  []string `json:"replaced_by,omitempty" refers:"test-profiles"`
	Sources     []Source `json:"sources,omitempty"`
	FormerIDs   []string `json:"former_ids,omitempty"`
}

// testProfileFields are the fields of a test profile's view, in the order in which it has them.
var testProfileFields = []*Field{
	own("id"),
	own("name"),
	own("title"),
	own("description"),
	own("group"),
	own("standard"),
	own("optional"),
	own("witnessed"),
	own("versions"),
	own("retired"),
	own("replaced_by"),
	own("tests"),
	own("sources"),
	own("former_ids"),
	links,
}

// A Test is one test procedure of a test profile. The same test may be part of
// several profiles.
type Test struct {
	ID       string   `json:"id" filter:"test"`
	Title    string   `json:"title"`
	Category string   `json:"category,omitempty"`
	Role     string   `json:"role,omitempty" view:",always"` // "client" or "server": what it tests; client if absent
	Versions []string `json:"versions,omitempty"`            // CSIP-AUS versions in which it applies
}

// Roles of a test.
const (
	RoleClient = "client"
	RoleServer = "server"
)

// published returns the test with its role.
func (t Test) published() any {
	if t.Role == "" {
		t.Role = RoleClient
	}
	return t
}
