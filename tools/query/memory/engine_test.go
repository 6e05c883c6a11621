package memory_test

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

func TestEngine(t *testing.T) {
	querytest.TestEngine(t, func(_ testing.TB, reg *register.Register) querytest.Engine { return memory.New(reg) })
}

// Many goroutines at once, on many days, get what one gets.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	reg := querytest.Random(3, 200)
	alone, shared := memory.New(reg), memory.New(reg)
	var workers sync.WaitGroup
	workers.Go(func() { shared.Warm(context.Background()) })
	for worker := range 4 {
		workers.Go(func() {
			for i := range 60 {
				raw := "status=active&sort=-listed_until&on=" + querytest.Today.AddDays(i%20).String() + "&limit=" + strconv.Itoa(10+worker)
				got := querytest.List(t, shared, querytest.Parse(t, shared, register.Listings, raw)).AppendJSON(nil)
				want := querytest.List(t, alone, querytest.Parse(t, alone, register.Listings, raw)).AppendJSON(nil)
				if string(got) != string(want) {
					t.Errorf("%s differs", raw)
					return
				}
			}
		})
	}
	workers.Wait()
}

// A register without records is warmed as any other.
func TestWarmEmpty(t *testing.T) {
	t.Parallel()
	reg, err := register.New(register.Records{Settings: register.Settings{TimeZone: "UTC"}}, register.Version{ID: "empty"})
	if err != nil {
		t.Fatal(err)
	}
	e := memory.New(reg)
	e.Warm(context.Background())
	for _, k := range register.Kinds() {
		if page := querytest.List(t, e, querytest.Parse(t, e, k, "sort=-id&q=x")); page.Total != 0 {
			t.Errorf("%s: %+v", k.Folder(), page)
		}
	}
}
