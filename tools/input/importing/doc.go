// Package importing is what every import into a data folder has in common, wherever
// the records come from: package importer brings lists in, package legacy a
// database.
//
//	Folder      the data folder: what it needs to begin with, what it holds
//	IDs         ids for new records, proposed once
//	MatchNames  which manufacturer or certifying body a spelling means
//	Draft       a record as it is to be written; Folder.Write writes them
//	Change      what was changed, for a report; TextReport writes one for people
//
// An import works out everything before it writes anything, and a file is whole at
// any moment. The same import again finds nothing to change.
package importing
