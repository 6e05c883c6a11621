package snapshot

import (
	"io"

	"opencec/tools/output/csvfile"
	"opencec/tools/register"
)

func writeListingsCSV(w io.Writer, c *contents) (int, error) {
	return writeTable(c, csvfile.NewWriter(w, register.Listings, c.on, nil), c.register.Listings)
}

func writeCertificatesCSV(w io.Writer, c *contents) (int, error) {
	return writeTable(c, csvfile.NewWriter(w, register.Certificates, c.on, nil), c.register.Certificates)
}

func writeAttributesCSV(w io.Writer, c *contents) (int, error) {
	return writeTable(c, csvfile.NewAttributeWriter(w), c.register.Listings)
}

// writeTable writes the rows of the records.
func writeTable[R register.Record](c *contents, t *csvfile.Writer, records []R) (int, error) {
	for _, rec := range records {
		if err := c.ctx.Err(); err != nil {
			return 0, err
		}
		if err := t.Write(c.register, rec); err != nil {
			return 0, err
		}
	}
	return t.End()
}
