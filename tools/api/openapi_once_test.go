package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// A slowSamples engine counts requests for samples, and answers when it is allowed to.
type slowSamples struct {
	*memory.Engine
	asked atomic.Int32
	may   chan struct{}
}

func (e *slowSamples) Samples(ctx context.Context, n int) (*register.Register, error) {
	e.asked.Add(1)
	<-e.may
	return e.Engine.Samples(ctx, n)
}

// The document needs no key and much memory to create: concurrent requests for the first
// one of a version share it, even if the first client goes away.
func TestDocumentIsWrittenOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	synctest.Test(t, func(t *testing.T) {
		engine := &slowSamples{Engine: memory.New(querytest.Sample()), may: make(chan struct{})}
		f.server.Swap(engine)
		gone, leave := context.WithCancel(t.Context())
		var requests sync.WaitGroup
		ask := func(ctx context.Context, target string, want int) {
			requests.Go(func() {
				w := httptest.NewRecorder()
				f.http.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", target, nil))
				if want != 0 && w.Code != want {
					t.Errorf("%s: %d, want %d", target, w.Code, want)
				}
			})
		}
		ask(gone, "/openapi.json", 0)
		synctest.Wait()
		for range 20 {
			ask(t.Context(), "/openapi.json", http.StatusOK)
			ask(t.Context(), "/openapi.yaml", http.StatusOK)
		}
		synctest.Wait()
		leave()
		synctest.Wait()
		close(engine.may)
		requests.Wait()
		if n := engine.asked.Load(); n != 1 {
			t.Errorf("the document was written %d times", n)
		}
	})
}
