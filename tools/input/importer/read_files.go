package importer

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"opencec/tools/base/spelling"
)

// ReadFiles reads the files of lists; kinds has the kind of each. It ignores unknown columns
// with the headers in ignored. unused are the headers of ignored that no list has.
func ReadFiles(kinds []Kind, names, ignored []string) (files []*List, unused []string, err error) {
	var errs []error
	left := map[string]bool{} // headers that were left out, folded
	for i, name := range names {
		f, err := readFile(kinds[i], name, ignored)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for _, header := range f.Ignored {
			left[spelling.Fold(header)] = true
		}
		files = append(files, f)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, nil, err
	}
	for _, header := range ignored {
		if !left[spelling.Fold(header)] {
			unused = append(unused, header)
		}
	}
	return files, unused, nil
}

func readFile(kind Kind, name string, ignored []string) (*List, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open the list: %w", err)
	}
	defer f.Close()
	digest := sha256.New()
	list, err := ReadList(kind, io.TeeReader(f, digest), filepath.Base(name), IgnoreColumns(ignored...)) // which reads all of it
	if err != nil {
		return nil, err
	}
	list.SHA256 = fmt.Sprintf("%x", digest.Sum(nil))
	return list, nil
}
