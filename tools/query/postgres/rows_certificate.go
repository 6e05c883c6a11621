package postgres

import "opencec/tools/register"

// The tables of certificates.
var certificateTables = []*table{
	recordTable[*register.Certificate](),
	setTable("standing", func(w *rowWriter, c *register.Certificate) []register.StatusInterval { return w.reg.StatusIntervals(c) },
		in(daysColumn, func(s register.StatusInterval) any { return daysOf(register.Period{From: s.From, To: s.To}) }),
		in("status", func(s register.StatusInterval) any { return s.State.Status })),
	entryTable[*register.Certificate]("listings"),
	entryTable[*register.Certificate]("test_profiles"),
	entryTable[*register.Certificate]("tests_passed"),
}
