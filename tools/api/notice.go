package api

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"opencec/tools/register"
)

// A Notice is something that users of the served version should know. The server is still
// ready.
type Notice struct {
	Code   NoticeCode
	Since  time.Time
	Detail string // a sentence for the public: no paths, nothing about the network
}

// A NoticeCode identifies a notice for programs. Codes are stable.
type NoticeCode string

// The codes of notices.
const (
	NoticeKeys       NoticeCode = "keys-not-updated" // the keys cannot be read
	NoticeNotUpdated NoticeCode = "not-updated"      // a newer publication cannot be used, or it is not known whether there is one
	NoticeStale      NoticeCode = "stale-copy"       // the copy is older than the register allows
	NoticeOlder      NoticeCode = "older-version"    // an older version than before is served deliberately
	NoticeLastGood   NoticeCode = "last-good-copy"   // the server started from its own copy
)

// noticeCodes are all codes, for metrics.
var noticeCodes = []NoticeCode{NoticeKeys, NoticeLastGood, NoticeNotUpdated, NoticeOlder, NoticeStale}

// notices are the current notices. Reading takes no lock.
type notices struct {
	changing sync.Mutex
	held     atomic.Pointer[[]Notice] // sorted by code
}

func (n *notices) all() []Notice {
	if held := n.held.Load(); held != nil {
		return *held
	}
	return nil
}

// put adds a notice, replacing the one with the same code.
func (n *notices) put(notice Notice) {
	n.change(notice.Code, notice)
}

func (n *notices) remove(code NoticeCode) { n.change(code) }

func (n *notices) change(code NoticeCode, with ...Notice) {
	n.changing.Lock()
	defer n.changing.Unlock()
	held := slices.DeleteFunc(slices.Clone(n.all()), func(have Notice) bool { return have.Code == code })
	held = append(held, with...)
	slices.SortFunc(held, func(a, b Notice) int { return cmp.Compare(a.Code, b.Code) })
	n.held.Store(&held)
}

// Notify adds a notice to /readyz, /v1 and the metrics, replacing the one with the same
// code.
func (s *Server) Notify(n Notice) { s.notices.put(n) }

// Withdraw removes a notice, if there is one.
func (s *Server) Withdraw(code NoticeCode) { s.notices.remove(code) }

// A noticeView is the JSON of a notice in /readyz and /v1.
type noticeView struct {
	Code   NoticeCode       `json:"code"`
	Since  register.Instant `json:"since"`
	Detail string           `json:"detail"`
}

// noticeViews returns the current notices; an empty list if there are none.
func (s *Server) noticeViews(v version) []noticeView {
	held := s.notices.all()
	if stale, is := s.staleNotice(v); is {
		held = append(slices.Clone(held), stale) // its code sorts last
	}
	views := []noticeView{}
	for _, n := range held {
		views = append(views, noticeView{n.Code, register.Instant(n.Since.UTC().Truncate(time.Second)), n.Detail})
	}
	return views
}

// canonicalNotices is the part of an ETag that depends on the notices.
func canonicalNotices(views []noticeView) string {
	var b strings.Builder
	for _, v := range views {
		fmt.Fprintf(&b, "\n%s %d %s", v.Code, time.Time(v.Since).Unix(), v.Detail)
	}
	return b.String()
}

// readiness is the answer of /readyz while the server is ready.
type readiness struct {
	Status  string       `json:"status"`
	Notices []noticeView `json:"notices"`
}

// ready answers as long as there is a register to serve.
func (s *Server) ready(w http.ResponseWriter, _ *http.Request) error {
	if _, err := s.readyEngine(); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return respondJSON(w, readiness{"ready", s.noticeViews(s.versions.newest())})
}
