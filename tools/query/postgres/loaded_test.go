package postgres

import (
	"maps"
	"testing"

	"opencec/tools/register"
)

// A load records its day once, even if nothing differs: another load on the same or an
// earlier day writes nothing. Servers learn the day, and each new one.
func TestLoadedOn(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	reg := sampleAs(t, "one")
	loaded(t, url, reg, LoadOptions{})
	db := database(t, url)
	conn := connected(t, url)
	run(t, conn, "do $$ begin execute format('alter database %I set datestyle = German', current_database()); end $$")
	day := func(s string) register.Date {
		d, err := register.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	days := make(chan register.Date, 10)
	w := follow(t, url, func(f *Follower) { f.Loaded = func(d register.Date) { days <- d } })
	<-w.taken
	lies := func() map[string]bool {
		all := rowsAsTheyLie(t, conn)
		for _, row := range column[string](t, conn, `select xmin::text || ' ' || ctid::text || ' ' || to_char(loaded_on, 'YYYY-MM-DD') from register_loads`) {
			all["register_loads "+row] = true
		}
		return all
	}
	if got, err := db.LoadedOn(t.Context()); err != nil || !got.IsZero() {
		t.Errorf("before a load with a day: %s, %v", got, err)
	}
	for _, step := range []struct {
		name   string
		reg    *register.Register
		on     string
		want   string
		writes bool
	}{
		{"nothing differs", reg, "2026-11-23", "2026-11-23", true},
		{"again", reg, "2026-11-23", "2026-11-23", false},
		{"an earlier day", reg, "2026-11-22", "2026-11-23", false},
		{"a new version, on the same day", sampleAs(t, "two"), "2026-11-23", "2026-11-23", true},
		{"again, the next day", sampleAs(t, "two"), "2026-11-24", "2026-11-24", true},
		{"a new version, the next day", sampleAs(t, "three"), "2026-11-25", "2026-11-25", true},
	} {
		before := lies()
		loaded(t, url, step.reg, LoadOptions{On: day(step.on)})
		if writes := !maps.Equal(before, lies()); writes != step.writes {
			t.Errorf("%s: rows written: %t, want %t", step.name, writes, step.writes)
		}
		if got, err := db.LoadedOn(t.Context()); err != nil || got != day(step.want) {
			t.Errorf("%s: %s, %v; want %s", step.name, got, err, step.want)
		}
	}
	for last := (register.Date{}); last != day("2026-11-25"); {
		next := <-days
		if !last.Before(next) {
			t.Errorf("after %s the server loads %s", last, next)
		}
		last = next
	}
}
