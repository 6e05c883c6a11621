package memory

import (
	"slices"

	"opencec/tools/query"
)

// values are the distinct values of a field, in order. Most fields have only numbers or only
// texts: where all values have none, the list is nil.
type values struct {
	orders []float64
	texts  []string
	n      int
}

func newValues(distinct []query.Value) values {
	vs := values{n: len(distinct)}
	if slices.ContainsFunc(distinct, func(v query.Value) bool { return v.Order != 0 }) {
		vs.orders = make([]float64, vs.n)
	}
	if slices.ContainsFunc(distinct, func(v query.Value) bool { return v.Text != "" }) {
		vs.texts = make([]string, vs.n)
	}
	for rank, v := range distinct {
		if vs.orders != nil {
			vs.orders[rank] = v.Order
		}
		if vs.texts != nil {
			vs.texts[rank] = v.Text
		}
	}
	return vs
}

func (vs *values) len() int { return vs.n }

func (vs *values) at(rank int) query.Value {
	v := query.Value{Text: vs.text(rank)}
	if vs.orders != nil {
		v.Order = vs.orders[rank]
	}
	return v
}

func (vs *values) text(rank int) string {
	if vs.texts == nil {
		return ""
	}
	return vs.texts[rank]
}
