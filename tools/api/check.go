package api

import (
	"net/http"
	"net/url"
	"slices"

	"opencec/tools/match"
	"opencec/tools/query"
	"opencec/tools/register"
)

// checks answers /v1/check: what holds on a day for each of many products, as
// somebody wrote them.
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
	items, err := parameterItems(values)
	if err != nil {
		return err
	}
	on, problems := query.ParseOn(onlyOn(values), c.server.today(engine))
	if len(problems) > 0 {
		return invalidQuery(problems)
	}
	canonical, err := canonicalItems(items, on)
	if err != nil {
		return err
	}
	if c.server.unchanged(w, r, engine, canonical) {
		return nil
	}
	return c.respond(w, r, engine, items, on)
}

func onlyOn(values url.Values) url.Values {
	if !values.Has("on") {
		return nil
	}
	return url.Values{"on": values["on"]}
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
	on, problems := query.ParseOn(values, c.server.today(engine))
	if len(problems) > 0 {
		return invalidQuery(problems)
	}
	items, err := bodyItems(r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return c.respond(w, r, engine, items, on)
}

// checkDocument is the answer to a check, with its answers in the order of the
// items.
type checkDocument struct {
	Data []checkAnswer     `json:"data"`
	Meta register.ListMeta `json:"meta"`
}

func (c checks) respond(w http.ResponseWriter, r *http.Request, engine query.Engine, items []checkItem, on register.Date) error {
	wanted := make([]match.Item, len(items))
	for i, item := range items {
		wanted[i] = item.wanted()
	}
	results, err := engine.Find(r.Context(), wanted)
	if err != nil {
		return err
	}
	reg, err := engine.Around(r.Context(), foundIDs(results))
	if err != nil {
		return err
	}
	doc := checkDocument{Data: make([]checkAnswer, len(items)), Meta: reg.ListMeta(on, len(items))}
	answers := checker{reg, on}
	for i, item := range items {
		doc.Data[i] = answers.answer(item, inFull(results[i], reg))
	}
	return respondJSON(w, doc)
}

// foundIDs returns the ids of all listings that were found, sorted.
func foundIDs(results []match.Result) []string {
	var ids []string
	for _, result := range results {
		ids = append(ids, idsOf(result.Listings)...)
		for _, near := range result.Near {
			ids = append(ids, near.Listing.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// inFull returns a result with the listings as a register has them.
func inFull(result match.Result, reg *register.Register) match.Result {
	result.Listings, result.Near = slices.Clone(result.Listings), slices.Clone(result.Near)
	for i, l := range result.Listings {
		result.Listings[i] = reg.Listing(l.ID)
	}
	for i, near := range result.Near {
		result.Near[i].Listing = reg.Listing(near.Listing.ID)
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
