package postgres

import "opencec/tools/register"

// Tables of certificates.
var certificateTables = []*table{
	recordTable[*register.Certificate](),
	setTable("standing", func(w *rowWriter, c *register.Certificate) []register.Stretch { return w.reg.Stretches(c) },
		in("days", func(s register.Stretch) any { return daysOf(register.Period{From: s.From, To: s.To}) }),
		in("status", func(s register.Stretch) any { return s.Holds.Status })),
	entryTable[*register.Certificate]("listings"),
	entryTable[*register.Certificate]("test_profiles"),
	entryTable[*register.Certificate]("tests_passed"),
}
