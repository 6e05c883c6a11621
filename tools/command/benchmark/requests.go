package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/register"
)

const (
	// maxPaths is the number of different requests of a kind, too many for a cache of answers to
	// help: together their answers have hundreds of megabytes.
	maxPaths = 20_000

	// days is the length of the time from which the days of requests are taken. It ends today.
	days = 3652 // ten years

	// maxCapacity is the largest least capacity that requests ask for, in kWh. About a tenth of the
	// generated batteries have more.
	maxCapacity = 40
)

// A kind is a kind of request to the API. Its requests differ from each other.
type kind struct {
	name   string
	about  string
	path   func(w *pathWriter) string
	isPage bool // it is a filtered page of 20 listings
}

// page is the query of a page of 20 listings without its threshold, the same for all kinds that
// are compared with it.
const page = "/v1/listings?status=active&entity_type=client&limit=20&bess.capacity__gte="

// kinds are all kinds of requests, in the order of the report.
var kinds = []kind{
	{name: "page", about: "status, entity type and another least capacity each time, today", isPage: true,
		path: func(w *pathWriter) string { return page + w.capacity() }},
	{name: "day", about: "the same on another day of ten years each time", isPage: true,
		path: func(w *pathWriter) string { return page + w.capacity() + "&on=" + w.day() }},
	{name: "selective", about: "the active listings of a manufacturer on another day, a page that few listings match", isPage: true,
		path: func(w *pathWriter) string {
			return "/v1/listings?status=active&limit=20&manufacturer=" + pick(w.rng, w.manufacturers) + "&on=" + w.day()
		}},
	{name: "words", about: "q= with words of the register's names, the last a prefix",
		path: func(w *pathWriter) string { return "/v1/listings?limit=20&q=" + url.QueryEscape(w.words()) }},
	{name: "facets", about: "a page with the counts of three fields, with other filters on another day",
		path: func(w *pathWriter) string {
			return "/v1/listings?limit=20&facets=" + w.facets() + "&" + w.filter() + "&on=" + w.day()
		}},
	{name: "sort", about: "a page sorted by listed_until, up or down, on another day",
		path: func(w *pathWriter) string {
			return page + w.capacity() + "&sort=" + pick(w.rng, []string{"listed_until", "-listed_until"}) + "&on=" + w.day()
		}},
	{name: "id", about: "another listing by its id",
		path: func(w *pathWriter) string { return "/v1/listings/" + pick(w.rng, w.listings).ID }},
	{name: "check", about: "another model in /v1/check on another day",
		path: func(w *pathWriter) string {
			l := pick(w.rng, w.listings)
			return "/v1/check?manufacturer=" + url.QueryEscape(l.Manufacturer) + "&model=" + url.QueryEscape(l.Model) + "&on=" + w.day()
		}},
}

// kindNames returns the names of all kinds.
func kindNames() []string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// paths returns up to maxPaths different requests of the kind, the same for the same writer.
func (k kind) paths(w *pathWriter) []string {
	known := map[string]bool{}
	var paths []string
	for range 4 * maxPaths { // small registers have fewer
		if path := k.path(w); !known[path] {
			known[path] = true
			paths = append(paths, path)
		}
		if len(paths) == maxPaths {
			break
		}
	}
	return paths
}

// A listing is what requests are made from.
type listing struct {
	ID             string                                `json:"id"`
	Manufacturer   string                                `json:"manufacturer"`
	ManufacturerID string                                `json:"manufacturer_id"`
	Brand          string                                `json:"brand"`
	Series         string                                `json:"series"`
	Model          string                                `json:"model"`
	EntityType     string                                `json:"entity_type"`
	Status         string                                `json:"status"`
	Certified      bool                                  `json:"certified"`
	DeviceClasses  map[string]map[string]json.RawMessage `json:"device_classes"`

	document string // all of it, as the API wrote it
}

// capacity returns the capacity of the battery, as JSON; "null" without one.
func (l *listing) capacity() json.RawMessage {
	if c, ok := l.DeviceClasses["bess"]["capacity"]; ok {
		return c
	}
	return json.RawMessage("null")
}

// A pathWriter writes requests about a register.
type pathWriter struct {
	rng           *rand.Rand
	today         register.Date
	listings      []*listing
	manufacturers []string // ids
}

// newPathWriter returns a writer whose requests depend only on its arguments.
func newPathWriter(listings []*listing, today register.Date, seed uint64) *pathWriter {
	w := &pathWriter{rng: rand.New(rand.NewPCG(seed, 17)), today: today, listings: listings}
	for _, l := range listings {
		w.manufacturers = append(w.manufacturers, l.ManufacturerID)
	}
	slices.Sort(w.manufacturers)
	w.manufacturers = slices.Compact(w.manufacturers)
	return w
}

func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

func (w *pathWriter) day() string { return w.today.AddDays(-w.rng.IntN(days)).String() }

func (w *pathWriter) capacity() string {
	return strconv.FormatFloat(float64(w.rng.IntN(maxCapacity*1000))/1000, 'f', -1, 64)
}

// words returns a word of a listing's names, or two, of which the last is a prefix.
func (w *pathWriter) words() string {
	const shortest = 2
	l := pick(w.rng, w.listings)
	all := strings.Fields(strings.Join([]string{l.Manufacturer, l.Brand, l.Series, l.Model}, " "))
	last := []rune(strings.Trim(pick(w.rng, all), "()"))
	last = last[:min(len(last), shortest+w.rng.IntN(8))]
	if w.rng.IntN(2) == 0 {
		return string(last)
	}
	return strings.Trim(pick(w.rng, all), "()") + " " + string(last)
}

// facets returns three different fields.
func (w *pathWriter) facets() string {
	fields := []string{"manufacturer", "status", "certified", "entity_type", "device_class", "test_profile", "deployment"}
	w.rng.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	return strings.Join(fields[:3], ",")
}

// filter returns a filter that matches many listings or few.
func (w *pathWriter) filter() string {
	switch w.rng.IntN(4) {
	case 0:
		return "bess.capacity__gte=" + w.capacity()
	case 1:
		return "status=" + pick(w.rng, []string{"active", "expired", "upcoming"})
	case 2:
		return "manufacturer=" + pick(w.rng, w.manufacturers)
	default:
		return fmt.Sprintf("certified=true&bess.capacity__lt=%s", w.capacity())
	}
}
