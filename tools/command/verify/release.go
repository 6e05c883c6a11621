package verify

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"opencec/tools/base/spelling"
	"opencec/tools/output/signature"
	"opencec/tools/output/snapshot"
	"opencec/tools/register"
)

// Release checks files of one release of the programs, which are in one folder, by the signed text
// beside them. If commit is not "", the release must be of that commit.
func Release(files []string, commit string, keys []signature.Key) (*Report, error) {
	release, by, err := signature.ReadRelease(filepath.Dir(files[0]), keys...)
	if err != nil {
		return nil, err
	}
	found := &Report{SignedBy: []string{}, Version: release.Version, Commit: release.Commit, Problems: []snapshot.Problem{}}
	problem := func(err error) {
		found.Problems = append(found.Problems, snapshot.Problem{Severity: register.Error, Message: err.Error()})
	}
	if commit != "" && commit != release.Commit {
		problem(fmt.Errorf("the release %s is of the commit %s, and not of %s, which was asked for", release.Version, release.Commit, commit))
	}
	for _, file := range files {
		size, err := release.CheckFile(file)
		if err != nil {
			problem(fmt.Errorf("%s: %w", file, err))
			continue
		}
		found.Files++
		found.Bytes += size
	}
	found.OK = len(found.Problems) == 0
	found.keys = by
	for _, key := range by {
		found.SignedBy = append(found.SignedBy, key.String())
	}
	return found, nil
}

// WriteText writes the report of a release for a person.
func (v *Report) WriteText(w io.Writer) error {
	var errs []error
	line := func(format string, args ...any) {
		_, err := fmt.Fprintf(w, format+"\n", args...)
		errs = append(errs, err)
	}
	for _, p := range v.Problems {
		line("%s: %s", p.Severity, spelling.Printable(p.Message))
	}
	state := "are as released"
	if !v.OK {
		state = fmt.Sprintf("are as released, and there are %d error(s)", len(v.Problems))
	}
	line("%d file(s) with %d bytes %s: version %s, commit %s%s", v.Files, v.Bytes, state, v.Version, v.Commit, signature.SignedBy(v.keys))
	return errors.Join(errs...)
}
