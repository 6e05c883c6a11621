package change

import (
	"encoding/json"

	"opencec/tools/register"
)

// reportJSON is the JSON of a report.
type reportJSON struct {
	Before  *register.Version `json:"before"`
	After   *register.Version `json:"after"`
	On      register.Date     `json:"on"`
	Counts  Counts            `json:"counts"`
	Changes []describedJSON   `json:"changes"`
}

// describedJSON is the JSON of a change with its sentences.
type describedJSON struct {
	changeJSON
	Sentences []string        `json:"sentences"`
	Record    json.RawMessage `json:"record"`
}

// MarshalJSON writes the report with all of its changes.
func (r Report) MarshalJSON() ([]byte, error) {
	out := reportJSON{
		Before: versionOf(r.Before), After: versionOf(r.After), On: r.On,
		Counts: Count(r.Changes), Changes: make([]describedJSON, len(r.Changes)),
	}
	words := Describer{orEmpty(r.Before), orEmpty(r.After)}
	for i, c := range r.Changes {
		record, err := encodeRecord(c.After)
		if err != nil {
			return nil, err
		}
		out.Changes[i] = describedJSON{jsonOf(c), []string{}, record}
		for _, s := range words.Describe(c) {
			out.Changes[i].Sentences = append(out.Changes[i].Sentences, s.String())
		}
	}
	return register.EncodeJSON(out)
}

func versionOf(r *register.Register) *register.Version {
	if r == nil {
		return nil
	}
	return &r.Version
}
