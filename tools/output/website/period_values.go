package website

import (
	"encoding/json"
	"strings"

	"opencec/tools/register"
)

// An AttributeDetail is the value of an attribute on the day of the site. If periods differ, ByPeriod
// has all values in words, and Days is JSON for the browser: a list of [first day, value].
type AttributeDetail struct {
	Detail
	ByPeriod, Days string
}

// unknownValueText stands for a value that is known only on other days.
const unknownValueText = "Not known"

// attributeDetail returns the value of a listing's attribute on a day, and reports whether the value
// is known on any day.
func attributeDetail(l *register.Listing, class string, a register.Attribute, on register.Date) (AttributeDetail, bool) {
	value := l.AttributeOn(class, a.ID, on)
	detail := AttributeDetail{Detail: Detail{a.Name, valueOrUnknown(a, value), "", firstLine(a.Description)}}
	if !l.HasPeriodValue(class, a.ID) {
		return detail, !value.IsZero()
	}
	intervals := l.AttributeIntervals(class, a.ID)
	detail.Days = valueDays(a, intervals)
	if runs := valueRanges(l, class, a); len(runs) > 1 {
		detail.ByPeriod = valueRangesText(runs)
	}
	return detail, len(intervals) > 0
}

func valueOrUnknown(a register.Attribute, v register.Value) string {
	if v.IsZero() {
		return unknownValueText
	}
	return formatValue(a, v)
}

// valueDays returns the JSON of AttributeDetail.Days. The first day of the first entry is 0.
func valueDays(a register.Attribute, intervals []register.AttributeInterval) string {
	var days [][2]any
	next := register.Date{} // the day after the previous interval
	for _, s := range intervals {
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

// A valueRange is consecutive periods in which an attribute has the same value.
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

// valueRangesText describes the values of periods: 0.366 kW until 30 July 2025, 0.349 kW since.
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
