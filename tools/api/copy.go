package api

import (
	"fmt"
	"net/http"

	"opencec/tools/register"
)

// A Copy says for which day the served register was published. A signature leaves that
// open, since it only says who published it.
type Copy struct {
	On     register.Date // the day that it was published for, or last loaded on
	Serial int64         // 0 where it has none
}

// SetCopy sets the day of the served version's copy. Without it the server says nothing
// about the day. SwapCopy sets it together with a version.
func (s *Server) SetCopy(c Copy) { s.versions.setCopy(&c) }

// A copyView is the JSON of a Copy.
type copyView struct {
	On      register.Date `json:"on"`
	Serial  *int64        `json:"serial"` // null if it has none
	AgeDays int           `json:"age_days"`
	Stale   bool          `json:"stale"`
}

// copyView returns the view of a version's copy today; nil if its day is unknown.
func (s *Server) copyView(v version) *copyView {
	if v.copy == nil || v.engine == nil {
		return nil
	}
	today := s.today(v.engine)
	view := &copyView{On: v.copy.On, AgeDays: v.copy.On.DaysUntil(today), Stale: v.engine.Register().Settings.CopyStale(v.copy.On, today)}
	if v.copy.Serial > 0 {
		view.Serial = &v.copy.Serial
	}
	return view
}

// canonical is the part of an ETag that depends on the copy.
func (v *copyView) canonical() string {
	if v == nil {
		return ""
	}
	serial := int64(0)
	if v.Serial != nil {
		serial = *v.Serial
	}
	return fmt.Sprintf("\n%s %d %d", v.On, v.AgeDays, serial)
}

// staleHeader is a header of every answer while the copy is stale.
const staleHeader = "Register-Stale"

// value returns the header's value, a structured field (RFC 9651).
func (v *copyView) value(maxAge int) string {
	return fmt.Sprintf("%q;age=%d;max=%d", v.On, v.AgeDays, maxAge)
}

// withStaleness adds staleHeader to every answer while the copy is stale.
func (s *Server) withStaleness(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		newest := s.versions.newest()
		if view := s.staleCopy(newest); view != nil {
			w.Header().Set(staleHeader, view.value(newest.engine.Register().Settings.MaxCopyAge))
		}
		next.ServeHTTP(w, r)
	})
}

// staleCopy returns the view of a version's copy if it is stale, and otherwise nil.
func (s *Server) staleCopy(v version) *copyView {
	if v.engine == nil || v.engine.Register().Settings.MaxCopyAge == 0 {
		return nil
	}
	if view := s.copyView(v); view != nil && view.Stale {
		return view
	}
	return nil
}

// staleNotice returns the notice that a version's copy is stale, if it is.
func (s *Server) staleNotice(v version) (Notice, bool) {
	view := s.staleCopy(v)
	if view == nil {
		return Notice{}, false
	}
	reg := v.engine.Register()
	limit := reg.Settings.MaxCopyAge
	return Notice{
		Code:  NoticeStale,
		Since: register.StartOf(view.On.AddDays(limit+1), reg.Location()),
		Detail: fmt.Sprintf("This copy of the register is of %s, %d days ago; the register lets a copy be relied on for %d. What has changed since is not in it.",
			view.On, view.AgeDays, limit),
	}, true
}
