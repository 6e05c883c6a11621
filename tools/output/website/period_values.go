package website

import (
	"encoding/json"
	"strings"

	"opencec/tools/register"
)

// An AttributeDetail is the value of an attribute on the day of the site. Where it is
// another in some period, ByPeriod has all of them in words, and Days is JSON for the
// browser: [day, value] of each run of days.
type AttributeDetail struct {
	Detail
	ByPeriod, Days string
}

// unknownValueText stands for a value that is not known on some day and is on others.
const unknownValueText = "Not known"

// attributeDetail returns what a listing says of an attribute on a day, and whether
// anything is known of it on that or another day.
func attributeDetail(l *register.Listing, class string, a register.Attribute, on register.Date) (AttributeDetail, bool) {
	value := l.AttributeOn(class, a.ID, on)
	detail := AttributeDetail{Detail: Detail{a.Name, valueOrUnknown(a, value), "", firstLine(a.Description)}}
	if !l.HasPeriodValue(class, a.ID) {
		return detail, !value.IsZero()
	}
	stretches := l.AttributeIntervals(class, a.ID)
	detail.Days = valueDays(a, stretches)
	if runs := valueRanges(l, class, a); len(runs) > 1 {
		detail.ByPeriod = valueRangesText(runs)
	}
	return detail, len(stretches) > 0
}

func valueOrUnknown(a register.Attribute, v register.Value) string {
	if v.IsZero() {
		return unknownValueText
	}
	return formatValue(a, v)
}

// valueDays writes the runs of days, each with its first day, which is 0 for the first,
// and its value.
func valueDays(a register.Attribute, stretches []register.AttributeInterval) string {
	var days [][2]any
	next := register.Date{} // the day after the stretch before
	for _, s := range stretches {
		if s.From != next {
			days = append(days, [2]any{factDate(next), unknownValueText})
		}
		days = append(days, [2]any{factDate(s.From), formatValue(a, s.Value)})
		next = register.Date{}
		if !s.To.IsZero() {
			next = s.To.AddDays(1)
		}
	}
	if !next.IsZero() {
		days = append(days, [2]any{factDate(next), unknownValueText})
	}
	text, err := json.Marshal(days)
	if err != nil {
		panic(err) // only numbers and texts
	}
	return string(text)
}

// A valueRange is the periods in a row in which an attribute has one value.
type valueRange struct {
	from, to register.Date
	text     string
}

func valueRanges(l *register.Listing, class string, a register.Attribute) []valueRange {
	var runs []valueRange
	for _, p := range l.Periods {
		text := valueOrUnknown(a, l.AttributeOn(class, a.ID, p.From))
		if last := len(runs) - 1; last >= 0 && runs[last].text == text {
			runs[last].to = p.To
			continue
		}
		runs = append(runs, valueRange{p.From, p.To, text})
	}
	return runs
}

// valueRangesText writes the values of periods: 0.366 kW until 30 July 2025, 0.349 kW since.
func valueRangesText(runs []valueRange) string {
	last := len(runs) - 1
	parts := make([]string, len(runs))
	for i, run := range runs {
		switch {
		case i == 0:
			parts[i] = run.text + " until " + dayOf(run.to).Text
		case i < last:
			parts[i] = run.text + " from " + dayOf(run.from).Text + " to " + dayOf(run.to).Text
		case run.from == runs[i-1].to.AddDays(1):
			parts[i] = run.text + " since"
		default:
			parts[i] = run.text + " since " + dayOf(run.from).Text
		}
	}
	return strings.Join(parts, ", ")
}
