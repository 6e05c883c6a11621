package match

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/base/textarena"
	"opencec/tools/register"
)

// An Item is a product as somebody wrote it: its ID, or its Model together with the
// Manufacturer or Brand if known. If both are given, both must fit.
type Item struct {
	ID           string
	Manufacturer string
	Brand        string
	Model        string
	DeviceClass  string // id of a class that the listing must have; "" for any; not used with ID
}

// An Outcome is the outcome of looking up an item.
type Outcome string

// The outcomes.
const (
	Exact     Outcome = "exact"     // exactly one product has this name
	None      Outcome = "none"      // no product has this name
	Ambiguous Outcome = "ambiguous" // several products have this name
)

// By says how an item was recognised.
type By string

// The ways to recognise an item, from strict to lenient.
const (
	ByID          By = "id"
	ByFormerID    By = "former-id"
	ByName        By = "name"
	BySpelling    By = "spelling"
	ByStandard    By = "standard"
	ByPunctuation By = "punctuation"
)

// A Result is the result of looking up an item.
type Result struct {
	Outcome   Outcome
	By        By                  // "" if the outcome is None
	Listings  []*register.Listing // the listings of the product, by id; only if the outcome is Exact
	Unmatched []string            // words of the recorded manufacturer's name that the item leaves out
	Products  int                 // how many products have the name, if the outcome is Ambiguous
	// NearMisses are at most MaxNearMisses products, best first. If the outcome is
	// Ambiguous, they are the products that have the name, by id, at most MaxCandidates.
	NearMisses []NearMiss
}

// An Index finds the listings of one version of the register by name.
type Index struct {
	reg           *register.Register
	manufacturers *manufacturerIndex

	manufacturer []uint32 // by listing
	brand        []uint32 // by listing: a text of manufacturers; 0 for none
	product      []uint32 // by listing
	listings     lists    // by product

	names          []name
	base           map[string]uint32 // numbers of the distinct bases of models
	byBase         lists             // indexes in names, by base
	folded         []string          // the distinct folded models
	number         map[string]uint32 // by folded model
	byFolded       lists             // indexes in names, by folded model
	byManufacturer lists             // indexes in names, by manufacturer
	trigrams       *trigramIndex     // of folded
}

// A name is one of the names of a listing's model.
type name struct {
	modelSpelling
	listing uint32
	label   uint32 // brand of a white label, as a text of manufacturers; 0 for the listing's own
	model   uint32 // number of the folded model
}

// New returns the index of a register.
func New(reg *register.Register) *Index {
	n := len(reg.Listings)
	x := &Index{reg: reg, manufacturers: newManufacturerIndex(reg.Manufacturers),
		manufacturer: make([]uint32, n), brand: make([]uint32, n), product: make([]uint32, n),
		base: make(map[string]uint32, n), number: make(map[string]uint32, n)}
	ordinals := make(map[string]uint32, len(reg.Manufacturers))
	for i, m := range reg.Manufacturers {
		ordinals[m.ID] = uint32(i)
	}
	products := make(map[string]uint32, n)
	var texts textarena.Arena
	var bases []uint32 // of the names
	for i, l := range reg.Listings {
		listing := uint32(i)
		x.manufacturer[i] = ordinals[l.Manufacturer]
		x.brand[i] = x.manufacturers.addBrand(x.manufacturer[i], l.Brand)
		x.addProduct(products, listing, l)
		bases = x.addListing(&texts, bases, listing, l)
	}
	x.names = slices.Clone(x.names) // without room for more
	x.listings = newLists(len(products), n, func(listing int) uint32 { return x.product[listing] })
	x.byBase = newLists(len(x.base), len(bases), func(name int) uint32 { return bases[name] })
	x.byFolded = newLists(len(x.folded), len(x.names), func(name int) uint32 { return x.names[name].model })
	x.byManufacturer = newLists(len(reg.Manufacturers), len(x.names), func(name int) uint32 { return x.manufacturer[x.names[name].listing] })
	x.manufacturers.finish()
	x.trigrams = newTrigramIndex(x.folded)
	return x
}

func (x *Index) addProduct(products map[string]uint32, listing uint32, l *register.Listing) {
	model := spell(l.Model)
	key := l.Manufacturer + "\x00" + model.key + "\x00" + model.folded // compares like BySpelling
	product, known := products[key]
	if !known {
		product = uint32(len(products))
		products[key] = product
	}
	x.product[listing] = product
}

// addListing adds all names of a listing, and appends their bases. Names without a standard's tag get the tag of
// another name, because it is the listing that is approved to the standard.
func (x *Index) addListing(texts *textarena.Arena, bases []uint32, listing uint32, l *register.Listing) []uint32 {
	first := len(x.names)
	own := append([]string{l.Model}, l.Aliases...)
	bases = x.addNames(texts, bases, listing, 0, own)
	for _, label := range l.WhiteLabels {
		brand := x.manufacturers.add(spelling.Fold(label.Brand))
		switch {
		case brand == 0:
		case label.Model != "":
			bases = x.addNames(texts, bases, listing, brand, []string{label.Model})
		default:
			bases = x.addNames(texts, bases, listing, brand, own)
		}
	}
	giveTag(x.names[first:], func(n *name) *modelSpelling { return &n.modelSpelling })
	return bases
}

func (x *Index) addNames(texts *textarena.Arena, bases []uint32, listing, label uint32, models []string) []uint32 {
	for _, model := range models {
		s := spell(model)
		s.key = texts.Keep(s.key)
		s.base = s.key[:len(s.base)] // the key begins with it
		folded, known := x.number[s.folded]
		if !known {
			folded = uint32(len(x.folded))
			s.folded = texts.Keep(s.folded)
			x.number[s.folded] = folded
			x.folded = append(x.folded, s.folded)
		}
		s.folded = x.folded[folded] // share the string
		base, known := x.base[s.base]
		if !known {
			base = uint32(len(x.base))
			x.base[s.base] = base
		}
		bases = append(bases, base)
		x.names = append(x.names, name{s, listing, label, folded})
	}
	return bases
}

// Find returns the results for the items, in their order.
func (x *Index) Find(ctx context.Context, items []Item) ([]Result, error) {
	results := make([]Result, len(items))
	known := map[string]*manufacturerQuery{}
	for i, item := range items {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("looking for item %d of %d: %w", i, len(items), err)
		}
		if item.ID != "" {
			results[i] = x.findID(item.ID, known)
			continue
		}
		w := x.wanted(item.Model, known, item.Manufacturer, item.Brand)
		w.class = item.DeviceClass
		results[i] = x.findName(w)
	}
	return results, nil
}

// A want is the product to look for.
type want struct {
	modelSpelling
	manufacturers []*manufacturerQuery // all of them have to fit
	class         string               // of devices; "" for any
}

func (x *Index) wanted(model string, known map[string]*manufacturerQuery, names ...string) want {
	w := want{modelSpelling: spell(model)}
	for _, name := range names {
		if name == "" {
			continue
		}
		if known[name] == nil {
			known[name] = x.manufacturers.find(name)
		}
		w.manufacturers = append(w.manufacturers, known[name])
	}
	return w
}

func (x *Index) findID(id string, known map[string]*manufacturerQuery) Result {
	id = strings.ToLower(strings.TrimSpace(spelling.Plain(id)))
	if l := x.reg.Listing(id); l != nil {
		return Result{Outcome: Exact, By: ByID, Listings: []*register.Listing{l}}
	}
	if current, ok := x.reg.CurrentID(register.Listings, id); ok {
		return Result{Outcome: Exact, By: ByFormerID, Listings: []*register.Listing{x.reg.Listing(current)}}
	}
	manufacturer, model, ok := strings.Cut(id, "/")
	if !ok {
		manufacturer, model = "", id
	}
	return Result{Outcome: None, NearMisses: x.nearMisses(x.wanted(model, known, manufacturer))}
}

func (x *Index) findName(w want) Result {
	withBase, withFolded := x.withBase(w.base), x.withFolded(w.folded)
	based, folded := x.named(w, withBase), x.named(w, withFolded)
	if len(w.manufacturers) == 0 {
		if r, several := x.severalManufacturers(w, based); several {
			return r
		}
		folded = nil // without its punctuation, a model says too little about its manufacturer
	}
	for _, step := range steps {
		names, all := based, withBase
		if step.by == ByPunctuation {
			names, all = folded, withFolded
		}
		same := x.same(step, w, names)
		switch products := x.products(same); len(products) {
		case 0:
		case 1:
			return Result{Outcome: Exact, By: step.by, Listings: x.listingsOf(w, products[0]), Unmatched: x.leastUnmatched(w, same), NearMisses: x.variants(w, products[0], append(names, x.longerNamed(w, all)...))}
		default:
			return x.ambiguous(step.by, w, same)
		}
	}
	return Result{Outcome: None, NearMisses: x.nearMisses(w)}
}

// severalManufacturers returns the result for a model that is given without a
// manufacturer and that several manufacturers have, and whether that is so. Case, spacing
// and the standard's tag say nothing about the manufacturer, so an exact spelling does
// not decide here.
func (x *Index) severalManufacturers(w want, based []uint32) (Result, bool) {
	var all []uint32
	by := ByName
	for _, step := range steps {
		if step.by == ByPunctuation {
			continue
		}
		if same := x.same(step, w, based); len(same) > len(all) {
			all, by = same, step.by
		}
	}
	for _, n := range all {
		if x.manufacturer[x.names[n].listing] != x.manufacturer[x.names[all[0]].listing] {
			return x.ambiguous(by, w, all), true
		}
	}
	return Result{}, false
}

// ambiguous returns the result for names of several products.
func (x *Index) ambiguous(by By, w want, names []uint32) Result {
	near, products := x.candidates(w, names)
	return Result{Outcome: Ambiguous, By: by, Products: products, NearMisses: near}
}

// same returns the names that equal the wanted one by a step.
func (x *Index) same(step step, w want, names []uint32) []uint32 {
	return slices.DeleteFunc(slices.Clone(names), func(n uint32) bool { return !step.same(&w.modelSpelling, &x.names[n].modelSpelling) })
}

// alike returns the names as candidates with a perfect model score.
func alike(names []uint32) []candidate {
	candidates := make([]candidate, len(names))
	for i, n := range names {
		candidates[i] = candidate{n, 1}
	}
	return candidates
}

// withBase returns the names with a base.
func (x *Index) withBase(base string) []uint32 {
	n, ok := x.base[base]
	if !ok {
		return nil
	}
	return x.byBase.of(n)
}

// withFolded returns the names with a folded model. A model without letters and digits
// has none.
func (x *Index) withFolded(folded string) []uint32 {
	n, ok := x.number[folded]
	if !ok || folded == "" {
		return nil
	}
	return x.byFolded.of(n)
}

// named returns those names that belong to the wanted manufacturers and device class.
func (x *Index) named(w want, names []uint32) []uint32 {
	var found []uint32
	for _, n := range names {
		if x.fits(w, &x.names[n]) && x.hasClass(w, x.names[n].listing) {
			found = append(found, n)
		}
	}
	return found
}

func (x *Index) fits(w want, n *name) bool {
	for _, who := range w.manufacturers {
		if !x.fitsManufacturer(who, n) {
			return false
		}
	}
	return true
}

// hasClass reports whether a listing has the wanted device class.
func (x *Index) hasClass(w want, listing uint32) bool {
	if w.class == "" {
		return true
	}
	_, has := x.reg.Listings[listing].DeviceClasses[w.class]
	return has
}

// fitsManufacturer reports whether who is the manufacturer of the model with that name. A
// prefix of the manufacturer's name is enough, unless it is the full name of a
// manufacturer.
func (x *Index) fitsManufacturer(who *manufacturerQuery, n *name) bool {
	return x.fitsFullName(who, n) || x.fitsPrefix(who, n)
}

func (x *Index) fitsPrefix(who *manufacturerQuery, n *name) bool {
	return who.text != 0 && n.label == 0 && !who.isFullName && contains(x.manufacturers.prefixes[who.text], x.manufacturer[n.listing])
}

// hasLongerFullName reports whether the manufacturer's name begins with the given one,
// which is also the full name of another manufacturer. The other one is meant, as far as
// is known.
func (x *Index) hasLongerFullName(who *manufacturerQuery, n *name) bool {
	return who.isFullName && n.label == 0 && !x.fitsFullName(who, n) && contains(x.manufacturers.prefixes[who.text], x.manufacturer[n.listing])
}

// longerNamed returns the names whose manufacturer fits only because its name is longer
// than the given one: lists may know one company by two names.
func (x *Index) longerNamed(w want, names []uint32) []uint32 {
	var found []uint32
	for _, n := range names {
		name := &x.names[n]
		fits := func(who *manufacturerQuery) bool {
			return x.fitsManufacturer(who, name) || x.hasLongerFullName(who, name)
		}
		others := slices.ContainsFunc(w.manufacturers, func(who *manufacturerQuery) bool { return !fits(who) })
		if !others && !x.fits(w, name) && x.hasClass(w, name.listing) {
			found = append(found, n)
		}
	}
	return found
}

// fitsFullName reports whether the given name is a full name of the manufacturer of the
// model with that name.
func (x *Index) fitsFullName(who *manufacturerQuery, n *name) bool {
	manufacturer, brand := x.manufacturer[n.listing], x.brand[n.listing]
	switch {
	case who.text == 0:
		return false
	case n.label != 0:
		return n.label == who.text
	case brand == who.text || slices.Contains(x.manufacturers.names[manufacturer], who.text):
		return true
	case brand == 0 && contains(x.manufacturers.brands[who.text], manufacturer):
		return true
	}
	return false
}

// products returns the products of the names, in order.
func (x *Index) products(names []uint32) []uint32 {
	var products []uint32
	for _, n := range names {
		products = append(products, x.product[x.names[n].listing])
	}
	slices.Sort(products)
	return slices.Compact(products)
}

// listingsOf returns the listings of a product that have the wanted device class, or all
// if none has it.
func (x *Index) listingsOf(w want, product uint32) []*register.Listing {
	var listings, others []*register.Listing
	for _, n := range x.listings.of(product) {
		if x.hasClass(w, n) {
			listings = append(listings, x.reg.Listings[n])
		} else {
			others = append(others, x.reg.Listings[n])
		}
	}
	if listings == nil {
		return others
	}
	return listings
}
