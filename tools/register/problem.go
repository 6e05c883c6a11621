package register

// Severity says whether a problem must be mended.
type Severity string

// Errors fail a check; warnings are for a person to look at.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// A Problem is something wrong with a record, in the words of the field. Package
// source adds the line.
type Problem struct {
	Kind       Kind
	ID         string
	Field      string // the path of the field: "periods[1].from"; "" for the record as a whole
	Severity   Severity
	Rule       string // a stable name
	Message    string
	Suggestion string // what was probably meant; "" when there is no likely answer

	// Certain says that the suggestion is what is meant under another name or in
	// another spelling, and not only near it.
	Certain bool

	// Target is the record that a reference names and that is not there, as folder/id.
	Target string
}
