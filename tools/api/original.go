package api

import (
	"bufio"
	"context"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/query"
	"opencec/tools/register"
)

// What the register's predecessor answered at /listings.

type originalListing struct {
	ID            string                `json:"id"`
	EntityType    string                `json:"entity_type"`
	Manufacturer  string                `json:"manufacturer"`
	Model         string                `json:"model"`
	Status        string                `json:"status"`
	CreatedAt     register.Instant      `json:"created_at"`
	UpdatedAt     register.Instant      `json:"updated_at"`
	DeviceClasses []originalClass       `json:"device_classes"`
	Certificates  []originalCertificate `json:"certificates"`
}

type originalClass struct {
	Name       string            `json:"name"`
	Attributes map[string]string `json:"attributes"`
}

type originalCertificate struct {
	ID                string        `json:"id"`
	CertifyingBody    string        `json:"certifying_body"`
	CertificationDate register.Date `json:"certification_date"`
	Expiry            register.Date `json:"expiry"`
	TestProfiles      []string      `json:"test_profiles"`
}

// originalStatuses are the predecessor's statuses, with the register's that
// each stands for.
var originalStatuses = []struct {
	name   string
	stands []register.Status
}{
	{"active", []register.Status{register.StatusActive}},
	{"suspended", []register.Status{register.StatusSuspended, register.StatusUpcoming}},
	{"expired", []register.Status{register.StatusExpired, register.StatusWithdrawn, register.StatusDelisted}},
}

// originalStatus returns the predecessor's word for a status.
func originalStatus(status register.Status) string {
	for _, o := range originalStatuses {
		if slices.Contains(o.stands, status) {
			return o.name
		}
	}
	panic("api: the predecessor's API has no word for the status " + string(status))
}

// originalParameters are the predecessor's parameters, with ours.
var originalParameters = map[string]string{
	"id": "id", "entity_type": "entity_type", "manufacturer": "manufacturer__contains", "model": "model__contains", "status": "status",
}

func (s *Server) originalListings(w http.ResponseWriter, r *http.Request) error {
	engine, err := s.engine("")
	if err != nil {
		return err
	}
	values, problems := query.Values(r.URL.RawQuery)
	if len(problems) > 0 {
		return invalidQuery(problems)
	}
	id := strings.TrimSpace(values.Get("id"))
	known := id == ""
	if !known {
		current, ok, err := originalID(r.Context(), engine, id)
		if err != nil {
			return err
		}
		if known = ok; known {
			values.Set("id", current)
		}
	}
	q, problems := parseOriginal(values, engine.Model().Collection(register.Listings), query.Scope{Today: s.today(engine), Version: engine.Register().Version.ID})
	if len(problems) > 0 {
		return invalidQuery(problems)
	}
	if !known {
		return noRecord(r.Context(), engine, register.Listings, id)
	}
	if s.unchanged(w, r, engine, q.String()) {
		return nil
	}
	w.Header().Set("Content-Type", mediaJSON)
	if r.Method == http.MethodHead {
		return nil
	}
	parts, stop, err := begin(engine.WholeRecords(r.Context(), q))
	if err != nil {
		return err
	}
	defer stop()
	return s.stream(w, r, func(out *bufio.Writer) error { return writeOriginal(out, q.On, parts) })
}

// originalID returns the listing that an id names: one of ours, or the key of a row
// of the predecessor's that was imported.
func originalID(ctx context.Context, engine query.Engine, id string) (string, bool, error) {
	if !strings.Contains(id, "/") {
		id = register.ImportedFrom + id
	}
	return engine.CurrentID(ctx, register.Listings, id)
}

// parseOriginal turns the predecessor's parameters into a query for all that
// match.
func parseOriginal(values url.Values, listings *query.Collection, scope query.Scope) (*query.Query, []query.Problem) {
	var problems []query.Problem
	ours := url.Values{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		translated, known := originalParameters[name]
		switch given := values[name]; {
		case !known:
			allowed := slices.Sorted(maps.Keys(originalParameters))
			problems = append(problems, query.Unknown(name, allowed))
		case len(given) > 1:
			problems = append(problems, query.Problem{Parameter: name, Code: query.RepeatedParameter, Message: "is given " + strconv.Itoa(len(given)) + " times; give it once"})
		case strings.TrimSpace(given[0]) == "": // asks for nothing
		case name == "status":
			stands, problem := standsFor(given[0])
			problems = append(problems, problem...)
			ours[translated] = stands
		default:
			ours.Set(translated, given[0])
		}
	}
	q, more := listings.Parse(ours, scope)
	if problems = append(problems, more...); len(problems) > 0 {
		return nil, problems
	}
	q.Limit = 0
	return q, nil
}

// standsFor returns the register's statuses that a word of the predecessor's
// stands for.
func standsFor(status string) ([]string, []query.Problem) {
	var names []string
	for _, o := range originalStatuses {
		if o.name == status {
			var stands []string
			for _, s := range o.stands {
				stands = append(stands, string(s))
			}
			return stands, nil
		}
		names = append(names, o.name)
	}
	return nil, []query.Problem{query.Unlisted("status", status, names)}
}

// writeOriginal writes the array, which has all that match, without pages.
func writeOriginal(out *bufio.Writer, on register.Date, parts iter.Seq2[query.Part, error]) error {
	out.WriteByte('[') // the writer keeps its first error
	first := true
	for part, err := range parts {
		if err != nil {
			return err
		}
		for _, rec := range part.Records {
			text, err := register.EncodeJSON(originalView(part.Register, rec.(*register.Listing), on))
			if err != nil {
				return err
			}
			if !first {
				out.WriteByte(',')
			}
			first = false
			if _, err := out.Write(text); err != nil {
				return err
			}
		}
	}
	return out.WriteByte(']')
}

func originalView(reg *register.Register, l *register.Listing, on register.Date) originalListing {
	v := originalListing{
		ID: l.ID, EntityType: l.EntityType, Manufacturer: reg.Manufacturer(l.Manufacturer).Name, Model: l.Model,
		Status: originalStatus(l.StatusOn(on)), CreatedAt: register.Instant(l.CreatedAt), UpdatedAt: register.Instant(l.UpdatedAt),
		DeviceClasses: []originalClass{}, Certificates: []originalCertificate{},
	}
	classes := l.DeviceClassesOn(on)
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		attributes := map[string]string{}
		for name, value := range classes[class] {
			attributes[name] = originalText(value)
		}
		v.DeviceClasses = append(v.DeviceClasses, originalClass{class, attributes})
	}
	for _, c := range reg.CertificatesOf(l.ID) {
		v.Certificates = append(v.Certificates, originalCertificate{c.ID, reg.CertifyingBody(c.CertifyingBody).Name, c.CertificationDate, c.Expiry, append([]string{}, c.TestProfiles...)})
	}
	return v
}

// originalText writes an attribute's value as its table had it, a text.
func originalText(v register.Value) string {
	if min, max, ok := v.Range(); ok {
		return register.FormatNumber(min) + "-" + register.FormatNumber(max)
	}
	if b, ok := v.Bool(); ok {
		return strconv.FormatBool(b)
	}
	return v.String()
}
