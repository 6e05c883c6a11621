package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// An oracle knows the right answers. It computes them from the JSON of every record, without an
// engine.
//
// Versions of the same variant differ only in their number. So an answer is computed for one of
// them, the model, and the numbers in the server's answer are replaced by those of the model before
// the two are compared.
type oracle struct {
	cat *catalogue

	mu     sync.Mutex
	states map[int]*state // by version
}

// A state is what the oracle knows about one version.
type state struct {
	mu       sync.Mutex
	reg      *register.Register
	listings *querytest.Oracle
	views    map[viewKey][]map[string]any
	answers  map[string]querytest.Answer
}

type viewKey struct {
	folder string
	on     register.Date
}

func newOracle(cat *catalogue) *oracle { return &oracle{cat: cat, states: map[int]*state{}} }

// modelOf returns the version that stands for all of its variant.
func modelOf(n int) int { return firstVersion + n%variants }

// toModel rewrites a text of version n as that of its model. A text of version n has the numbers of
// n, of the earlier versions in which certificates were last revoked, and of the first. Any other
// number stays, and makes the comparison fail.
func (o *oracle) toModel(n int, text string) string {
	m := modelOf(n)
	if n == m {
		return text
	}
	var pairs []string
	for d := range variants {
		pairs = append(pairs, commitOf(n-d), commitOf(m-d), editionOf(n-d), editionOf(m-d),
			o.instant(n-d), o.instant(m-d))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// instant has no zone, like the times of the original API.
func (o *oracle) instant(n int) string { return o.cat.timeOf(n).Format("2006-01-02T15:04:05") }

// at calls use with the state of a version. Only one call for a version runs at a time.
func (o *oracle) at(n int, use func(*state) error) error {
	s, err := o.state(n)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return use(s)
}

func (o *oracle) state(n int) (*state, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if s := o.states[n]; s != nil {
		return s, nil
	}
	reg, err := o.cat.register(n)
	if err != nil {
		return nil, err
	}
	s := &state{reg: reg, listings: querytest.NewOracle(reg), views: map[viewKey][]map[string]any{}, answers: map[string]querytest.Answer{}}
	o.states[n] = s
	return s, nil
}

// prepare computes the answers to all questions of a mix, so that this does not slow down the
// server when it is measured.
func (o *oracle) prepare(m *mix) error {
	var parts errgroup.Group
	for n := 1; n < firstVersion+variants; n++ {
		parts.Go(func() error {
			for _, r := range m.requests {
				current := r.from != fixed && n >= firstVersion
				if r.question == nil || !current && r.version != n {
					continue
				}
				err := o.at(n, func(s *state) error {
					s.list(r.question)
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	return parts.Wait()
}

// list answers a query about listings.
func (s *state) list(values url.Values) querytest.Answer {
	key := values.Encode()
	if a, ok := s.answers[key]; ok {
		return a
	}
	a := s.listings.Answer(values)
	s.answers[key] = a
	return a
}

// all returns the JSON of all records of a kind, by id.
func (s *state) all(k register.Kind, on register.Date) []map[string]any {
	key := viewKey{k.Folder(), on}
	if views, ok := s.views[key]; ok {
		return views
	}
	var views []map[string]any
	for rec := range s.reg.All() {
		if rec.RecordKind() == k {
			views = append(views, decoded(s.reg.View(rec, on)))
		}
	}
	slices.SortFunc(views, func(a, b map[string]any) int { return strings.Compare(a["id"].(string), b["id"].(string)) })
	s.views[key] = views
	return views
}

// one returns the JSON of a record.
func (s *state) one(k register.Kind, id string, on register.Date) (map[string]any, error) {
	for _, view := range s.all(k, on) {
		if view["id"] == id {
			return view, nil
		}
	}
	return nil, fmt.Errorf("there is no %s %q", k.Name(), id)
}

func decoded(view any) map[string]any {
	text, err := register.EncodeJSON(view)
	if err != nil {
		panic(err) // what the register shows always encodes
	}
	var o map[string]any
	if err := json.Unmarshal(text, &o); err != nil {
		panic(err)
	}
	return o
}
