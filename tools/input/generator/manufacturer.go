package generator

import (
	"strconv"
	"strings"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// The words of made-up names. No two combinations are equal.
var (
	colours = []string{"Amber", "Azure", "Bronze", "Cobalt", "Copper", "Coral", "Crimson", "Dusty", "Ember", "Golden", "Indigo", "Ivory",
		"Jade", "Lilac", "Mossy", "Ochre", "Olive", "Pearl", "Russet", "Saffron", "Silver", "Teal", "Umber", "Violet"}
	animals = []string{"Bandicoot", "Barramundi", "Bettong", "Bilby", "Bowerbird", "Brolga", "Budgerigar", "Cassowary", "Cockatoo", "Corella",
		"Cuscus", "Dingo", "Dugong", "Dunnart", "Echidna", "Emu", "Falcon", "Galah", "Gecko", "Goanna", "Honeyeater", "Ibis", "Jabiru",
		"Kangaroo", "Koala", "Kookaburra", "Kowari", "Lorikeet", "Lyrebird", "Magpie", "Marlin", "Ningaui", "Numbat", "Pademelon",
		"Platypus", "Possum", "Potoroo", "Quokka", "Quoll", "Rosella", "Taipan", "Tuatua", "Wallaby", "Wallaroo", "Wobbegong", "Wombat",
		"Wrasse", "Yabby"}
	trades = []string{"Charge", "Dynamics", "Electric", "Energy", "Grid", "Inverters", "Power", "Solar", "Storage", "Sun", "Technologies", "Volt"}
)

// sampleMark marks names of manufacturers and certifying bodies, whose records have no field
// for that.
const sampleMark = " (sample)"

// A manufacturer is a made-up manufacturer.
type manufacturer struct {
	number int
	brand  string // "Amber Bilby"
	name   string // "Amber Bilby Solar"
	id     string
}

// nameStep walks through all combinations of words in an apparently random order: it has no
// common divisor with their number.
const nameStep = 8513

// manufacturer returns the manufacturer with that number. Each has a unique name.
func (g *Generator) manufacturer(number int) manufacturer {
	combinations := len(colours) * len(animals) * len(trades)
	n := (g.firstName + number*nameStep) % combinations
	brand := colours[n%len(colours)] + " " + animals[n/len(colours)%len(animals)]
	name := brand + " " + trades[n/len(colours)/len(animals)]
	if round := number / combinations; round > 0 {
		name += " " + strconv.Itoa(round+1)
	}
	return manufacturer{number, brand, name, spelling.Slug(name + sampleMark)}
}

func (g *Generator) manufacturerRecord(m manufacturer) *register.Manufacturer {
	r := g.random("manufacturer", m.number)
	rec := &register.Manufacturer{
		Meta:        register.Meta{ID: m.id},
		Name:        m.name + sampleMark,
		Description: "Made up. There is no such manufacturer.",
	}
	if r.chance(40) {
		rec.Aliases = append(rec.Aliases, strings.ToUpper(m.name))
	}
	if r.chance(30) {
		rec.Aliases = append(rec.Aliases, m.name+" Pty Ltd")
	}
	return rec
}
