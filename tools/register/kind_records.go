package register

// A collection handles the records of a kind, whatever their type.
type collection interface {
	newRecord() Record
	add(*Records, Record)
	each(*Records, func(Record) bool) bool
	count(*Records) int
	index(*Register, *[]error)
	record(r *Register, id string) (Record, bool)
	countIn(*Counts) *int
}

// recordsOf says where the records of type T are.
type recordsOf[T any, R interface {
	*T
	Record
}] struct {
	in      func(*Records) *[]R
	byID    func(*Register) *map[string]R
	counted func(*Counts) *int
}

func (c recordsOf[T, R]) newRecord() Record { return R(new(T)) }

func (c recordsOf[T, R]) add(r *Records, rec Record) {
	records := c.in(r)
	*records = append(*records, rec.(R))
}

func (c recordsOf[T, R]) each(r *Records, yield func(Record) bool) bool {
	for _, rec := range *c.in(r) {
		if !yield(rec) {
			return false
		}
	}
	return true
}

func (c recordsOf[T, R]) count(r *Records) int { return len(*c.in(r)) }

// index sorts the records by id and indexes them.
func (c recordsOf[T, R]) index(r *Register, errs *[]error) {
	*c.byID(r) = index(*c.in(&r.Records), errs)
}

func (c recordsOf[T, R]) record(r *Register, id string) (Record, bool) {
	rec, ok := (*c.byID(r))[id]
	return rec, ok
}

func (c recordsOf[T, R]) countIn(counts *Counts) *int { return c.counted(counts) }
