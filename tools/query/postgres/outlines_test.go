package postgres_test

import (
	"slices"
	"testing"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// Outlines have what the rows of the predecessor's API are made of, on every day, however
// many listings are read at once, and are read once.
func TestOutlines(t *testing.T) {
	t.Parallel()
	reg := querytest.Random(7, 60)
	e := open(t, reg)
	for _, atOnce := range []int{1, 7, 59, 60, 61, 1000} {
		outlines, err := e.ReadOutlines(t.Context(), atOnce)
		if err != nil {
			t.Fatal(err)
		}
		if len(outlines) != len(reg.Listings) {
			t.Fatalf("%d at once: %d listings, want %d", atOnce, len(outlines), len(reg.Listings))
		}
		for i, want := range reg.Listings {
			compareOutlines(t, outlines[i], want)
		}
	}
	first, err := e.Outlines(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := e.Outlines(t.Context()); err != nil || &again[0] != &first[0] {
		t.Errorf("the listings are read again: %v", err)
	}
}

func compareOutlines(t *testing.T, got, want *register.Listing) {
	t.Helper()
	if got.ID != want.ID || got.Manufacturer != want.Manufacturer || got.Model != want.Model || got.EntityType != want.EntityType ||
		!slices.Equal(got.LegacyNumbers(), want.LegacyNumbers()) || !got.CreatedAt.Equal(want.CreatedAt) || !got.UpdatedAt.Equal(want.UpdatedAt) {
		t.Errorf("outline %+v, want that of %+v", got, want)
	}
	for day := querytest.Day("2021-01-01"); day.Before(querytest.Day("2029-01-01")); day = day.AddDays(11) {
		if got, status := got.StatusOn(day), want.StatusOn(day); got != status {
			t.Errorf("%s on %s: %s, want %s", want.ID, day, got, status)
		}
	}
}
