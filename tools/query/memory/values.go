package memory

import (
	"slices"
	"strings"

	"opencec/tools/query"
)

// values are the distinct values of a field, in order. Most fields have only numbers or only
// texts: where all values have none, there is no list of them.
type values struct {
	n      int
	orders []float64
	all    string   // all texts
	ends   []uint32 // where each of them ends in all
}

func newValues(distinct []query.Value) values {
	vs := values{n: len(distinct)}
	if slices.ContainsFunc(distinct, func(v query.Value) bool { return v.Order != 0 }) {
		vs.orders = make([]float64, vs.n)
		for rank, v := range distinct {
			vs.orders[rank] = v.Order
		}
	}
	if slices.ContainsFunc(distinct, func(v query.Value) bool { return v.Text != "" }) {
		var all strings.Builder
		vs.ends = make([]uint32, vs.n)
		for rank, v := range distinct {
			all.WriteString(v.Text)
			vs.ends[rank] = uint32(all.Len())
		}
		vs.all = strings.Clone(all.String()) // without room for more
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
	switch {
	case vs.ends == nil:
		return ""
	case rank == 0:
		return vs.all[:vs.ends[0]]
	}
	return vs.all[vs.ends[rank-1]:vs.ends[rank]]
}
