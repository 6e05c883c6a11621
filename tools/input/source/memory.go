package source

import (
	"bytes"
	"reflect"

	"opencec/tools/register"
)

// A Memory holds the files of a data folder and their records between the Loads of one process.
// Load still reads and compares every file: it takes the record of a file from the Memory only
// if the content and all schemas are the same, byte for byte. A Memory is for one Load at a time.
//
// The records of the Trees that share a Memory share their lists and maps: of a record, only its
// Meta may be changed.
type Memory struct {
	schemas schemasDigest
	files   map[string]*dataFile // those without problems, by name
}

// WithMemory makes Load use a Memory, and fill it for the next Load.
func WithMemory(m *Memory) Option { return func(l *loadOptions) { l.memory = m } }

// restore takes records from the memory, unless it lacks more than one in cacheRewriteShare of
// the files: then the cache has more. It returns whether it did.
func (m *Memory) restore(schemas schemasDigest, files []*dataFile) bool {
	if m == nil || m.schemas != schemas {
		return false
	}
	known := make([]*dataFile, len(files))
	missing := 0
	for i, r := range files {
		if same := m.files[r.name]; same != nil && bytes.Equal(same.content, r.content) {
			known[i] = same
		} else {
			missing++
		}
	}
	if missing*cacheRewriteShare > len(files) {
		return false
	}
	for i, r := range files {
		if known[i] != nil {
			r.settings, r.record, r.remembered = known[i].settings, copyOfRecord(known[i].record), true
		}
	}
	return true
}

// keep adds the files that have no problems.
func (m *Memory) keep(files []*dataFile) {
	if m == nil {
		return
	}
	for _, r := range files {
		if len(r.problems) == 0 && len(r.flaws) == 0 {
			m.files[r.name] = &dataFile{content: r.content, settings: r.settings, record: copyOfRecord(r.record)}
		}
	}
}

// copyOfRecord returns a record with the same fields, so that its Meta can be changed.
func copyOfRecord(rec register.Record) register.Record {
	if rec == nil {
		return nil
	}
	same := reflect.New(reflect.TypeOf(rec).Elem())
	same.Elem().Set(reflect.ValueOf(rec).Elem())
	return same.Interface().(register.Record)
}
