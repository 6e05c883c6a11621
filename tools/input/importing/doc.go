// Package importing holds what all imports into a data folder share, wherever the records
// come from: package importer imports lists, package legacy a database.
//
//	Folder      the data folder: its starting files and its records
//	IDs         ids for new records, proposed once
//	MatchNames  finds the manufacturer or certifying body for each spelling
//	Draft       a record to write; Folder.Write writes drafts
//	Change      what an import changed, for a report; TextReport writes one for people
//
// An import works out everything before it writes anything, and every file is complete at
// all times. Repeating an import changes nothing.
package importing
