package snapshot

import (
	"errors"
	"fmt"
)

// Reasons why a snapshot cannot be used, for errors.Is. The message of the error itself is more
// precise.
var (
	ErrIncomplete = errors.New("files are missing, or are not those that the manifest describes")
	ErrUntrusted  = errors.New("no trusted key has signed it")
	ErrNewer      = errors.New("a newer release has made it")
)

// A kindError is an error that is also one of these reasons; it keeps its own message.
type kindError struct {
	kind error
	error
}

func (e kindError) Is(target error) bool { return target == e.kind }
func (e kindError) Unwrap() error        { return e.error }

func incomplete(err error) error { return kindError{ErrIncomplete, err} }

// missingFile adds to the error for a missing file what to do about it.
func missingFile(err error) error {
	return incomplete(fmt.Errorf("%w: copy all files of the folder again", err))
}

func untrusted(err error) error { return kindError{ErrUntrusted, err} }
