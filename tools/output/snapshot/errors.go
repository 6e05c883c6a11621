package snapshot

import (
	"errors"
	"fmt"
)

// What is wrong with a snapshot that cannot be used, for errors.Is. The error itself says
// it in full.
var (
	ErrIncomplete = errors.New("files are missing, or are not those that the manifest describes")
	ErrUntrusted  = errors.New("no trusted key has signed it")
	ErrNewer      = errors.New("a newer release has made it")
)

// A kindError is an error of one of these kinds. Its text is that of the error alone.
type kindError struct {
	kind error
	error
}

func (e kindError) Is(target error) bool { return target == e.kind }
func (e kindError) Unwrap() error        { return e.error }

func incomplete(err error) error { return kindError{ErrIncomplete, err} }

// missingFile adds to the error of a file that cannot be found what mends it.
func missingFile(err error) error {
	return incomplete(fmt.Errorf("%w: copy all files of the folder again", err))
}

func untrusted(err error) error { return kindError{ErrUntrusted, err} }
