package website

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"opencec/tools/register"
)

// drawn writes the lanes of a timeline in short: "Listed 25.00%+25.00% ". A < or >
// stands for a bar that goes on beyond the picture.
func drawn(t *Timeline) string {
	var lines []string
	for _, lane := range t.Lanes {
		line := lane.Label
		for _, b := range lane.Bars {
			line += fmt.Sprintf(" %s+%s", b.X, b.Width)
			if b.Before {
				line += "<"
			}
			if b.After {
				line += ">"
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func years(t *Timeline) string {
	var list []string
	for _, tick := range t.Ticks {
		list = append(list, strings.TrimSpace(tick.Label+"@"+tick.X))
	}
	return strings.Join(list, " ")
}

func TestListingTimeline(t *testing.T) {
	t.Parallel()
	const nothing = "2025@0.00% 2026@50.00%"
	tests := []struct {
		name         string
		listing      register.Listing
		certificates []*register.Certificate
		today        string
		drawn, years string
	}{
		{
			name: "no period", today: "2026-07-02",
			drawn: "Listed", years: nothing,
		},
		{
			name: "one year of two", today: "2026-07-02",
			listing: register.Listing{Periods: periods("2025-01-01–2025-12-31")},
			drawn:   "Listed 0.00%+50.00%", years: nothing,
		},
		{
			name: "an open end reaches the edge", today: "2025-07-02",
			listing: register.Listing{Periods: periods("2026-01-01–")},
			drawn:   "Listed 50.00%+50.00%>", years: nothing,
		},
		{
			name: "a day is wide enough to be seen", today: "2026-07-02",
			listing: register.Listing{Periods: periods("2025-01-01–2025-01-01", "2026-12-31–2026-12-31")},
			drawn:   "Listed 0.00%+0.60% 99.40%+0.60%", years: nothing,
		},
		{
			name: "dates at the ends of time", today: "2026-07-02",
			listing: register.Listing{Periods: periods("0001-01-01–9999-12-31")},
			drawn:   "Listed 0.00%+100.00%<>", years: "2010@25.00% 2020@52.77% 2030@80.55%",
		},
		{
			name: "all of it before the picture", today: "2026-07-02",
			listing: register.Listing{Periods: periods("0001-01-01–0001-01-02"), Suspensions: []register.Suspension{{From: date("9999-12-30"), To: date("9999-12-31")}}},
			drawn:   "Listed 0.00%+0.60%<; Suspended 99.40%+0.60%>", years: "2010@25.00% 2020@52.77% 2030@80.55%",
		},
		{
			name: "a lane for everything", today: "2026-07-02",
			listing: register.Listing{
				Periods: periods("2025-01-01–"), Suspensions: []register.Suspension{{From: date("2025-07-02"), To: date("2025-12-31")}},
				Delisted: &register.Ending{On: date("2026-07-02")}, Withdrawn: &register.Ending{On: date("2026-01-01")},
			},
			certificates: []*register.Certificate{
				{Number: "OLD", CertificationDate: date("2025-01-01"), Expiry: date("2025-12-31")},
				{Number: "NEW", CertificationDate: date("2026-01-01"), Revoked: &register.Ending{On: date("2026-07-02")}},
				{Number: "NEVER", CertificationDate: date("2025-01-01"), Revoked: &register.Ending{On: date("2025-01-01")}},
			},
			drawn: "Listed 0.00%+100.00%>; Suspended 24.93%+25.07%; Delisted 74.93%+25.07%>; Withdrawn 50.00%+50.00%>; " +
				"Revoked certificate NEW 50.00%+24.93%; Certificate OLD 0.00%+50.00%; Revoked certificate NEVER",
			years: nothing,
		},
		{
			name: "the first year that there is", today: "0001-07-02",
			listing: register.Listing{Periods: periods("0001-01-01–0002-12-31")},
			drawn:   "Listed 0.00%+100.00%", years: "1@0.00% 2@50.00%",
		},
		{
			name: "the last year that there is", today: "9999-07-02",
			listing: register.Listing{Periods: periods("9998-01-01–9999-12-31")},
			drawn:   "Listed 50.00%+50.00%>", years: "9997@0.00% 9998@50.00%",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			timeline := listingTimeline(&tt.listing, tt.certificates, date(tt.today))
			if got := drawn(timeline); got != tt.drawn {
				t.Errorf("drawn\n%s\nwant\n%s", got, tt.drawn)
			}
			if got := years(timeline); got != tt.years {
				t.Errorf("years %s, want %s", got, tt.years)
			}
		})
	}
}

func TestTimelineSaysWhatItShows(t *testing.T) {
	t.Parallel()
	l := register.Listing{Periods: periods("2025-01-01–2025-12-31", "2026-02-01–"), Suspensions: []register.Suspension{{From: date("2026-07-02")}}}
	const want = "Listed: 2 runs of days. Suspended: from 2 July 2026, with no end date. The page has all of these dates in tables."
	if got := listingTimeline(&l, nil, day).Description; got != want {
		t.Errorf("description %q, want %q", got, want)
	}
}

// However many periods and certificates there are, the picture stays a picture, and
// every place in it is inside.
func TestTimelineOfMany(t *testing.T) {
	t.Parallel()
	l := &register.Listing{}
	var certificates []*register.Certificate
	from := register.NewDate(1990, time.January, 1)
	for i := range 40 {
		l.Periods = append(l.Periods, register.Period{From: from, To: from.AddDays(300)})
		certificates = append(certificates, &register.Certificate{Number: strings.Repeat(strconv.Itoa(i%10), 200), CertificationDate: from})
		from = from.AddDays(365)
	}
	timeline := listingTimeline(l, certificates, day)
	if len(timeline.Lanes) != 1+timelineCertificate || timeline.Hidden != "34 older certificates not in the picture" {
		t.Errorf("%d lanes, and %q", len(timeline.Lanes), timeline.Hidden)
	}
	if n := len(timeline.Ticks); n == 0 || n > timelineTicks {
		t.Errorf("%d ticks", n)
	}
	for _, lane := range timeline.Lanes {
		if n := len([]rune(lane.Label)); n > timelineLabel {
			t.Errorf("a label of %d characters", n)
		}
		for _, b := range lane.Bars {
			x, width := parsePercent(t, b.X), parsePercent(t, b.Width)
			if x < 0 || width <= 0 || x+width > 100.02 {
				t.Errorf("%s: a bar at %s, %s wide", lane.Label, b.X, b.Width)
			}
		}
	}
}

func parsePercent(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Numbers of certificates are not in bars, but their texts are escaped all the same.
func TestTimelineIsDrawn(t *testing.T) {
	t.Parallel()
	lane := Lane{Rise: -8, Bars: []Bar{
		{X: "1.00%", Width: "2.00%", Text: `a <b>&"`, Ends: true},
		{X: "3.00%", Width: "97.00%", Text: "c", Before: true, After: true},
	}}
	const bars = `<rect x="1.00%" y="20" width="2.00%" height="14"><title>a &lt;b&gt;&amp;&#34;</title></rect>` +
		`<line class="ending" x1="1.00%" x2="1.00%" y1="34" y2="-8"/>` +
		`<rect x="3.00%" y="20" width="97.00%" height="14"><title>c</title></rect>` +
		`<svg class="beyond" x="0" y="27"><path d="m9-5-6 5 6 5"/></svg><svg class="beyond" x="100%" y="27"><path d="m-9-5 6 5-6 5"/></svg>`
	if got := string(lane.Drawn()); got != bars {
		t.Errorf("the bars are %s, want %s", got, bars)
	}
	timeline := Timeline{Height: 90, Lanes: []Lane{{Kind: "listed"}, {Kind: "ended"}}, Ticks: []Tick{{X: "0.00%", Label: "2025"}, {X: "95.00%"}}}
	const grid = `<svg class="tick" x="0.00%"><path d="M0 0V68"/><text x="4" y="12">2025</text></svg>` +
		`<svg class="tick" x="95.00%"><path d="M0 0V68"/><text x="4" y="12"></text></svg>`
	if got := string(timeline.Grid()); got != grid {
		t.Errorf("the years are %s, want %s", got, grid)
	}
	if !timeline.Has("ended") || timeline.Has("certificate") {
		t.Error("the timeline has a lane of another kind, or not its own")
	}
}
