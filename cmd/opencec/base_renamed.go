package main

import (
	"slices"

	"opencec/tools/register"
	"opencec/tools/review"
	"opencec/tools/source"
)

// suggestRenamed suggests, for references to records that are gone, the ids that these
// have now though they do not say so. That the new record has to say it is told there;
// until it does, the files alone do not show what is meant.
func suggestRenamed(problems []source.Problem, d review.Difference) {
	if !slices.ContainsFunc(problems, func(p source.Problem) bool { return p.Target != (register.Ref{}) }) {
		return
	}
	renamed := review.Renamed(d)
	for i, p := range problems {
		if id := renamed[p.Target]; id != "" {
			problems[i].Suggestion, problems[i].Certain = id, true
		}
	}
}
