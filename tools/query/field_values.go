package query

import (
	"time"

	"opencec/tools/register"
)

// The functions that read fields from records. Each returns a valuesFunc for records of
// type R; an unknown field yields no value.

func ids[R register.Record](get func(R) []string) valuesFunc {
	return func(dst []Value, rec register.Record, _ register.Date) []Value {
		for _, id := range get(rec.(R)) {
			dst = append(dst, idValue(id))
		}
		return dst
	}
}

func id(dst []Value, rec register.Record, _ register.Date) []Value {
	return append(dst, idValue(rec.RecordMeta().ID))
}

func texts[R register.Record](get func(R) []string) valuesFunc {
	return func(dst []Value, rec register.Record, _ register.Date) []Value {
		for _, s := range get(rec.(R)) {
			if s != "" {
				dst = append(dst, textValue(s))
			}
		}
		return dst
	}
}

func text[R register.Record](get func(R) string) valuesFunc {
	return func(dst []Value, rec register.Record, _ register.Date) []Value {
		if s := get(rec.(R)); s != "" {
			dst = append(dst, textValue(s))
		}
		return dst
	}
}

// shared describes a field of texts that records share.
func shared[R register.Record](f Field, get func(R) []string) *Field {
	f.Type = TypeText
	f.values = texts(get)
	f.spellings = func(rec register.Record) []string { return get(rec.(R)) }
	return &f
}

// single adapts a function that returns one text to functions that expect lists.
func single[R register.Record](get func(R) string) func(R) []string {
	return func(r R) []string { return []string{get(r)} }
}

func words[R register.Record](v *Vocabulary, get func(R) []string) valuesFunc {
	return func(dst []Value, rec register.Record, _ register.Date) []Value {
		for _, w := range get(rec.(R)) {
			dst = append(dst, v.value(w))
		}
		return dst
	}
}

func word[R register.Record, S ~string](v *Vocabulary, get func(R, register.Date) S) valuesFunc {
	return func(dst []Value, rec register.Record, on register.Date) []Value {
		if w := get(rec.(R), on); w != "" {
			dst = append(dst, v.value(string(w)))
		}
		return dst
	}
}

func boolean[R register.Record](get func(R, register.Date) bool) valuesFunc {
	return func(dst []Value, rec register.Record, on register.Date) []Value {
		return append(dst, boolValue(get(rec.(R), on)))
	}
}

func number[R register.Record](get func(R) int) valuesFunc {
	return func(dst []Value, rec register.Record, _ register.Date) []Value {
		return append(dst, numberValue(float64(get(rec.(R)))))
	}
}

func dates[R register.Record](get func(R) []register.Date) valuesFunc {
	return func(dst []Value, rec register.Record, _ register.Date) []Value {
		for _, d := range get(rec.(R)) {
			if !d.IsZero() {
				dst = append(dst, dateValue(d))
			}
		}
		return dst
	}
}

func date[R register.Record](get func(R, register.Date) register.Date) valuesFunc {
	return func(dst []Value, rec register.Record, on register.Date) []Value {
		if d := get(rec.(R), on); !d.IsZero() {
			dst = append(dst, dateValue(d))
		}
		return dst
	}
}

func instant(get func(*register.Meta) time.Time) valuesFunc {
	return func(dst []Value, rec register.Record, _ register.Date) []Value {
		if t := get(rec.RecordMeta()); !t.IsZero() {
			dst = append(dst, instantValue(t))
		}
		return dst
	}
}

// instantValue uses a fixed number of digits, so that texts sort like times. It uses
// seconds, as the views do.
func instantValue(t time.Time) Value { return Value{Text: t.UTC().Format(time.RFC3339)} }

// metaFields are the fields of all records with a history.
func metaFields() []*Field {
	return []*Field{
		{Name: "created_at", Type: TypeInstant, Description: "when the record was added", values: instant(func(m *register.Meta) time.Time { return m.CreatedAt })},
		{Name: "updated_at", Type: TypeInstant, Description: "when the record last changed", values: instant(func(m *register.Meta) time.Time { return m.UpdatedAt })},
	}
}

// endingDate returns the day of an ending, or the zero Date.
func endingDate(e *register.Ending) register.Date {
	if e == nil {
		return register.Date{}
	}
	return e.On
}
