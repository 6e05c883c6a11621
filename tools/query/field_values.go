package query

import "opencec/tools/register"

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

func date[R register.Record](get func(R, register.Date) register.Date) valuesFunc {
	return func(dst []Value, rec register.Record, on register.Date) []Value {
		if d := get(rec.(R), on); !d.IsZero() {
			dst = append(dst, dateValue(d))
		}
		return dst
	}
}
