package api

import (
	"context"
	"net/http"
	"net/url"
	"sync"

	"opencec/tools/match"
	"opencec/tools/memory"
	"opencec/tools/query"
	"opencec/tools/register"
)

// A finder tells which listings are meant by what somebody wrote: an index of the
// names of one version of the register.
type finder interface {
	Find(ctx context.Context, items []match.Item) ([]match.Result, error)
}

// finders holds the finder of the version that was last checked against. A
// version's is built by the first check, and others wait for it.
type finders struct {
	mu    sync.Mutex
	reg   *register.Register
	build func() finder
}

// of returns the finder of a version of the register.
func (f *finders) of(reg *register.Register) finder {
	f.mu.Lock()
	if f.reg != reg {
		f.reg, f.build = reg, sync.OnceValue(func() finder { return match.New(reg) })
	}
	build := f.build
	f.mu.Unlock()
	return build()
}

// checks answers /v1/check: what holds on a day for each of many products, as
// somebody wrote them.
type checks struct {
	server  *Server
	finders *finders
}

func (s *Server) checks() checks { return checks{s, new(finders)} }

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

func (c checks) respond(w http.ResponseWriter, r *http.Request, engine *memory.Engine, items []checkItem, on register.Date) error {
	reg := engine.Register()
	wanted := make([]match.Item, len(items))
	for i, item := range items {
		wanted[i] = item.wanted()
	}
	results, err := c.finders.of(reg).Find(r.Context(), wanted)
	if err != nil {
		return err
	}
	doc := checkDocument{Data: make([]checkAnswer, len(items)), Meta: reg.ListMeta(on, len(items))}
	answers := checker{reg, on}
	for i, item := range items {
		doc.Data[i] = answers.answer(item, results[i])
	}
	return respondJSON(w, doc)
}
