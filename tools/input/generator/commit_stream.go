package generator

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// A CommitStream writes commits in the format of git fast-import. That takes thousands of
// commits per second, where git commit makes a hundred.
type CommitStream struct {
	w    *bufio.Writer
	last int // the mark of the newest commit
}

// A Commit is one commit of a stream.
type Commit struct {
	Branch  string // a short name; "" for main
	Time    time.Time
	Author  string // a name; "" for "Nobody"
	Message string
	Files   map[string][]byte // new contents by path; nil removes the file or folder
	From    string            // the first parent: a result of Commit, a branch or a hash; "" for the newest commit of the branch
	Merge   string            // a second parent, or ""
}

// NewCommitStream returns a stream that writes to w.
func NewCommitStream(w io.Writer) *CommitStream {
	return &CommitStream{w: bufio.NewWriterSize(w, 1<<20)}
}

// Commit writes a commit and returns its name in the stream.
func (s *CommitStream) Commit(c Commit) string {
	s.last++
	author := fmt.Sprintf("%s <nobody@example.org> %d +0000", orElse(c.Author, "Nobody"), c.Time.Unix())
	fmt.Fprintf(s.w, "commit refs/heads/%s\nmark :%d\nauthor %s\ncommitter %s\n", orElse(c.Branch, "main"), s.last, author, author)
	s.data([]byte(c.Message))
	if c.From != "" {
		fmt.Fprintf(s.w, "from %s\n", c.From)
	}
	if c.Merge != "" {
		fmt.Fprintf(s.w, "merge %s\n", c.Merge)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Files)) {
		if c.Files[name] == nil {
			fmt.Fprintf(s.w, "D %s\n", name)
			continue
		}
		fmt.Fprintf(s.w, "M 100644 inline %s\n", name)
		s.data(c.Files[name])
	}
	return fmt.Sprintf(":%d", s.last)
}

func (s *CommitStream) data(content []byte) {
	fmt.Fprintf(s.w, "data %d\n", len(content))
	s.w.Write(content)
	s.w.WriteByte('\n')
}

// Close writes buffered data. It returns the first error of all writing.
func (s *CommitStream) Close() error { return s.w.Flush() }

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
