package api

import (
	"fmt"
	"net/http"
	"sync/atomic"

	"opencec/tools/query"
	"opencec/tools/register"
)

// A Copy says of which day the register that is served is: what a signature, which only
// says who published it, leaves open.
type Copy struct {
	On     register.Date // the day that it was published for, or last loaded on
	Serial int64         // 0 where it has none
}

// copies holds the copy that is served. Reading takes no lock.
type copies struct{ held atomic.Pointer[Copy] }

// SetCopy says of which day what is served from now on is. Without a call,
// the server says nothing of it.
func (s *Server) SetCopy(c Copy) { s.copies.held.Store(&c) }

// A copyView is a copy as /v1 has it.
type copyView struct {
	On      register.Date `json:"on"`
	Serial  *int64        `json:"serial"` // null where it has none
	AgeDays int           `json:"age_days"`
	Stale   bool          `json:"stale"`
}

// copyView returns the view of the copy that is served today; nil where nothing is known.
func (s *Server) copyView() *copyView {
	held, engine := s.copies.held.Load(), s.versions.current()
	if held == nil || engine == nil {
		return nil
	}
	today := s.today(engine)
	view := &copyView{On: held.On, AgeDays: held.On.DaysUntil(today), Stale: engine.Register().Settings.CopyStale(held.On, today)}
	if held.Serial > 0 {
		view.Serial = &held.Serial
	}
	return view
}

// canonical is what an ETag of an answer with the copy depends on, besides the day of the
// request.
func (v *copyView) canonical() string {
	if v == nil {
		return ""
	}
	serial := int64(0)
	if v.Serial != nil {
		serial = *v.Serial
	}
	return fmt.Sprintf("\n%s %d", v.On, serial)
}

// staleHeader is the header of every answer while the copy is stale.
const staleHeader = "Register-Stale"

// value returns the header's value: a structured field (RFC 9651).
func (v *copyView) value(maxAge int) string {
	return fmt.Sprintf("%q;age=%d;max=%d", v.On, v.AgeDays, maxAge)
}

// withStaleness adds a header to every answer while the register is too old to rely on.
func (s *Server) withStaleness(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if view, engine := s.staleCopy(); view != nil {
			w.Header().Set(staleHeader, view.value(engine.Register().Settings.MaxCopyAge))
		}
		next.ServeHTTP(w, r)
	})
}

// staleCopy returns the copy that is served and its engine if it is stale, and nil if not.
func (s *Server) staleCopy() (*copyView, query.Engine) {
	engine := s.versions.current()
	if engine == nil || engine.Register().Settings.MaxCopyAge == 0 {
		return nil, nil
	}
	view := s.copyView()
	if view == nil || !view.Stale {
		return nil, nil
	}
	return view, engine
}

// staleNotice returns the notice of a copy that is stale, if it is.
func (s *Server) staleNotice() (Notice, bool) {
	view, engine := s.staleCopy()
	if view == nil {
		return Notice{}, false
	}
	reg := engine.Register()
	limit := reg.Settings.MaxCopyAge
	return Notice{
		Code:  NoticeStale,
		Since: register.StartOf(view.On.AddDays(limit+1), reg.Location()),
		Detail: fmt.Sprintf("This copy of the register is of %s, %d days ago; the register lets a copy be relied on for %d. What has changed since is not in it.",
			view.On, view.AgeDays, limit),
	}, true
}
