package query

import "opencec/tools/register"

// attributeFields returns the fields of the attributes of every device class.
func attributeFields(reg *register.Register) []*Field {
	var fields []*Field
	for _, class := range reg.DeviceClasses {
		for _, a := range class.Attributes {
			fields = append(fields, attributeField(class, a)...)
		}
	}
	return fields
}

func attributeField(class *register.DeviceClass, a register.Attribute) []*Field {
	f := &Field{Name: class.ID + "." + a.ID, Unit: a.Unit, Daily: true, Description: class.Name + ": " + a.Name}
	f.changes = func(dst []register.Date, rec register.Record) []register.Date {
		if !rec.(*register.Listing).HasPeriodValue(class.ID, a.ID) {
			return dst
		}
		return statusChanges(dst, rec)
	}
	get := func(rec register.Record, on register.Date) register.Value {
		return rec.(*register.Listing).AttributeOn(class.ID, a.ID, on)
	}
	switch a.Type {
	case register.TypeNumber, register.TypeInteger:
		f.Type = TypeNumber
		f.values = func(dst []Value, rec register.Record, on register.Date) []Value {
			if n, ok := get(rec, on).Number(); ok {
				dst = append(dst, numberValue(n))
			}
			return dst
		}
	case register.TypeRange:
		return rangeFields(f, get)
	case register.TypeBoolean:
		f.Type = TypeBoolean
		f.values = func(dst []Value, rec register.Record, on register.Date) []Value {
			if b, ok := get(rec, on).Bool(); ok {
				dst = append(dst, boolValue(b))
			}
			return dst
		}
	case register.TypeEnum:
		f.Type = TypeEnum
		f.Vocabulary = enumVocabulary(a)
		f.values = func(dst []Value, rec register.Record, on register.Date) []Value {
			if s, ok := get(rec, on).Text(); ok {
				dst = append(dst, f.Vocabulary.value(s))
			}
			return dst
		}
	default:
		f.Type = TypeText
		f.values = func(dst []Value, rec register.Record, on register.Date) []Value {
			if s, ok := get(rec, on).Text(); ok {
				dst = append(dst, textValue(s))
			}
			return dst
		}
	}
	return []*Field{f}
}

// rangeFields returns a field for each end of a range.
func rangeFields(f *Field, get func(register.Record, register.Date) register.Value) []*Field {
	end := func(name, description string, pick func(min, max float64) float64) *Field {
		g := *f
		g.Name, g.Type, g.Description = f.Name+"."+name, TypeNumber, f.Description+", "+description
		g.values = func(dst []Value, rec register.Record, on register.Date) []Value {
			if min, max, ok := get(rec, on).Range(); ok {
				dst = append(dst, numberValue(pick(min, max)))
			}
			return dst
		}
		return &g
	}
	return []*Field{
		end("min", "lower end", func(min, _ float64) float64 { return min }),
		end("max", "upper end", func(_, max float64) float64 { return max }),
	}
}

func enumVocabulary(a register.Attribute) *Vocabulary {
	list := make([]Term, len(a.Values))
	for i, v := range a.Values {
		list[i] = Term{ID: v.ID, Name: v.Label(), Others: v.Aliases}
	}
	return newVocabulary("", list)
}
