package change_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"opencec/tools/history/change"
	"opencec/tools/register"
)

// moveExpiries adds n listings to both sides, with other expiries after, no two of them
// on the same day.
func moveExpiries(t *testing.T, n int, edit func(r *register.Records)) change.Report {
	t.Helper()
	sides := [2]*register.Records{}
	for side, expiry := range []string{"2027-12-31", "2028-12-31"} {
		sides[side] = sample()
		for i := range n {
			l := *listing(sides[side], "acme/plain")
			l.ID, l.Model, l.Periods = fmt.Sprintf("acme/n%05d", i), fmt.Sprint(i), []register.Period{{From: day("2024-01-01"), To: day(expiry).AddDays(i)}}
			sides[side].Listings = append(sides[side].Listings, &l)
		}
	}
	edit(sides[1])
	return change.NewReport(newRegister(t, sides[0]), newRegister(t, sides[1]), today)
}

var leftOut = regexp.MustCompile(`Left out: ([0-9,]+) listings? changed`)

// The limit is always respected, and shown and left-out changes together are all changes.
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

// A record with very many changes hides neither its severe changes nor other records.
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
		"- listing `acme/plain`: model changed from `Plain` to `Plainer`\n" +
		"- listing `acme/box`:\n" +
		"  - withdrawn on 23 November 2026, in force now (was expired)\n" +
		"  - notes changed from `A note.` to `Changed.`\n" +
		"  - one more, too long to be shown here\n"
	if text != want {
		t.Errorf("got:\n%s\nwant:\n%s", text, want)
	}
	whole := report(t, edit).Markdown(change.Limit{})
	if !strings.Contains(whole, " and 950 more added\n") {
		t.Errorf("not everything is reported without a limit:\n%.3000s", whole)
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

// equal returns a report of n listings of which the same changes, but of one.
func equal(t *testing.T, n, other int) change.Report {
	t.Helper()
	sides := [2]*register.Records{sample(), sample()}
	for side, expiry := range []string{"2027-12-31", "2028-12-31"} {
		for i := range n {
			l := *listing(sides[side], "acme/plain")
			l.ID, l.Model, l.Periods = fmt.Sprintf("acme/n-%d", i), fmt.Sprint(i), []register.Period{{From: day("2024-01-01"), To: day(expiry)}}
			if side == 1 && i == other {
				l.Model += "0"
			}
			sides[side].Listings = append(sides[side].Listings, &l)
		}
	}
	return change.NewReport(newRegister(t, sides[0]), newRegister(t, sides[1]), today)
}

// Equal changes of many records are described once, after their differences. Every id is
// listed or counted as left out.
func TestEqualChangesAreDescribedOnce(t *testing.T) {
	t.Parallel()
	for _, n := range []int{4, 12, 150, 3000} {
		r := equal(t, n, 3)
		for _, limit := range []change.Limit{{}, {Bytes: change.MinBytes}, change.CommentLimit, {Changes: 2}} {
			for form, text := range map[string]string{"text": r.Text(limit), "markdown": r.Markdown(limit)} {
				shown, left := strings.Count(text, "acme/n-"), 0
				if m := more.FindStringSubmatch(text); m != nil {
					left, _ = strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
				}
				if shown+left != n || strings.Count(text, "expiry moved") != 3 { // with the summary
					t.Errorf("%d, %v, %s: %d shown, %d left out:\n%.2000s", n, limit, form, shown, left, text)
				}
				if limit.Bytes > 0 && len(text) > limit.Bytes {
					t.Errorf("%d, %v, %s: %d bytes", n, limit, form, len(text))
				}
				if slip, rest := strings.Index(text, "acme/n-3"), strings.Index(text, "acme/n-0"); slip < 0 || slip > rest {
					t.Errorf("%d, %v, %s: what differs is not first:\n%.2000s", n, limit, form, text)
				}
			}
		}
	}
}

var more = regexp.MustCompile(`and ([0-9,]+) more`)

// Two records with equal changes are described separately, and records that differ only
// beyond the shown part of a long text are not merged.
func TestNotEqual(t *testing.T) {
	t.Parallel()
	if text := equal(t, 3, 0).Text(change.Limit{}); strings.Count(text, "\nlisting acme/n-") != 3 {
		t.Errorf("two are one:\n%s", text)
	}
	text := report(t, func(r *register.Records) {
		for i, l := range r.Listings {
			l.Notes = strings.Repeat("x", 300) + strconv.Itoa(i)
		}
	}).Text(change.Limit{})
	if strings.Contains(text, "listings of") {
		t.Errorf("texts that differ at their ends are one:\n%s", text)
	}
}

// Reviewers see where the files are, what has no source, and what outlasts its
// certificates.
func TestReviewer(t *testing.T) {
	t.Parallel()
	r := report(t, func(r *register.Records) {
		listing(r, "acme/plain").Periods[0].To = day("2028-01-10")
		listing(r, "acme/open").Notes = "Looked at."
		listing(r, "acme/box").Brand = "Boxes"
	})
	r.Reviewer = &change.Reviewer{
		Address: func(c change.Change) string { return "https://git.example/" + c.ID },
		Certificates: func(id string) []*register.Certificate {
			return []*register.Certificate{{Expiry: day("2027-12-31")}, {Expiry: day("2028-01-08")}}
		},
	}
	want := "**3 listings changed (expiry moved: 1)**.\nStatuses are those of 23 November 2026.\n\n" +
		"- listing [`acme/plain`](https://git.example/acme/plain):\n" +
		"  - expiry moved from 31 December 2027 to 10 January 2028\n" +
		"  - without a source\n" +
		"  - outlasts its last certificate by two days: it expires on 8 January 2028\n" +
		"- listing [`acme/box`](https://git.example/acme/box):\n" +
		"  - brand changed from `Acme` to `Boxes`\n" +
		"  - without a new source\n" +
		"- listing [`acme/open`](https://git.example/acme/open): notes set to `Looked at.`\n"
	if text := r.Markdown(change.Limit{}); text != want {
		t.Errorf("got:\n%s\nwant:\n%s", text, want)
	}
}

// An undeclared rename is shown as a rename, with the certification that it lost.
func TestNotDeclared(t *testing.T) {
	t.Parallel()
	r := report(t, func(r *register.Records) {
		listing(r, "acme/stopped").ID = "acme/halted"
		for _, c := range r.Certificates {
			c.Listings = slices.DeleteFunc(c.Listings, func(id string) bool { return id == "acme/stopped" })
		}
	})
	fresh, gone := r.Changes[0], r.Changes[1]
	r.Changes = append([]change.Change{change.UndeclaredRename(gone, fresh)}, r.Changes[2:]...)
	text := r.Text(change.Limit{})
	for _, want := range []string{"1 listing renamed, not declared; 1 certificate changed", "1 listing no longer certified", "\nlisting acme/halted: renamed from acme/stopped, which it does not declare\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
}
