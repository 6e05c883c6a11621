// Package legacy imports the database of the API that preceded this register, here called
// the original, into a data folder.
//
//	Postgres ──Read──▶ Database ──Import──▶ files
//	                                 └────▶ Report
//
// Every row is accounted for: it is in a record, repeats another row, contradicts what is
// held, or cannot be read. The report counts each and says which. Importing the same database
// again changes no byte; a later state of it changes only what differs, and keeps comments.
//
// # How rows are matched
//
// A row leaves its key in the record as a former id: original/12 is the record of row 12,
// whatever its id is later. The API finds records by former ids, so keys of the original still
// work. A row without such a record belongs to the listing of its manufacturer and model, if
// that also comes from the original: manufacturers match by spelling.Fold (GOODWE, GoodWe),
// models by spelling.ModelKey. Records from elsewhere are never changed; the row is a conflict
// until a person adds the former id.
//
// The original distinguishes listings by exact spelling, so one product may be there twice.
// If the register would not allow both, they become one listing. The row that the listing was
// made from determines its content (if both are new, the one with the lowest key). The other
// rows are duplicates, or conflicts if they say something else. A model that is there both as
// an inverter and as a battery becomes two listings.
//
// # Days
//
// The original stores a status and no listing dates. The status is about now, and of the past
// only this is certain: the row exists since created_at, and its status has not changed since
// updated_at, which the original sets with every change (created_at, if it is empty). So
//
//	active     one period from created_at's day, open
//	suspended  the same, and a suspension from updated_at's day, open
//	expired    one period from created_at's day to the day before updated_at's
//
// These are the minimum. A listing may have begun before its row was made, been suspended
// before the row's last change, or ended before it. The record says so in its notes, and a
// person who knows better corrects the days. The days of certificates are not used: a
// certificate says what was tested, not what was listed. Times in the original have no zone
// and are in that of ReadOptions; a day is that of the instant in the register's time zone. If
// the end would be before the beginning, both are the same day; until that day is over, the
// record is active and the row is a conflict.
//
// After that, only the status changes the days: a listing that is suspended, reinstated,
// expired or listed again in the database gets the suspension, its last day, the last day or a
// further period, from updated_at's day on. A suspension that was never lifted when its period
// ended ends when a further period begins. If the status contradicts the days held (a record
// ended on a day at which the row, unchanged since, says active), the days stay and the row is
// a conflict. So importing often, while both are in use, keeps a history that the original
// does not have.
//
// # Vocabulary and values
//
// Entity types, device classes, their attributes and test profiles are found by id or name,
// regardless of case and punctuation, in the folder or else in the vocabulary, from which they
// are copied. What is in neither is created. Records of the register keep their descriptions.
// Class A of a server is the profile SERVER-A.
//
// Values are text in the original, mostly without units. They are read as the type of the
// register's attribute: "5.0" as a number in its unit, also "240V" and "7600 W", "200-1000V"
// as a range, "LiFePO4" by the aliases of an enum. What cannot be read is reported and never
// guessed: 97.6 % does not become 0.976, and 97,6 does not become 97.6. An attribute that the
// class lacks is added to it, with the type that the original defines, or text; a new enum has
// the values that occur. A held enum gets no new value: whether it is a mistake is for a person
// to decide.
//
// An empty value changes nothing, and nothing is removed: what has left the database is
// reported as absent, and kept.
//
// # Certificates
//
// A certificate has no number in the original. The record's number names only the row
// (original-7), and its notes say so; a person can replace it by the real one. Each row is a
// certificate of its own, because without a number nothing says that rows of several listings
// are one certificate; rows that are equal in everything, including the listing, are one.
//
// # What is not imported
//
// The table keys is not imported: its hashes have another form than those of package keys, and
// a key cannot be recovered from its hash, so new keys are needed. Creation and change times of
// rows are not imported: the times of a record are those of its file's history. The report
// names the columns that are not read. Facts are marked as sample data only if Options say so.
package legacy
