package snapshot

import (
	"io"

	"opencec/tools/output/csvfile"
	"opencec/tools/register"
)

// SchemaVersion is the version of the files that this package writes, and the newest that it
// reads. The package comment lists the versions.
const SchemaVersion = 4

// listsVersion is the first version whose register.json has a section for the official
// lists, and whose manifest names them.
const listsVersion = 3

// sectionSince has the first schema version whose register.json has a section for a kind; all
// versions have the others.
var sectionSince = map[register.Kind]int{register.Lists: listsVersion}

// serialVersion is the first version whose manifest has a serial.
const serialVersion = 4

// Folders of a build, with slashes.
const (
	DownloadsFolder = "downloads"
	APIFolder       = "api/v1"
)

// Names of files that other packages open: IndexName is in APIFolder, the others are in
// DownloadsFolder.
const (
	ManifestName = "manifest.json"
	RegisterName = "register.json"
	IndexName    = "index.json"

	ChangesName   = "changes.ndjson"
	RevisionsName = "revisions.ndjson"
)

// Media types of the files.
const (
	mediaJSON   = "application/json"
	mediaNDJSON = "application/x-ndjson"
)

// A download is a file in downloads/: its entry in the manifest, and the function that writes
// it and returns the number of records or rows.
type download struct {
	name        string
	mediaType   string
	description string
	write       func(w io.Writer, c *contents) (rows int, err error)
}

// downloads lists the files in the order in which pages show them. To add a file, add a row.
var downloads = []download{
	{"listings.csv", csvfile.MediaType, "Every listing as a row: names, status on the day of the build, periods, certificates.", writeListingsCSV},
	{"certificates.csv", csvfile.MediaType, "Every certificate as a row: number, dates, test profiles, listings covered.", writeCertificatesCSV},
	{"attributes.csv", csvfile.MediaType, "Every attribute of every listing as a row, with its unit; a value that held only in one period of a listing has its days.", writeAttributesCSV},
	{"listings.ndjson", mediaNDJSON, "Every listing as JSON, one a line, the same as in the API.", writeListingsNDJSON},
	{"certificates.ndjson", mediaNDJSON, "Every certificate as JSON, one a line, the same as in the API.", writeCertificatesNDJSON},
	{RegisterName, mediaJSON, "The whole register as it is stored, in one JSON document: what the API server starts from.", writeRegister},
}

// historyDownloads lists the files of the history: see package journal.
var historyDownloads = []download{
	{ChangesName, mediaNDJSON, "Every change of the register as JSON, one a line, the oldest first: what changed, and the record as it is since.", writeChanges},
	{RevisionsName, mediaNDJSON, "Every revision of the register as JSON, one a line, the oldest first: its commit, its time, and how much it changed.", writeRevisions},
}

// recordFile returns the path of a record's static file in a build.
func recordFile(k register.Kind, id string) string {
	return APIFolder + "/" + k.Folder() + "/" + id + ".json"
}

// listFile returns the path of the static file with all records of a kind.
func listFile(k register.Kind) string { return APIFolder + "/" + k.Folder() + ".json" }
