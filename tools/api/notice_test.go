package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"opencec/tools/api"
)

// Notices appear in /readyz, /v1 and the metrics while they hold, and change the ETag of
// /v1. The server stays ready.
func TestNotices(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	since := time.Date(2026, 11, 22, 10, 30, 0, 5, time.FixedZone("", 3600))
	tags := map[string]string{}
	for _, step := range []struct {
		name string
		act  func()
		want string
	}{
		{"none", func() {}, `"notices":[]}`},
		{"one", func() { f.server.Notify(api.Notice{Code: api.NoticeNotUpdated, Since: since, Detail: "It is late."}) },
			`"notices":[{"code":"not-updated","since":"2026-11-22T09:30:00Z","detail":"It is late."}]}`},
		{"two", func() { f.server.Notify(api.Notice{Code: api.NoticeLastGood, Since: since, Detail: "A copy."}) },
			`"notices":[{"code":"last-good-copy","since":"2026-11-22T09:30:00Z","detail":"A copy."},{"code":"not-updated","since":"2026-11-22T09:30:00Z","detail":"It is late."}]}`},
		{"in place of one", func() { f.server.Notify(api.Notice{Code: api.NoticeLastGood, Since: since, Detail: "Another."}) },
			`"notices":[{"code":"last-good-copy","since":"2026-11-22T09:30:00Z","detail":"Another."},{"code":"not-updated","since":"2026-11-22T09:30:00Z","detail":"It is late."}]}`},
		{"withdrawn", func() { f.server.Withdraw(api.NoticeNotUpdated); f.server.Withdraw(api.NoticeNotUpdated) },
			`"notices":[{"code":"last-good-copy","since":"2026-11-22T09:30:00Z","detail":"Another."}]}`},
	} {
		step.act()
		for _, path := range []string{"/readyz", "/v1"} {
			res, body := f.get(path)
			if res.StatusCode != http.StatusOK || !strings.HasSuffix(body, step.want) {
				t.Errorf("%s: %s: %d %s", step.name, path, res.StatusCode, body)
			}
			if path == "/v1" {
				if before, seen := tags[res.Header.Get("ETag")]; seen {
					t.Errorf("%s has the ETag of %s", step.name, before)
				}
				tags[res.Header.Get("ETag")] = step.name
			}
		}
	}
}
