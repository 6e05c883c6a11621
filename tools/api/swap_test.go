package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"weak"

	"opencec/tools/api"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// versionOf returns the sample with another version's id, and with a model that names the
// version.
func versionOf(t *testing.T, n int) *memory.Engine {
	t.Helper()
	records := querytest.Sample().Records
	for i, l := range records.Listings {
		changed := *l
		changed.Notes = fmt.Sprintf("version-%d", n)
		records.Listings[i] = &changed
	}
	reg, err := register.New(records, register.Version{ID: fmt.Sprintf("version-%d", n)})
	if err != nil {
		t.Fatal(err)
	}
	return memory.New(reg)
}

// While versions are swapped, every request is answered from a single version.
func TestSwapUnderLoad(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const versions, workers = 60, 4
	f.server.Swap(versionOf(t, 0))
	var done atomic.Bool
	var requests atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for !done.Load() {
				res, body := f.get("/v1/listings?sort=-model")
				var l struct {
					Data []struct{ Notes string }
					Meta struct{ Version string }
				}
				if err := json.Unmarshal([]byte(body), &l); err != nil || res.StatusCode != http.StatusOK || len(l.Data) != 8 {
					t.Errorf("%d: %v in %s", res.StatusCode, err, body)
					return
				}
				for _, d := range l.Data {
					if d.Notes != l.Meta.Version {
						t.Errorf("a record of %s in an answer of %s", d.Notes, l.Meta.Version)
						return
					}
				}
				requests.Add(1)
			}
		})
	}
	for n := range versions {
		before := requests.Load()
		f.server.Swap(versionOf(t, n))
		for requests.Load() < before+workers && !t.Failed() { // some requests meet every version
		}
	}
	done.Store(true)
	group.Wait()
}

// While versions are swapped, /v1 pairs each version with its own copy, and an ETag
// identifies one answer.
func TestSwapCopyUnderLoad(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const versions, workers = 60, 4
	put := func(n int) { f.server.SwapCopy(versionOf(t, n), api.Copy{On: querytest.Today, Serial: int64(n + 1)}) }
	put(0)
	var done atomic.Bool
	var requests atomic.Int64
	var answers sync.Map // by ETag
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for !done.Load() {
				res, body := f.get("/v1")
				var about struct {
					Version string
					Copy    struct{ Serial int }
				}
				if err := json.Unmarshal([]byte(body), &about); err != nil || about.Version != fmt.Sprintf("version-%d", about.Copy.Serial-1) {
					t.Errorf("%d: %v in %s", res.StatusCode, err, body)
					return
				}
				if before, is := answers.LoadOrStore(res.Header.Get("ETag"), body); is && before != body {
					t.Errorf("one ETag for\n%s\nand\n%s", before, body)
					return
				}
				requests.Add(1)
			}
		})
	}
	for n := range versions {
		before := requests.Load()
		put(n)
		for requests.Load() < before+workers && !t.Failed() {
		}
	}
	done.Store(true)
	group.Wait()
}

// A list continues in its version after one swap, and is gone after another.
func TestPagingAcrossSwaps(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := f.list("/v1/listings?limit=3")
	whole := f.list("/v1/listings").ids()
	f.server.Swap(versionOf(t, 1))
	f.server.Swap(versionOf(t, 1)) // the same again pushes nothing out
	second := f.list(*first.Links.Next)
	if second.Meta.Version != "sample-1" {
		t.Errorf("the second page is of %s", second.Meta.Version)
	}
	third := f.list(*second.Links.Next)
	if got := slices.Concat(first.ids(), second.ids(), third.ids()); !slices.Equal(got, whole) || third.Links.Next != nil {
		t.Errorf("in pages %v", got)
	}
	f.server.Swap(versionOf(t, 2))
	if p := f.problem(f.request("GET", *first.Links.Next, nil)); p.Status != http.StatusGone || p.Problems[0].Parameter != "cursor" {
		t.Errorf("after another swap: %+v", p)
	}
}

// Nothing keeps a version that can no longer be requested.
func TestOldVersionsAreLetGo(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	engine := versionOf(t, 1)
	held := weak.Make(engine)
	f.server.Swap(engine)
	engine = nil //nolint:ineffassign // nothing but the server is to hold it
	for _, target := range []string{"/v1/listings", "/v1/check?manufacturer=tesla&model=x", "/openapi.json", "/v1"} {
		if res, _ := f.get(target); res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", target, res.StatusCode)
		}
	}
	for n := range 2 {
		f.server.Swap(versionOf(t, n+2))
	}
	runtime.GC()
	if held.Value() != nil {
		t.Error("a version lingers that was swapped out twice")
	}
	runtime.KeepAlive(f.server)
}

// otherContents is an engine of the same version with other contents.
type otherContents struct {
	*memory.Engine
	name string
}

func (e *otherContents) CacheKey() string { return e.name }

// A client's cached answer is not confirmed if the same version is now answered
// differently.
func TestSwapOfEdition(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	engine := versionOf(t, 1)
	for _, target := range []string{"/v1/listings", "/v1/listings/tesla/powerwall-2", "/v1/listings?format=csv", "/listings"} {
		f.server.Swap(&otherContents{engine, "one"})
		res, _ := f.get(target)
		header := http.Header{"X-Api-Key": {f.secret}, "If-None-Match": {res.Header.Get("ETag")}}
		if res := f.request("GET", target, header); res.StatusCode != http.StatusNotModified {
			t.Errorf("%s: %d for what the client has", target, res.StatusCode)
		}
		f.server.Swap(&otherContents{engine, "two"})
		if res := f.request("GET", target, header); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %d for other contents", target, res.StatusCode)
		}
	}
}
