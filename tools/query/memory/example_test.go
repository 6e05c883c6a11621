package memory_test

import (
	"context"
	"fmt"
	"log"
	"net/url"
	"os"
	"time"

	"opencec/tools/history/journal"
	"opencec/tools/output/snapshot"
	"opencec/tools/query"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A query is answered with a page of records.
func Example() {
	reg := querytest.Sample()
	engine := memory.New(reg)
	scope := query.Scope{Today: querytest.Today, Version: reg.Version.ID}
	q, problems := engine.Model().Collection(register.Listings).Parse(url.Values{"device_class": {"bess"}, "fields": {"id,status"}}, scope)
	if len(problems) > 0 {
		log.Fatal(problems)
	}
	page, err := engine.List(context.Background(), q)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Total, "listings")
	fmt.Printf("%s\n", page.AppendJSON(nil))
	// Output:
	// 4 listings
	// [{"id":"enphase/iq-battery-5p","status":"delisted"},{"id":"goodwe/gw5000-eh","status":"expired"},{"id":"goodwe/gw9-6","status":"withdrawn"},{"id":"tesla/powerwall-2","status":"active"}]
}

// With a history the engine knows what the register said at an earlier time.
func ExampleWithJournal() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	history := querytest.SampleHistory()
	newest := history.Revisions[len(history.Revisions)-1]
	reg, err := register.New(history.At(newest.Seq), register.Version{ID: newest.Commit, Commit: newest.Commit, Time: newest.Time})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := snapshot.Write(ctx, dir, reg, querytest.Today, journal.ContentsOf(history, reg.Location())); err != nil {
		log.Fatal(err)
	}
	s, err := snapshot.Open(dir)
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()

	engine := memory.New(s.Register, memory.WithJournal(s.Journal))
	revision, err := engine.Revision(ctx, register.RevisionSpec{Time: time.Date(2026, time.March, 1, 0, 0, 0, 0, reg.Location())})
	if err != nil {
		log.Fatal(err)
	}
	past, err := engine.At(ctx, revision.Seq)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(revision.Seq, revision.Summary)
	fmt.Println(past.Counts().Listings, "listings then,", engine.Counts().Listings, "now")
	// Output:
	// 3 A new listing, and a certificate for a series
	// 10 listings then, 9 now
}
