// Package legacy brings the database of the API that came before this register,
// called the original, into a folder of records, so that whoever runs it can move.
//
//	Postgres ──Read──▶ Database ──Import──▶ files
//	                                 └────▶ Report
//
// Every row that is read is accounted for: it is in a record, or says nothing beyond
// another one, or contradicts what is held, or cannot be read; the report counts
// each and says which. The same database again changes no byte, and a later state of
// it changes what has changed, with comments kept.
//
// # How rows are known again
//
// A row leaves its key in the record as a former id: original/12 is what row 12
// became, whatever it is called by then. The API finds records by former ids, so
// that keys of the original still lead somewhere. A row without such a record belongs
// to the listing of its manufacturer and model, if that is from the original too:
// manufacturers are the same by spelling.Fold (GOODWE, GoodWe), models by
// spelling.ModelKey. A record from elsewhere is never touched; the row is a conflict
// until a person adds the former id.
//
// The original tells listings apart by their exact spelling, so that one product may
// be there twice. Where the register would not let both stand, they become one
// listing: the row that it was made of speaks for it (the lowest by key, where both
// are new), the others are duplicates, or conflicts where they say otherwise. A model
// that is there once as an inverter and once as a battery becomes two listings.
//
// # Days
//
// The original keeps a status and no days of listing. A status is a fact about now,
// and of the past only this is certain: the row is there since created_at, and its
// status has not changed since updated_at, which the original sets with every change
// (created_at, where it is empty). So
//
//	active     one period from created_at's day, open
//	suspended  the same, and a suspension from updated_at's day, open
//	expired    one period from created_at's day to the day before updated_at's
//
// These are the least that must be so. A listing may have begun before its row was
// made, been suspended before the row's last change, or ended before it; the record
// says so in its notes, and a person who knows better corrects the days. The days of
// certificates are not taken for it: a certificate says what was tested, not what was
// listed. Times have no zone in the original, and are in that of ReadOptions; a day is
// that of the instant in the register's time zone. Where the end would lie before the
// beginning, both are the one day; until that day is over, the record is active, and the
// row is a conflict.
//
// Once held, days follow the status alone: a listing that is suspended, lifted, ends
// or is listed again in the database gets the suspension, its last day, the last day
// or a further period, from updated_at's day on. A suspension that was never lifted
// when its period ended is over when a further period begins. Where that contradicts the days held
// (a record that ended on a day at which the row, unchanged since, says active), the
// days stay and the row is a conflict. So importing often, while both are in use,
// keeps a history that the original does not.
//
// # Words and values
//
// Entity types, device classes, their attributes and test profiles are found by id or
// name, without regard to case and punctuation, in the folder or else in the
// vocabulary, from which they are copied; what is in neither is made. What the register
// has keeps the register's own description. Class A of a server is the profile SERVER-A.
//
// Values are text in the original, mostly bare. They are read as what the attribute of
// the register is: "5.0" as a number in its unit, "240V" and "7600 W" too, "200-1000V"
// as a range, "LiFePO4" by the aliases of an enum. What cannot be is
// reported, and never guessed: not 0.976 for 97.6 %, not 97,6 for 97.6. An attribute
// that the class does not have is added to it, with the type that the original
// defines (a text where none is defined); an enum that is made so has the words that
// are there. To an enum that is held no word is added: whether a new one is a slip is
// for a person to say.
//
// An empty value changes nothing, and nothing is removed: what has left the database
// is reported as absent, and kept.
//
// # Certificates
//
// A certificate has no number in the original. The record's number says only which
// row it was (original-7), and its notes say that; a person can put the real one in
// its place. Each row is a certificate of its own, since without a number nothing
// says that rows of several listings are one certificate; rows that are equal in
// everything, the listing included, are one.
//
// # What is not imported
//
// The table keys: its hashes are of another form than those of package keys, and a
// key cannot be told from its hash, so new keys are made. Times at which rows were
// made and changed: a record's are those of its file's history. The report names the
// columns that are not read. Facts are not marked as sample data unless Options say
// so.
package legacy
