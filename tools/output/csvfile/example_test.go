package csvfile_test

import (
	"fmt"
	"log"
	"os"

	"opencec/tools/output/csvfile"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A table has a row for each record.
func Example() {
	reg := querytest.Sample()
	t := csvfile.NewWriter(os.Stdout, register.Listings, querytest.Today, []string{"id", "model", "status"})
	for _, l := range reg.Listings[:2] {
		if err := t.Write(reg, l); err != nil {
			log.Fatal(err)
		}
	}
	rows, err := t.End()
	fmt.Println(rows, err)
	// Output:
	// id,model,status
	// enphase/envoy,Envoy,upcoming
	// enphase/iq-battery-5p,IQ Battery 5P,delisted
	// 2 <nil>
}
