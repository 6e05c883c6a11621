package change_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"opencec/tools/change"
	"opencec/tools/register"
)

// moveExpiries adds n listings to both sides, with other expiries after.
func moveExpiries(t *testing.T, n int, edit func(r *register.Records)) change.Report {
	t.Helper()
	sides := [2]*register.Records{}
	for side, expiry := range []string{"2027-12-31", "2028-12-31"} {
		sides[side] = sample()
		for i := range n {
			l := *listing(sides[side], "acme/plain")
			l.ID, l.Model, l.Periods = fmt.Sprintf("acme/n%05d", i), fmt.Sprint(i), []register.Period{{From: day("2024-01-01"), To: day(expiry)}}
			sides[side].Listings = append(sides[side].Listings, &l)
		}
	}
	edit(sides[1])
	return change.NewReport(newRegister(t, sides[0]), newRegister(t, sides[1]), today)
}

var leftOut = regexp.MustCompile(`Left out: ([0-9,]+) listings? changed`)

// Whatever the limit, it is kept to, and what is shown and what is said to be left
// out are together all.
func TestLimit(t *testing.T) {
	t.Parallel()
	const n = 3000
	r := moveExpiries(t, n, func(*register.Records) {})
	for _, limit := range []change.Limit{{}, {Changes: 1}, {Changes: 200}, {Changes: n}, {Bytes: change.MinBytes}, {Bytes: 20_000}, {Bytes: 1 << 30}, {Changes: 500, Bytes: 30_000}, change.CommentLimit} {
		for form, text := range map[string]string{"text": r.Text(limit), "markdown": r.Markdown(limit)} {
			shown, hidden := strings.Count(text, "expiry moved from"), 0
			if m := leftOut.FindStringSubmatch(text); m != nil {
				hidden, _ = strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
			}
			if shown+hidden != n {
				t.Errorf("%v, %s: %d shown and %d said to be left out of %d", limit, form, shown, hidden, n)
			}
			if limit.Changes > 0 && shown > limit.Changes || limit.Bytes > 0 && len(text) > limit.Bytes {
				t.Errorf("%v, %s: %d changes in %d bytes", limit, form, shown, len(text))
			}
			if limit.Changes == 0 && limit.Bytes > 0 && hidden > 0 && len(text) < limit.Bytes-500 {
				t.Errorf("%v, %s: only %d bytes used", limit, form, len(text))
			}
			if !strings.Contains(strings.SplitN(text, "\n", 2)[0], "3,000 listings changed (expiry moved: 3,000)") {
				t.Errorf("%v, %s: begins with %.200s", limit, form, text)
			}
		}
	}
}

// Nothing grave can be hidden behind a mass of other changes.
func TestGraveChangesAreShown(t *testing.T) {
	t.Parallel()
	r := moveExpiries(t, 500, func(r *register.Records) {
		r.Listings = without(r.Listings, "acme/n00300")
		listing(r, "acme/stopped").Suspensions = nil
		listing(r, "acme/open").Delisted = &register.Ending{On: day("2027-01-01")}
		certificate(r, "lab/1").Notes = "Changed."
	})
	text := r.Text(change.Limit{Changes: 3})
	var subjects []string
	for line := range strings.Lines(text) {
		if subject, _, ok := strings.Cut(line, ":"); ok && strings.HasPrefix(line, "listing acme") {
			subjects = append(subjects, subject)
		}
	}
	if got, want := strings.Join(subjects, ", "), "listing acme/n00300, listing acme/stopped, listing acme/open"; got != want {
		t.Errorf("shown are %s instead of %s", got, want)
	}
	if !strings.Contains(text, "Left out: 499 listings changed (expiry moved: 499); 1 certificate changed.\n") {
		t.Errorf("not all that is left out is counted:\n%s", text)
	}
}

// A record in which very much changes hides neither what is grave in it nor others.
func TestLongChange(t *testing.T) {
	t.Parallel()
	edit := func(r *register.Records) {
		l := listing(r, "acme/box")
		for i := range 1000 {
			l.Aliases = append(l.Aliases, fmt.Sprintf("%0199d", i))
		}
		l.Withdrawn = &register.Ending{On: today}
		l.Notes = "Changed."
		listing(r, "acme/plain").Model = "Plainer"
	}
	text := report(t, edit).Markdown(change.Limit{Bytes: 20_000})
	want := "**2 listings changed (withdrawn: 1)**.\nStatuses are those of 23 November 2026.\n\n" +
		"- listing `acme/box`:\n" +
		"  - withdrawn on 23 November 2026, in force now (was expired)\n" +
		"  - notes changed from `A note.` to `Changed.`\n" +
		"  - one more, too long to be shown here\n" +
		"- listing `acme/plain`: model changed from `Plain` to `Plainer`\n"
	if text != want {
		t.Errorf("got:\n%s\nwant:\n%s", text, want)
	}
	whole := report(t, edit).Markdown(change.Limit{})
	if !strings.Contains(whole, " and 950 more added\n") {
		t.Errorf("not all is told without a limit:\n%.3000s", whole)
	}
}

// A record whose file alone was written again is named with others like it, so that
// formatting all files does not hide what changes.
func TestRewrittenAreOneLine(t *testing.T) {
	t.Parallel()
	edit := func(r *register.Records) {
		for i, l := range r.Listings {
			l.Commit = strconv.Itoa(i)
		}
		listing(r, "acme/plain").Model = "Plainer"
	}
	text := report(t, edit).Text(change.Limit{})
	want := "1 listing changed; 5 listings written again.\nStatuses are those of 23 November 2026.\n\n" +
		"listing acme/plain: model changed from “Plain” to “Plainer”\n" +
		"written again, and says the same: listing acme/box, listing acme/open, listing acme/over, listing acme/stopped and listing sunny/s5\n"
	if text != want {
		t.Errorf("got:\n%s\nwant:\n%s", text, want)
	}
}
