package upgrade

import (
	"encoding/json"
	"fmt"
	"io"

	"opencec/tools/base/buildinfo"
	"opencec/tools/base/spelling"
)

// AllUpToDate reports whether there is nothing to do.
func AllUpToDate(components []Component) bool {
	for _, t := range components {
		if t.State != UpToDate {
			return false
		}
	}
	return true
}

// WriteText writes the state of components and what to do.
func WriteText(w io.Writer, components []Component) error {
	for _, t := range components {
		if _, err := fmt.Fprintln(w, spelling.Printable(fmt.Sprintf("%s %s: %s: %s", t.Name, t.Where, t.State.words(), t.Message))); err != nil {
			return err
		}
		if t.Do == "" {
			continue
		}
		if _, err := fmt.Fprintln(w, "   "+spelling.Printable(t.Do)); err != nil {
			return err
		}
	}
	return nil
}

// WriteJSON writes components for programs.
func WriteJSON(w io.Writer, components []Component) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		UpToDate   bool           `json:"up_to_date"`
		Tool       buildinfo.Info `json:"tool"`
		Components []Component    `json:"components"`
	}{AllUpToDate(components), buildinfo.Read(), components})
}
