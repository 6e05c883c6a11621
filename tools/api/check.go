package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// checks answers /v1/check: the state of many products on a day, as somebody wrote them.
type checks struct {
	server *Server
}

func (s *Server) checks() checks { return checks{s} }

// get answers for the items in the parameters.
func (c checks) get(w http.ResponseWriter, r *http.Request) error {
	engine, err := c.server.engine("")
	if err != nil {
		return err
	}
	values, problems := query.Values(r.URL.RawQuery)
	if len(problems) > 0 {
		return invalidQuery(problems)
	}
	at, on, err := c.times(r.Context(), engine, onlyTimes(values))
	if err != nil {
		return err
	}
	items, err := parameterItems(values, at.engine.Register().DeviceClasses)
	if err != nil {
		return err
	}
	canonical, err := canonicalItems(items, on, at.revisionSpec())
	if err != nil {
		return err
	}
	if c.server.unchanged(w, r, at.engine, canonical) {
		return nil
	}
	return c.respond(w, r, at, items, on)
}

// onlyTimes returns the parameters that do not belong to an item.
func onlyTimes(values url.Values) url.Values {
	times := url.Values{}
	for _, name := range checkTimes {
		if values.Has(name) {
			times[name] = values[name]
		}
	}
	return times
}

// checkTimes are the parameters on and as_of of a check.
var checkTimes = []string{"on", asOf}

// times reads on and as_of, and refuses all other parameters.
func (c checks) times(ctx context.Context, engine query.Engine, values url.Values) (asOfEngine, register.Date, error) {
	at, problems, err := c.server.engineAsOf(ctx, engine, values)
	if err != nil {
		return asOfEngine{}, register.Date{}, err
	}
	on, more := query.ParseOn(values, c.server.scope(at, ""))
	if problems = append(problems, more...); len(problems) > 0 {
		return asOfEngine{}, register.Date{}, invalidQuery(problems)
	}
	return at, on, nil
}

// post answers for the items in the body.
func (c checks) post(w http.ResponseWriter, r *http.Request) error {
	engine, err := c.server.engine("")
	if err != nil {
		return err
	}
	values, problems := query.Values(r.URL.RawQuery)
	if len(problems) > 0 {
		return invalidQuery(problems)
	}
	at, on, err := c.times(r.Context(), engine, values)
	if err != nil {
		return err
	}
	items, err := bodyItems(r, at.engine.Register().DeviceClasses)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return c.respond(w, r, at, items, on)
}

// A checkDocument is the answer to a check, in the order of the items.
type checkDocument struct {
	Data []checkAnswer `json:"data"`
	Meta answerMeta    `json:"meta"`
}

func (c checks) respond(w http.ResponseWriter, r *http.Request, at asOfEngine, items []checkItem, on register.Date) error {
	wanted := make([]match.Item, len(items))
	for i, item := range items {
		wanted[i] = item.wanted()
	}
	results, err := at.engine.Find(r.Context(), wanted)
	if err != nil {
		return err
	}
	reg, err := at.engine.Related(r.Context(), foundIDs(results))
	if err != nil {
		return err
	}
	doc := checkDocument{Data: make([]checkAnswer, len(items)), Meta: at.meta(on, len(items))}
	answers := checker{reg, on, at.revisionSpec()}
	for i, item := range items {
		doc.Data[i] = answers.answer(item, inFull(results[i], reg))
	}
	return respondJSON(w, doc)
}

// foundIDs returns the ids of all found listings, sorted.
func foundIDs(results []match.Result) []string {
	var ids []string
	for _, result := range results {
		ids = append(ids, idsOf(result.Listings)...)
		for _, near := range result.NearMisses {
			ids = append(ids, near.Listing.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// inFull returns a result with the listings of a register, which have all fields.
func inFull(result match.Result, reg *register.Register) match.Result {
	result.Listings, result.NearMisses = slices.Clone(result.Listings), slices.Clone(result.NearMisses)
	for i, l := range result.Listings {
		result.Listings[i] = reg.Listing(l.ID)
	}
	for i, near := range result.NearMisses {
		result.NearMisses[i].Listing = reg.Listing(near.Listing.ID)
	}
	return result
}

func idsOf(listings []*register.Listing) []string {
	ids := make([]string, len(listings))
	for i, l := range listings {
		ids[i] = l.ID
	}
	return ids
}
