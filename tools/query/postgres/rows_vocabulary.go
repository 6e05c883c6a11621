package postgres

import (
	"opencec/tools/query"
	"opencec/tools/register"
)

// Tables of the vocabularies that listings and certificates refer to.
var vocabularyTables = []*table{
	tableOf(register.EntityTypes, "entity_types", "id name name_key description", func(w *rowWriter, e *register.EntityType) {
		w.row(e.ID, e.Name, query.FoldCase(e.Name), optional(e.Description))
	}),
	tableOf(register.DeviceClasses, "device_classes", "id name name_key short_name description requires_inverter", func(w *rowWriter, d *register.DeviceClass) {
		w.row(d.ID, d.Name, query.FoldCase(d.Name), optional(d.ShortName), optional(d.Description), d.RequiresInverter)
	}),
	tableOf(register.DeviceClasses, "device_class_attributes",
		"device_class_id position attribute_name attribute_key attribute_type name unit minimum maximum at_most description",
		func(w *rowWriter, d *register.DeviceClass) {
			for i, a := range d.Attributes {
				w.row(d.ID, i, a.ID, query.FoldCase(a.ID), string(a.Type), a.Name, optional(a.Unit), a.Minimum, a.Maximum, optional(a.AtMost), optional(a.Description))
			}
		}),
	tableOf(register.DeviceClasses, "device_class_attribute_values", "device_class_id attribute_name position value name aliases description retired",
		func(w *rowWriter, d *register.DeviceClass) {
			for _, a := range d.Attributes {
				for i, v := range a.Values {
					w.row(d.ID, a.ID, i, v.ID, v.Label(), list(v.Aliases), optional(v.Description), v.Retired)
				}
			}
		}),
	tableOf(register.TestProfiles, "test_profiles",
		"id name name_key title description group group_key standard standard_key optional witnessed retired replaced_by",
		func(w *rowWriter, p *register.TestProfile) {
			w.row(p.ID, p.Name, query.FoldCase(p.Name), p.Title, optional(p.Description), optional(p.Group), key(p.Group), optional(p.Standard), key(p.Standard),
				p.Optional, p.Witnessed, p.Retired, list(p.ReplacedBy))
		}),
	tableOf(register.TestProfiles, "test_profile_versions", "test_profile_id position version version_key", func(w *rowWriter, p *register.TestProfile) {
		for i, v := range p.Versions {
			w.row(p.ID, i, v, query.FoldCase(v))
		}
	}),
	tableOf(register.TestProfiles, "test_profile_tests", "test_profile_id position test test_key title category role csip_aus", func(w *rowWriter, p *register.TestProfile) {
		for i, t := range p.Tests {
			w.row(p.ID, i, t.ID, query.FoldCase(t.ID), t.Title, optional(t.Category), optional(t.Role), list(t.Versions))
		}
	}),
}

// The table of the official lists.
var listTables = []*table{
	tableOf(register.Lists, "lists", "id name name_key description device_class_id website website_key date first_date rows sha256 created_at updated_at commit_id", (*rowWriter).list),
}

func (w *rowWriter) list(l *register.List) {
	if l.Date.IsZero() || l.FirstDate.IsZero() {
		w.problem("date", "it has no date")
	}
	w.row(l.ID, l.Name, query.FoldCase(l.Name), optional(l.Description), l.DeviceClass, optional(l.Website), key(l.Website),
		l.Date, l.FirstDate, l.Rows, optional(l.SHA256), instant(l.CreatedAt), instant(l.UpdatedAt), optional(l.Commit))
}

// Tables of manufacturers and certifying bodies.
var partyTables = []*table{
	tableOf(register.Manufacturers, "manufacturers", partyColumns, func(w *rowWriter, m *register.Manufacturer) {
		w.party(w.reg.ManufacturerView(m), m.Meta, m.Description, m.Website)
	}),
	tableOf(register.Manufacturers, "manufacturer_aliases", "manufacturer_id position alias alias_key", func(w *rowWriter, m *register.Manufacturer) {
		w.texts(m.ID, m.Aliases)
	}),
	tableOf(register.CertifyingBodies, "certifying_bodies", partyColumns, func(w *rowWriter, b *register.CertifyingBody) {
		w.party(w.reg.CertifyingBodyView(b), b.Meta, b.Description, b.Website)
	}),
	tableOf(register.CertifyingBodies, "certifying_body_aliases", "certifying_body_id position alias alias_key", func(w *rowWriter, b *register.CertifyingBody) {
		w.texts(b.ID, b.Aliases)
	}),
}

const partyColumns = "id name name_key description website listings certificates created_at updated_at commit_id"

// party writes a manufacturer or a certifying body. The view has its counts.
func (w *rowWriter) party(v register.PartyView, meta register.Meta, description, website string) {
	w.row(meta.ID, v.Name, query.FoldCase(v.Name), optional(description), optional(website), v.Listings, v.Certificates,
		instant(meta.CreatedAt), instant(meta.UpdatedAt), optional(meta.Commit))
}
