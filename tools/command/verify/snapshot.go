// Package verify reports whether a download, or files of a release of the programs, are as
// published, and who signed them.
//
//	found, err := snapshot.Verify(ctx, dir, options)
//	err = verify.WriteText(os.Stdout, dir, found)
//
//	report, err := verify.Release(files, commit, keys)
//	err = report.WriteText(os.Stdout)
package verify

import (
	"encoding/json"
	"fmt"
	"io"

	"opencec/tools/base/spelling"
	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

// WriteText writes the verification of the snapshot in dir for a person.
func WriteText(w io.Writer, dir string, v *snapshot.Verification) error {
	wrong := 0
	for _, p := range v.Problems {
		if p.Severity == register.Error {
			wrong++
		}
		if _, err := fmt.Fprintf(w, "%s: %s\n", p.Severity, spelling.Printable(p.Message)); err != nil {
			return err
		}
	}
	if v.Failed() {
		_, err := fmt.Fprintf(w, "%s: not as it was published: %d error(s), %d warning(s), and %d good file(s)%s\n",
			dir, wrong, len(v.Problems)-wrong, v.Files, signature.SignedBy(v.SignedBy))
		return err
	}
	_, err := fmt.Fprintf(w, "%s: %d file(s) with %d bytes are as published for %s, version %s%s%s\n",
		dir, v.Files, v.Bytes, v.Manifest.On, spelling.Printable(v.Manifest.ID), serialOf(v.Manifest), signature.SignedBy(v.SignedBy))
	return err
}

// serialOf returns the serial of a manifest in words, or "" if it has none.
func serialOf(m *snapshot.Manifest) string {
	if m.Serial == 0 {
		return ""
	}
	return fmt.Sprintf(", serial %d", m.Serial)
}

// A Report is the verification of a snapshot or a release, for programs.
type Report struct {
	OK       bool               `json:"ok"`
	SignedBy []string           `json:"signed_by"` // public keys; none when no signature was checked, or none is good
	Version  string             `json:"version,omitempty"`
	Commit   string             `json:"commit,omitempty"`
	On       register.Date      `json:"on,omitzero"`
	Serial   int64              `json:"serial,omitempty"`
	Files    int                `json:"files"` // that are as they were published
	Bytes    int64              `json:"bytes"`
	Problems []snapshot.Problem `json:"problems"`

	keys []signature.Key // that have signed
}

// WriteJSON writes the verification of a snapshot for programs.
func WriteJSON(w io.Writer, v *snapshot.Verification) error {
	out := Report{OK: !v.Failed(), SignedBy: []string{}, Files: v.Files, Bytes: v.Bytes, Problems: append([]snapshot.Problem{}, v.Problems...)}
	for _, k := range v.SignedBy {
		out.SignedBy = append(out.SignedBy, k.String())
	}
	if m := v.Manifest; m != nil {
		out.Version, out.Commit, out.On, out.Serial = m.ID, m.Commit, m.On, m.Serial
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
