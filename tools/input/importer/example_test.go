package importer_test

import (
	"context"
	"log"
	"os"
	"strings"

	"opencec/data"
	"opencec/tools/input/importer"
	"opencec/tools/register"
)

// A list becomes files in a folder, and the report accounts for each of its rows.
func Example() {
	const rows = `Manufacturer,Series,Model Number,AC Power (kW),Approval Date,Expiry date
Acme,S,X-5,5,15/01/2024,15/01/2027
Acme,S,X-7,7,15/01/2024,15/01/2027
`
	list, err := importer.ReadList(importer.Inverters, strings.NewReader(rows), "inverters.csv")
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	report, err := importer.Import(context.Background(), dir, []*importer.List{list}, importer.Options{
		Vocabulary: data.Vocabulary,
		On:         register.NewDate(2026, 11, 23),
		Date:       register.NewDate(2026, 11, 1),
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := report.WriteText(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// Manufacturers added (1):
	//   acme: Acme
	//
	// Listings added (2):
	//   acme/x-5: X-5
	//   acme/x-7: X-7
	//
	// inverters.csv: 2 rows read = 2 periods + 0 duplicates + 0 covered + 0 conflicts + 0 unreadable
	// manufacturers: 1 added, 0 changed
	// listings: 2 added, 0 changed, 0 unchanged; 0 not in the lists
	// the lists are taken as those of 2026-11-01
}
