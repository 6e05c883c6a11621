package postgres

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// Tables of listings.
var listingTables = []*table{
	tableOf(register.Listings, "listings",
		"id manufacturer_id brand brand_key series series_key model model_key entity_type_id deployment certificate_type "+
			"csip_aus_version csip_aus_version_key software software_key software_versions hardware "+
			"delisted_on delisted_reason delisted_source withdrawn_on withdrawn_reason withdrawn_source "+
			"notes sample created_at updated_at commit_id", (*rowWriter).listing),
	tableOf(register.Listings, "listing_aliases", "listing_id position alias alias_key", func(w *rowWriter, l *register.Listing) {
		w.texts(l.ID, l.Aliases)
	}),
	tableOf(register.Listings, "listing_names", "listing_id name_key", func(w *rowWriter, l *register.Listing) {
		for _, key := range match.Keys(l) {
			w.row(l.ID, key)
		}
	}),
	tableOf(register.Listings, "listing_white_labels", "listing_id position brand brand_key model", func(w *rowWriter, l *register.Listing) {
		for i, label := range l.WhiteLabels {
			w.row(l.ID, i, label.Brand, query.FoldCase(label.Brand), optional(label.Model))
		}
	}),
	tableOf(register.Listings, "listing_jurisdictions", "listing_id position jurisdiction jurisdiction_key", func(w *rowWriter, l *register.Listing) {
		w.texts(l.ID, l.Jurisdictions)
	}),
	tableOf(register.Listings, "listing_periods", "listing_id position days", func(w *rowWriter, l *register.Listing) {
		for i, p := range l.Periods {
			w.row(l.ID, i, w.days(p))
		}
	}),
	tableOf(register.Listings, "listing_suspensions", "listing_id position days reason source", func(w *rowWriter, l *register.Listing) {
		for i, s := range l.Suspensions {
			w.row(l.ID, i, w.days(s.Period()), optional(s.Reason), optional(s.Source))
		}
	}),
	tableOf(register.Listings, "listing_absences", "listing_id position list_id last_seen days", func(w *rowWriter, l *register.Listing) {
		for i, a := range l.NotInList {
			w.row(l.ID, i, a.List, a.LastSeen, w.absentDays(a))
		}
	}),
	tableOf(register.Listings, "listing_standing", "listing_id days status certified listed_until device_classes", func(w *rowWriter, l *register.Listing) {
		for _, s := range w.reg.StatusIntervals(l) {
			w.row(l.ID, daysOf(register.Period{From: s.From, To: s.To}), s.State.Status, s.State.Certified, s.State.ListedUntil, optional(s.State.DeviceClasses))
		}
	}),
	tableOf(register.Listings, "listing_device_classes", "listing_id device_class_id", func(w *rowWriter, l *register.Listing) {
		for _, class := range slices.Sorted(maps.Keys(l.DeviceClasses)) {
			w.row(l.ID, class)
		}
	}),
	tableOf(register.Listings, "listing_device_class_attributes",
		"listing_id device_class_id attribute_name days attribute_value attribute_type unit number_value minimum maximum boolean_value text_value text_key",
		func(w *rowWriter, l *register.Listing) {
			for class, ids := range attributesOf(l) {
				w.attributes(l, class, ids)
			}
		}),
	tableOf(register.Listings, "listing_devices", "listing_id position device_id", func(w *rowWriter, l *register.Listing) {
		for i, device := range l.Devices {
			w.row(l.ID, i, device)
		}
	}),
}

func (w *rowWriter) listing(l *register.Listing) {
	software := cmp.Or(l.Software, &register.Software{})
	delisted, withdrawn := cmp.Or(l.Delisted, &register.Ending{}), cmp.Or(l.Withdrawn, &register.Ending{})
	w.row(l.ID, l.Manufacturer, optional(l.Brand), key(l.Brand), optional(l.Series), key(l.Series), l.Model, query.FoldCase(l.Model),
		l.EntityType, optional(l.Deployment), optional(l.CertificateType), optional(l.CSIPAUSVersion), key(l.CSIPAUSVersion),
		optional(software.Name), key(software.Name), optional(software.Versions), optional(l.Hardware),
		delisted.On, optional(delisted.Reason), optional(delisted.Source), withdrawn.On, optional(withdrawn.Reason), optional(withdrawn.Source),
		optional(l.Notes), l.Sample, instant(l.CreatedAt), instant(l.UpdatedAt), optional(l.Commit))
}

// attributesOf yields the device classes of which a listing has attributes on some day,
// with the ids of these, both sorted.
func attributesOf(l *register.Listing) iter.Seq2[string, []string] {
	ids := map[string]register.Attributes{}
	add := func(classes map[string]register.Attributes) {
		for class, values := range classes {
			if ids[class] == nil {
				ids[class] = register.Attributes{}
			}
			maps.Copy(ids[class], values)
		}
	}
	add(l.DeviceClasses)
	for _, p := range l.Periods {
		add(p.DeviceClasses)
	}
	return func(yield func(string, []string) bool) {
		for _, class := range slices.Sorted(maps.Keys(ids)) {
			if !yield(class, slices.Sorted(maps.Keys(ids[class]))) {
				return
			}
		}
	}
}

// attributes writes the attributes that a listing has for a device class: a row for each
// run of days on which one has the same value.
func (w *rowWriter) attributes(l *register.Listing, class string, ids []string) {
	defined := w.reg.DeviceClass(class)
	if defined == nil {
		w.problem("device_class_id", fmt.Sprintf("there is no device class %q", class))
		return
	}
	for _, id := range ids {
		at := slices.IndexFunc(defined.Attributes, func(a register.Attribute) bool { return a.ID == id })
		if at < 0 {
			w.problem("attribute_name", fmt.Sprintf("the device class %s has no attribute %q", class, id))
			continue
		}
		for _, s := range l.AttributeIntervals(class, id) {
			w.attribute(l, class, defined.Attributes[at], s)
		}
	}
}

// attribute writes the value of an attribute on a run of days.
func (w *rowWriter) attribute(l *register.Listing, class string, a register.Attribute, s register.AttributeInterval) {
	v := s.Value
	var number, low, high, truth, text, textKey any
	written := v.String()
	if n, ok := v.Number(); ok {
		number = n
	} else if from, to, ok := v.Range(); ok {
		low, high, written = from, to, register.FormatNumber(from)+"-"+register.FormatNumber(to)
	} else if b, ok := v.Bool(); ok {
		truth, written = b, fmt.Sprint(b)
	} else if s, ok := v.Text(); ok {
		text, textKey = s, query.FoldCase(s)
	}
	w.row(l.ID, class, a.ID, daysOf(register.Period{From: s.From, To: s.To}), written, string(a.Type), optional(a.Unit), number, low, high, truth, text, textKey)
}

// absentDays returns the days of an absence. One that is over before it begins is a
// problem.
func (w *rowWriter) absentDays(a register.Absence) days {
	if a.Since.IsZero() || !a.Back.IsZero() && !a.Back.After(a.Since) {
		w.problem("days", fmt.Sprintf("the days from %q to before %q are none", a.Since, a.Back))
	}
	return days{a.Since, a.Back}
}

// days returns the days of a period. One that ends before it begins is a problem.
func (w *rowWriter) days(p register.Period) days {
	if p.From.IsZero() || !p.To.IsZero() && p.To.Before(p.From) {
		w.problem("days", fmt.Sprintf("the days from %q to %q are none", p.From, p.To))
	}
	return daysOf(p)
}

// texts writes texts of a record in their order, each with its key.
func (w *rowWriter) texts(id string, list []string) {
	for i, s := range list {
		w.row(id, i, s, query.FoldCase(s))
	}
}

// key returns the form in which queries compare a text that may not be known.
func key(s string) optional { return optional(query.FoldCase(s)) }

// list returns texts for an array that is never NULL.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

// instant cuts a time to the second, as views show it and queries compare it.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
