package journal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"time"

	"opencec/tools/history/journal"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A history is written as two files, from which a journal answers.
func Example() {
	var revisions, changes bytes.Buffer
	for revision, lines := range journal.RevisionsOf(querytest.SampleHistory(), time.UTC) {
		text, err := json.Marshal(revision)
		if err != nil {
			log.Fatal(err)
		}
		revisions.Write(append(text, '\n'))
		for _, line := range lines {
			text, err := journal.Text(line)
			if err != nil {
				log.Fatal(err)
			}
			changes.Write(append(text, '\n'))
		}
	}

	j, err := journal.Open(context.Background(), &revisions, bytes.NewReader(changes.Bytes()), int64(changes.Len()))
	if err != nil {
		log.Fatal(err)
	}
	places := j.Find(journal.Filter{UpTo: j.Newest(), Record: &register.Ref{Kind: register.Listings, ID: "tesla/powerwall-2"}})
	page, more := j.Page(places, 0, 0, 50)
	for _, place := range page {
		line, err := j.Line(place)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(line.Seq, line.ID, line.Events)
	}
	fmt.Println(more)
	// Output:
	// 1 tesla/powerwall-ii [added period-added]
	// 1 sapn/2024-7 [added certificate-added test-profile-added]
	// 1 ul/ul-2023-0142 [added certificate-added test-profile-added]
	// 9 tesla/powerwall-2 [renamed]
	// 9 sapn/2024-7 [changed]
	// 9 ul/ul-2023-0142 [changed]
	// false
}
