package website

import (
	"slices"
	"strings"

	"opencec/schemas"
	"opencec/tools/register"
)

const dataModelPath = "/data-model/"

// A DataModelPage shows the kinds of records, as their schemas describe them.
type DataModelPage struct {
	Diagram    *Diagram
	References []ReferenceRow // the diagram's lines in words
	Entities   []Entity
	Classes    []Entity // device classes with their attributes
	Attributes SchemaLink
}

// An Entity is a kind of record, or another thing with fields.
type Entity struct {
	Name        string // "Listing"
	Anchor      string
	Href        string // the overview of such records; "" for none
	Count       string // "12 records"
	Title       string // of the schema
	Description string
	Schema      SchemaLink
	Fields      []FieldRow
}

// A SchemaLink leads to the file of a schema.
type SchemaLink struct {
	Name string
	Href string // "" if it is not published
}

// A FieldRow describes a field.
type FieldRow struct {
	Name     string // its path: "periods[].from"
	Anchor   string
	Label    string // of an attribute: its name for people, with the unit
	Type     string
	Required bool
	Meaning  string
	Limits   string
	RefersTo Link // the kind whose records it names; the zero Link for other fields

	top bool // a field of the record itself
}

// A ReferenceRow says that a field of one kind names records of another.
type ReferenceRow struct {
	From, To Link
	Field    string
	Words    string // "exactly one", "at most one", "one or more", "any number"
}

func (c *Catalogue) addDataModel() error {
	set, err := readSchemas(c.register.DeviceClasses)
	if err != nil {
		return err
	}
	page, err := c.dataModel(set)
	if err != nil {
		return err
	}
	c.addPage(&Page{
		Path: dataModelPath, Title: "Data model", Layout: layoutDataModel, Trail: c.trail(),
		Description: "The kinds of records, their fields with types and limits, and how they refer to each other, from the schemas that all files are checked by.",
		data:        func() any { return page },
	})
	return nil
}

func (c *Catalogue) dataModel(set schemaSet) (*DataModelPage, error) {
	page := &DataModelPage{Attributes: c.schemaLink(schemas.AttributesFile)}
	kinds := register.Kinds()
	slices.Reverse(kinds) // people look for listings and certificates first
	described := map[string]bool{schemas.AttributesFile: true}
	for _, k := range kinds {
		entity, err := c.kindEntity(set, k)
		if err != nil {
			return nil, err
		}
		page.Entities = append(page.Entities, entity)
		page.References = append(page.References, entity.references()...)
		described[k.Schema()] = true
	}
	page.Diagram = drawDiagram(page.Entities)
	for _, name := range set.Names {
		if node := set.ByName[name]; !described[name] && node.Properties != nil {
			page.Entities = append(page.Entities, c.entity(set, name, nil))
		}
	}
	for _, class := range set.ByName[schemas.AttributesFile].Properties {
		page.Classes = append(page.Classes, c.classEntity(set, class))
	}
	return page, nil
}

func (c *Catalogue) schemaLink(name string) SchemaLink {
	link := SchemaLink{Name: name}
	if slices.ContainsFunc(c.schemas, func(s Schema) bool { return s.Name == name }) {
		link.Href = c.Href("schemas/" + name)
	}
	return link
}

func kindAnchor(k register.Kind) string { return k.Folder() }

// entity describes the subject of a schema's file. refers has the fields that name records,
// with the kind of these.
func (c *Catalogue) entity(set schemaSet, schema string, refers map[string]register.Kind) Entity {
	node := set.ByName[schema]
	name := strings.TrimSuffix(schema, ".schema.json")
	return Entity{
		Name: capitalise(strings.ReplaceAll(name, "-", " ")), Anchor: name + "-record",
		Title: node.Title, Description: node.Description, Schema: c.schemaLink(schema),
		Fields: set.fieldRows(node, "", schema, refers),
	}
}

func (c *Catalogue) kindEntity(set schemaSet, k register.Kind) (Entity, error) {
	refers, err := set.references(k)
	if err != nil {
		return Entity{}, err
	}
	e := c.entity(set, k.Schema(), refers)
	e.Name, e.Anchor = capitalise(k.Name()), kindAnchor(k)
	e.Href, e.Count = c.Href(overviewPath(k)), register.CountOf(c.register.Counts().Of(k), "record")
	return e, nil
}

// classEntity describes a device class by its attributes for listings.
func (c *Catalogue) classEntity(set schemaSet, class schemas.Property) Entity {
	fields := set.fieldRows(class.Node, "", "attributes-"+class.Name, nil)
	for i, f := range fields {
		if attribute := set.Property(class.Node, f.Name); attribute != nil {
			fields[i].Label = attribute.Title
		}
	}
	return Entity{
		Name: class.Node.Title, Anchor: "attributes-" + class.Name,
		Href:   c.recordHref(register.DeviceClasses, class.Name),
		Title:  "device_classes." + class.Name,
		Fields: fields,
	}
}

// fieldRows describes the fields of an object, and of the objects in it.
func (s schemaSet) fieldRows(object *schemas.Node, prefix, schema string, refers map[string]register.Kind) []FieldRow {
	var rows []FieldRow
	for _, p := range object.Properties {
		node, path := s.Resolve(p.Node), prefix+p.Name
		row := FieldRow{
			Name: path, Anchor: fieldAnchor(schema, path), Type: s.typeName(node),
			Required: slices.Contains(object.Required, p.Name),
			Meaning:  node.Description, Limits: s.limits(node), top: prefix == "",
		}
		if to, ok := refers[p.Name]; ok && prefix == "" {
			row.RefersTo = Link{capitalise(to.Name()), "#" + kindAnchor(to)}
		}
		rows = append(rows, row)
		inner, innerPrefix := node, path+"."
		if node.Type == "array" && node.Items != nil {
			inner, innerPrefix = s.Resolve(node.Items), path+"[]."
		}
		rows = append(rows, s.fieldRows(inner, innerPrefix, schema, nil)...)
	}
	return rows
}

// references describes in words which records an entity's fields name.
func (e Entity) references() []ReferenceRow {
	var rows []ReferenceRow
	for _, f := range e.Fields {
		if f.RefersTo.Text == "" {
			continue
		}
		rows = append(rows, ReferenceRow{Link{e.Name, "#" + e.Anchor}, f.RefersTo, f.Name, f.multiplicity()})
	}
	return rows
}

// multiplicity returns how many records a reference can name, in words.
func (f FieldRow) multiplicity() string {
	switch single := f.Type == "Text"; {
	case single && f.Required:
		return "exactly one"
	case single:
		return "at most one"
	case f.Required:
		return "one or more"
	}
	return "any number"
}
