package generator

import (
	"strconv"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// A role is the role of the listings of a series.
type role int

const (
	device role = iota
	nativeClient
	siteClient // in a box on site, in the cloud, or both
	server
	other // of an entity type that no rule speaks of
)

// A card is a role with its entity type.
type card struct {
	role       role
	entityType string
}

// roles returns the deck of roles for series, weighted by frequency, for the existing entity
// types.
func roles(types []*register.EntityType) []card {
	var deck []card
	add := func(n int, role role, entityType string) {
		for range n {
			deck = append(deck, card{role, entityType})
		}
	}
	for _, t := range types {
		switch t.ID {
		case register.EntityDevice:
			add(11, device, t.ID)
		case register.EntityClient:
			add(5, nativeClient, t.ID)
			add(2, siteClient, t.ID)
		case register.EntityServer:
			add(1, server, t.ID)
		default:
			add(1, other, t.ID)
		}
	}
	return deck
}

// Sizes of series.
const (
	leastHardware, mostHardware = 2, 10
	leastSoftware, mostSoftware = 1, 4
)

// seriesPerManufacturer is the number of series per manufacturer.
const seriesPerManufacturer = 4

var (
	families = []string{"Arc", "Bay", "Cove", "Crest", "Dune", "Fern", "Flint", "Gale", "Harvest", "Haven", "Kiln", "Lagoon", "Mesa", "Orbit",
		"Outback", "Pulse", "Reef", "Ridge", "Summit", "Swell", "Terra", "Tide", "Vale", "Zephyr"}
	editions = []string{"Home", "Site", "Pro", "Fleet"}
	suffixes = []string{"", "", "T", "S", "H", "-P3"}
)

// standardTag is the standard as lists append it to the model.
const standardTag = " (AS4777-2 2020)"

// A series is a set of models of a manufacturer that differ in size. Its number determines it.
type series struct {
	number int
	card
	manufacturer manufacturer
	code         string // "KQ": no other series has it, and models begin with it
	name         string // "Ridge KQ"
	classes      []*register.DeviceClass
	tables       []attributeTable // the attributes, by class
	models       []model
}

// A model is one listing of a series.
type model struct {
	name  string // as its manufacturer writes it, without the standard's tag
	title string // as the listing has it
	id    string
}

// series returns the series with that number.
func (g *Generator) series(number int) *series {
	r := g.random("series", number)
	s := &series{number: number, card: g.card(number), code: code(number)}
	s.manufacturer = g.manufacturer(manufacturerOf(r, number))
	s.name = pick(r, families) + " " + s.code
	s.classes = g.classesOf(r, s)
	if s.isSoftware() {
		s.addSoftware(r)
	} else {
		s.addHardware(r)
	}
	return s
}

// card returns the role of the series with that number.
func (g *Generator) card(number int) card { return dealCard(g, "roles", g.roles, number) }

// manufacturerOf returns the number of the manufacturer of a series. Squaring favours the first
// manufacturers.
func manufacturerOf(r random, number int) int {
	newest := number / seriesPerManufacturer
	if number%seriesPerManufacturer == 0 {
		return newest
	}
	chance := r.Float64()
	return int(chance * chance * float64(newest+1))
}

// isNewManufacturer reports whether the series is the first of its manufacturer.
func (s *series) isNewManufacturer() bool { return s.number%seriesPerManufacturer == 0 }

func (s *series) isSoftware() bool { return s.role == siteClient || s.role == server }

// code writes a number in letters that cannot form a word.
func code(number int) string {
	const letters = "KQRTXBDGHLMNPSVWZCFJ"
	var b strings.Builder
	for b.Len() < 2 || number > 0 {
		b.WriteByte(letters[number%len(letters)])
		number /= len(letters)
	}
	return b.String()
}

// classesOf deals the device classes of a series. Some devices have two, such as a hybrid
// inverter with its battery; software has any number.
func (g *Generator) classesOf(r random, s *series) []*register.DeviceClass {
	all := g.vocabulary.DeviceClasses
	if len(all) == 0 {
		return nil
	}
	if s.isSoftware() {
		return some(r, r.between(1, len(all)), all)
	}
	first := dealCard(g, "classes", all, s.number)
	classes := []*register.DeviceClass{first}
	if second := pick(r, all); r.chance(20) && second != first {
		classes = append(classes, second)
	}
	return classes
}

// addSoftware adds editions, which have no ratings.
func (s *series) addSoftware(r random) {
	for _, edition := range some(r, r.between(leastSoftware, mostSoftware), editions) {
		s.add(s.code+" Link "+edition, "")
	}
	for range s.classes {
		s.tables = append(s.tables, nil)
	}
}

// addHardware adds models by size, or by number if no attribute measures size.
func (s *series) addHardware(r random) {
	count := r.between(leastHardware, mostHardware)
	suffix := pick(r, suffixes)
	tag := ""
	if r.chance(10) {
		tag = standardTag
	}
	var size *register.Attribute
	if len(s.classes) > 0 {
		size = sizeOf(s.classes[0])
	}
	if size != nil {
		count = min(count, len(steps(*size)))
	}
	for _, class := range s.classes {
		s.tables = append(s.tables, drawAttributes(r, class, count))
	}
	for i := range count {
		label := strconv.Itoa(i + 1)
		if size != nil {
			v, _ := s.tables[0][i][size.ID].Number()
			label = sizeLabel(v)
		}
		s.add(s.code+"-"+label+suffix, tag)
	}
}

// sizeLabel writes a size as manufacturers do in models: 5.0, 13.5, 440.
func sizeLabel(v float64) string {
	label := register.FormatNumber(v)
	if v < 100 && !strings.Contains(label, ".") {
		label += ".0"
	}
	return label
}

func (s *series) add(name, tag string) {
	s.models = append(s.models, model{name, name + tag, s.manufacturer.id + "/" + spelling.Slug(name)})
}
