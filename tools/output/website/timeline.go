package website

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"opencec/tools/register"
)

// Limits of a timeline. Without them one period that ends in 9999 would leave no room for the others.
const (
	timelineYearsBack   = 25 // before the day that the site is built for
	timelineYearsAhead  = 10 // after it
	timelineTicks       = 6  // years that have a label on a phone
	timelineCertificate = 6  // certificates with a lane of their own
	timelineLabel       = 40 // characters of a lane's label: fits a phone
)

// Heights in pixels; the layout has those within a lane. Horizontal sizes are in percent, so that the
// timeline fits any width and its letters keep their size.
const (
	timelineAxis = 24 // of the years above
	timelineLane = 44
	timelineFoot = 22 // of the day below
)

// A Timeline draws the life of a record as lanes of bars over years.
type Timeline struct {
	Title       string
	Description string
	Height      int
	First, End  int // the first day, and the day after the last, as in Facts
	Ticks       []Tick
	Lanes       []Lane
	Today       Tick   // marks
	Hidden      string // certificates without a lane, in words; "" for none
}

// A Tick is a day on a timeline.
type Tick struct {
	X      string // "12.5%"
	Label  string // "" if there is no room
	Anchor string // the side of the label that X is at: start, middle or end
}

// A Lane is a row of a timeline: its label, and under it bars of one kind.
type Lane struct {
	Label    string
	Y        int    // its upper edge
	Rise     int    // the end of the axis, relative to Y
	Kind     string // listed, suspended, absent, ended, certificate
	Bars     []Bar
	Sentence string // what it shows, in words
}

// Drawn returns the bars as SVG. The layout has the lane's label and line, and the style sheet its
// colours.
func (l Lane) Drawn() template.HTML {
	var b strings.Builder
	for _, bar := range l.Bars {
		fmt.Fprintf(&b, `<rect x="%s" y="20" width="%s" height="14"><title>%s</title></rect>`, bar.X, bar.Width, template.HTMLEscapeString(bar.Text))
		if bar.Ends {
			fmt.Fprintf(&b, `<line class="ending" x1="%[1]s" x2="%[1]s" y1="34" y2="%[2]d"/>`, bar.X, l.Rise)
		}
		if bar.Before {
			b.WriteString(`<svg class="beyond" x="0" y="27"><path d="m9-5-6 5 6 5"/></svg>`)
		}
		if bar.After {
			b.WriteString(`<svg class="beyond" x="100%" y="27"><path d="m-9-5 6 5-6 5"/></svg>`)
		}
	}
	return template.HTML(b.String())
}

// Has reports whether the timeline has a lane of a kind.
func (t *Timeline) Has(kind string) bool {
	return slices.ContainsFunc(t.Lanes, func(l Lane) bool { return l.Kind == kind })
}

// Grid returns the years as SVG: lines from the top to where the day below begins.
func (t *Timeline) Grid() template.HTML {
	var b strings.Builder
	for _, tick := range t.Ticks {
		fmt.Fprintf(&b, `<svg class="tick" x="%s"><path d="M0 0V%d"/><text x="4" y="12">%s</text></svg>`, tick.X, t.Height-timelineFoot, template.HTMLEscapeString(tick.Label))
	}
	return template.HTML(b.String())
}

// A Bar is a run of days.
type Bar struct {
	X, Width      string // "12.5%"
	Text          string // "Listed: 15 January 2023 to 31 December 2025"
	Before, After bool   // it continues outside the timeline
	Ends          bool   // the record ended on its first day
}

// A dateRange is the days of a bar.
type dateRange struct {
	from, to register.Date // both included; to is zero if there is no end
	text     string
}

// laneData is a lane before it is drawn.
type laneData struct {
	label, kind string
	ranges      []dateRange
}

// listingTimeline draws the periods, suspensions and ending of a listing and the
// certificates that cover it.
func listingTimeline(l *register.Listing, certificates []*register.Certificate, today register.Date) *Timeline {
	listed, suspended := laneData{"Listed", "listed", nil}, laneData{"Suspended", "suspended", nil}
	for _, p := range l.Periods {
		listed.ranges = append(listed.ranges, dateRange{p.From, p.To, "Listed"})
	}
	for _, s := range l.Suspensions {
		suspended.ranges = append(suspended.ranges, dateRange{s.From, s.To, "Suspended"})
	}
	absent := laneData{"Not in the official list", "absent", nil}
	for _, a := range l.NotInList {
		s := dateRange{from: a.Since, text: "Not in the official list"}
		if !a.Back.IsZero() {
			s.to = a.Back.AddDays(-1)
		}
		absent.ranges = append(absent.ranges, s)
	}
	lanes := []laneData{listed}
	for _, lane := range []laneData{suspended, absent} {
		if lane.ranges != nil {
			lanes = append(lanes, lane)
		}
	}
	for _, e := range []struct {
		name   string
		ending *register.Ending
	}{{"Delisted", l.Delisted}, {"Withdrawn", l.Withdrawn}} {
		if e.ending != nil {
			lanes = append(lanes, laneData{e.name, "ended", []dateRange{{e.ending.On, register.Date{}, e.name}}})
		}
	}
	newest := slices.Clone(certificates)
	slices.SortStableFunc(newest, func(a, b *register.Certificate) int { return b.CertificationDate.Compare(a.CertificationDate) })
	shown := newest[:min(len(newest), timelineCertificate)]
	for _, c := range shown {
		lanes = append(lanes, certificateLane(c))
	}
	t := drawTimeline("Timeline of the listing", lanes, today)
	if hidden := len(newest) - len(shown); hidden > 0 {
		t.Hidden = register.CountOf(hidden, "older certificate") + " not in the picture"
	}
	return t
}

// certificateTimeline draws the days on which a certificate is current.
func certificateTimeline(c *register.Certificate, today register.Date) *Timeline {
	lanes := []laneData{certificateLane(c)}
	lanes[0].label = "Current"
	if c.Revoked != nil {
		lanes = append(lanes, laneData{"Revoked", "ended", []dateRange{{c.Revoked.On, register.Date{}, "Revoked"}}})
	}
	return drawTimeline("Timeline of the certificate", lanes, today)
}

func certificateLane(c *register.Certificate) laneData {
	lane := laneData{label: "Certificate " + c.Number, kind: "certificate"}
	last := c.Expiry
	if c.Revoked != nil && (last.IsZero() || c.Revoked.On.Before(last)) {
		lane.label = "Revoked certificate " + c.Number // the number comes last because it may be cut or run from right to left
		last = c.Revoked.On.AddDays(-1)
	}
	if last.IsZero() || !last.Before(c.CertificationDate) {
		lane.ranges = []dateRange{{c.CertificationDate, last, "Current"}}
	}
	return lane
}

func drawTimeline(title string, lanes []laneData, today register.Date) *Timeline {
	s := scaleOf(lanes, today)
	t := &Timeline{
		Title: title, First: factDate(s.first), End: factDate(s.end),
		Height: timelineAxis + len(lanes)*timelineLane + timelineFoot,
		Ticks:  s.ticks(), Today: s.todayMarks(),
	}
	for i, lane := range lanes {
		top := timelineAxis + i*timelineLane
		t.Lanes = append(t.Lanes, Lane{
			Label: shorten(lane.label), Kind: lane.kind, Bars: s.bars(lane), Sentence: laneSentence(lane), Y: top, Rise: 16 - top,
		})
	}
	t.Description = timelineDescription(t)
	return t
}

// laneSentence describes a lane. If the lane has several bars, it only counts them.
func laneSentence(lane laneData) string {
	switch len(lane.ranges) {
	case 0:
		return lane.label + ": on no day"
	case 1:
		return lane.label + ": " + dateRangeText(lane.ranges[0])
	}
	return fmt.Sprintf("%s: %d runs of days", lane.label, len(lane.ranges))
}

func timelineDescription(t *Timeline) string {
	text := ""
	for _, lane := range t.Lanes {
		text += lane.Sentence + ". "
	}
	return text + "The page has all of these dates in tables."
}

// dateRangeText describes the days of a bar.
func dateRangeText(s dateRange) string {
	if s.to.IsZero() {
		return "from " + dayOf(s.from).Text + ", with no end date"
	}
	return dayOf(s.from).Text + " to " + dayOf(s.to).Text
}

// shorten cuts a label so that it fits a phone. The tables have the full text.
func shorten(label string) string { return shortenTo(timelineLabel, label) }

// shortenTo cuts a label to most characters.
func shortenTo(most int, label string) string {
	if utf8.RuneCountInString(label) <= most {
		return label
	}
	return string([]rune(label)[:most-1]) + "…"
}

// A scale maps days to positions. It covers whole years.
type scale struct {
	first, end register.Date // end is the day after the last
	days       int
}

// scaleOf returns a scale that covers today and, within the limits, all dates of the lanes.
func scaleOf(lanes []laneData, today register.Date) scale {
	year := func(d register.Date) int { return d.Time().Year() }
	now := year(today)
	low, high := now, now
	for _, lane := range lanes {
		for _, s := range lane.ranges {
			for _, d := range []register.Date{s.from, s.to} {
				if !d.IsZero() {
					low, high = min(low, year(d)), max(high, year(d))
				}
			}
		}
	}
	low = max(low, now-timelineYearsBack, 1)
	high = min(high, now+timelineYearsAhead, 9998)
	if low == high { // one year is too little to see where it lies
		low = max(low-1, 1)
	}
	return newScale(register.NewDate(low, 1, 1), register.NewDate(high+1, 1, 1))
}

func newScale(first, end register.Date) scale { return scale{first, end, first.DaysUntil(end)} }

// position returns where a day begins, in percent; 0 or 100 for days outside.
func (s scale) position(d register.Date) float64 {
	return 100 * float64(min(max(s.first.DaysUntil(d), 0), s.days)) / float64(s.days)
}

// percent writes a position with enough digits for a screen.
func percent(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) + "%" }

// tick returns a labelled day. Near an end the label stays inside the timeline.
func (s scale) tick(d register.Date, label string) Tick {
	const margin = 30 // percent of a phone's width that half of the longest label needs
	x := s.position(d)
	switch {
	case x < margin:
		return Tick{percent(x), label, "start"}
	case x > 100-margin:
		return Tick{percent(x), label, "end"}
	}
	return Tick{percent(x), label, "middle"}
}

// ticks returns ticks at the beginnings of years, as many as have room for labels.
func (s scale) ticks() []Tick {
	const room = 10 // percent that a label needs
	first, last := s.first.Time().Year(), s.end.Time().Year()
	step := 1
	for _, wider := range []int{2, 5, 10, 20} {
		if (last-first)/step > timelineTicks {
			step = wider
		}
	}
	var ticks []Tick
	for year := first; year < last; year++ {
		if year%step != 0 {
			continue
		}
		x := s.position(register.NewDate(year, 1, 1))
		label := strconv.Itoa(year)
		if x > 100-room {
			label = ""
		}
		ticks = append(ticks, Tick{percent(x), label, "start"})
	}
	return ticks
}

// bars draws the bars of a lane, each wide enough to be visible.
func (s scale) bars(lane laneData) []Bar {
	const narrowest = 0.6
	bars := make([]Bar, 0, len(lane.ranges))
	for _, sp := range lane.ranges {
		from, end := s.position(sp.from), 100.0
		if !sp.to.IsZero() && sp.to.Before(s.end) {
			end = s.position(sp.to.AddDays(1))
		}
		from = min(from, 100-narrowest)
		end = max(end, from+narrowest)
		bars = append(bars, Bar{
			X: percent(from), Width: percent(end - from),
			Text:   sp.text + ": " + dateRangeText(sp),
			Before: sp.from.Before(s.first), After: sp.to.IsZero() || !sp.to.Before(s.end),
			Ends: lane.kind == "ended" && !sp.from.Before(s.first),
		})
	}
	return bars
}
