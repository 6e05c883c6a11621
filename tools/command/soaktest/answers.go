package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A judge sends requests and checks their answers.
type judge struct {
	url    string
	client *http.Client
	keys   []string // good ones, in turns
	oracle *oracle
	faults *faults

	// offered is the newest version that was put where the server looks, and seen the newest
	// version of any answer. An answer must not be of a version older than seen when its request
	// was sent, nor of a version that was not yet offered.
	offered, seen atomic.Int64

	seed  maphash.Seed
	right sync.Map // of rightKey: answers that were found right
	tags  tagBook

	kinds       counts
	sent        atomic.Int64
	unavailable atomic.Int64 // answers with 503 and Retry-After
}

// A rightKey identifies an answer: the request, the model of its version and the digest of its
// text.
type rightKey struct {
	request *request
	model   int
	digest  uint64
}

func newJudge(url string, keys []string, o *oracle, f *faults, timeout time.Duration) *judge {
	return &judge{url: url, keys: keys, oracle: o, faults: f, seed: maphash.MakeSeed(), client: &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{MaxIdleConnsPerHost: maxUnderWay, MaxIdleConns: maxUnderWay, DisableCompression: true,
			IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// A way is how a request is sent. The content of the answer does not depend on it.
type way int

const (
	plain way = iota
	compressed
	headOnly
	conditional
	ways
)

// wayOf returns how the i-th request is sent: three quarters are plain.
func wayOf(r *request, i uint64) way {
	if r.method != http.MethodGet || r.status != http.StatusOK || i%4 != 0 {
		return plain
	}
	how := way(i / 4 % uint64(ways))
	if how == headOnly && !strings.HasPrefix(r.target, "/v1") { // the predecessor has no HEAD
		return plain
	}
	return how
}

// An answer is the response to a request.
type answer struct {
	status int
	header http.Header
	text   []byte // not compressed any more
}

// isUnavailable reports whether the server says that it cannot reach its data now, and when to
// ask again.
func (a *answer) isUnavailable() bool {
	return a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") != ""
}

// try sends a request in one of the ways, and records what is wrong with the answer.
func (j *judge) try(ctx context.Context, r *request, how way) {
	least := int(j.seen.Load())
	header, tagged := http.Header{}, 0
	switch how {
	case compressed:
		header.Set("Accept-Encoding", "gzip")
	case conditional:
		var tag string
		if tag, tagged = j.tags.newest(r); tag != "" {
			header.Set("If-None-Match", tag)
		}
	}
	method := r.method
	if how == headOnly {
		method = http.MethodHead
	}
	offered := j.offered.Load()
	a, err := j.send(ctx, method, r, header)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return
	case r.isStream() && j.offered.Load() >= offered+2:
		j.kinds.add(r.kind + " cut off") // as it has to be, when its version was replaced twice
		return
	default:
		j.faults.add(requestFailed, "%s %s: %v", method, r.target, err)
		return
	}
	j.kinds.add(r.kind + " " + strconv.Itoa(a.status))
	if kind, err := j.judge(r, how, a, least, tagged); err != nil {
		j.faults.add(kind, "%s %s: %v", method, r.target, err)
	}
}

func (j *judge) send(ctx context.Context, method string, r *request, header http.Header) (*answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, j.url+r.target, strings.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	req.Header = header
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	if !r.noKey {
		req.Header.Set("X-Api-Key", j.keys[int(j.sent.Add(1))%len(j.keys)])
	}
	res, err := j.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.Header.Get("Content-Encoding") == "gzip" && method != http.MethodHead {
		text, err = unzip(text)
	}
	return &answer{res.StatusCode, res.Header, text}, err
}

func unzip(text []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// judge returns what is wrong with an answer, and the kind of fault. least is the version that
// was seen before the request, and tagged that of the ETag sent with it.
func (j *judge) judge(r *request, how way, a *answer, least, tagged int) (string, error) {
	switch {
	case how == conditional && a.status == http.StatusNotModified:
		return j.judgeVersion(tagged, least)
	case a.isUnavailable():
		j.unavailable.Add(1)
		return "", nil
	case a.status != r.status:
		return unexpectedStatus, fmt.Errorf("status %d, right is %d: %.300s", a.status, r.status, a.text)
	case r.status >= http.StatusBadRequest:
		return wrongAnswer, checkProblem(r, a)
	case how == headOnly:
		if len(a.text) > 0 {
			return wrongAnswer, fmt.Errorf("HEAD is answered with %d bytes", len(a.text))
		}
		return "", nil
	}
	tag := a.header.Get("Etag")
	digest := maphash.Bytes(j.seed, a.text)
	if tag != "" && !j.tags.same(tag, digest) {
		return wrongAnswer, fmt.Errorf("the tag %s was that of another text before", tag)
	}
	n := j.versionOf(r, a.text)
	if r.from == fixed {
		return wrongAnswer, j.compare(r, r.version, a.text)
	}
	if n == 0 {
		if r.from != unversioned && !isEmpty(a.text) {
			return wrongAnswer, fmt.Errorf("it does not say of which version it is: %.200s", a.text)
		}
		return wrongAnswer, j.compareAny(r, a.text)
	}
	if kind, err := j.judgeVersion(n, least); err != nil {
		if r.from != unversioned && kindOf(a.text) == mixedPage { // of which this was but the first
			kind = mixedPage
		}
		return kind, err
	}
	j.tags.note(r, tag, n)
	if r.from == unversioned { // with numbers of versions in it
		return wrongAnswer, r.check(nil, a.text)
	}
	if err := j.compare(r, n, a.text); err != nil {
		return kindOf(a.text), err
	}
	return "", nil
}

// isEmpty reports whether an answer has no record, and so no name.
func isEmpty(text []byte) bool { return strings.TrimSpace(string(text)) == "[]" }

// kindOf returns the kind of a wrong answer: mixed from several versions, or wrong otherwise.
func kindOf(text []byte) string {
	found := map[string]bool{}
	for _, edition := range editions.FindAll(text, -1) {
		found[string(edition)] = true
	}
	if meta := versionIn(versionField, text); meta > 0 {
		found[editionOf(meta)] = true
	}
	if len(found) > 1 {
		return mixedPage
	}
	return wrongAnswer
}

// judgeVersion checks whether the server may answer with a version.
func (j *judge) judgeVersion(n, least int) (string, error) {
	if offered := int(j.offered.Load()); n > offered {
		return wrongAnswer, fmt.Errorf("it is of version %d, which is not whole yet: the newest whole one is %d", n, offered)
	}
	if n < least {
		return olderVersion, fmt.Errorf("it is of version %d, after version %d was answered", n, least)
	}
	for seen := j.seen.Load(); int64(n) > seen && !j.seen.CompareAndSwap(seen, int64(n)); seen = j.seen.Load() {
	}
	return "", nil
}

// compare compares an answer of version n with the right one. It remembers answers that it found
// right.
func (j *judge) compare(r *request, n int, text []byte) error {
	model, plain := modelOf(n), string(text)
	if r.from == fixed {
		model = n
	} else {
		plain = j.oracle.toModel(n, plain)
	}
	key := rightKey{r, model, maphash.String(j.seed, withoutCursor(plain))}
	if _, known := j.right.Load(key); known {
		return nil
	}
	err := j.oracle.at(model, func(s *state) error { return r.check(s, []byte(plain)) })
	if err == nil {
		j.right.Store(key, true)
	}
	return err
}

// compareAny compares an answer that does not state its version: it must be right for some
// variant.
func (j *judge) compareAny(r *request, text []byte) error {
	var err error
	for n := firstVersion; n < firstVersion+variants; n++ {
		if err = j.compare(r, n, text); err == nil {
			return nil
		}
	}
	return err
}

var cursors = regexp.MustCompile(`cursor=[A-Za-z0-9_-]+`)

// withoutCursor removes cursors from a text, because they depend on the version.
func withoutCursor(text string) string { return cursors.ReplaceAllString(text, "cursor=") }

var (
	editions     = regexp.MustCompile(`edition (\d{8})`)
	metaVersion  = regexp.MustCompile(`"meta":\{"version":"50a4(\d{36})"`)
	versionField = regexp.MustCompile(`"version":"50a4(\d{36})"`)
)

// versionOf returns the version of an answer, or 0 if it does not show it.
func (j *judge) versionOf(r *request, text []byte) int {
	switch r.from {
	case fromMeta:
		return versionIn(metaVersion, text)
	case fromName:
		return versionIn(editions, text)
	case fromVersion:
		return versionIn(versionField, text)
	case unversioned:
		if r.kind == "history" {
			return versionIn(metaVersion, text)
		}
	}
	return 0
}

func versionIn(form *regexp.Regexp, text []byte) int {
	found := form.FindSubmatch(text)
	if found == nil {
		return 0
	}
	n, err := strconv.Atoi(string(found[1]))
	if err != nil {
		return 0
	}
	return n
}

// originalForm is the error code that stands for an error in the form of the original API.
const originalForm = "original"

func checkProblem(r *request, a *answer) error {
	if r.code == originalForm {
		var e struct{ Detail any }
		if err := json.Unmarshal(a.text, &e); err != nil || e.Detail == nil || a.header.Get("Content-Type") != "application/json" {
			return fmt.Errorf("no error in the predecessor's form: %q, %v", a.header.Get("Content-Type"), err)
		}
		return nil
	}
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		return fmt.Errorf("the problem's type is %q", got)
	}
	var p struct {
		Type   string
		Status int
	}
	if err := json.Unmarshal(a.text, &p); err != nil {
		return err
	}
	if p.Status != r.status || r.code != "" && p.Type != "urn:opencec:problem:"+r.code {
		return fmt.Errorf("problem %s %d, right is %s %d", p.Type, p.Status, r.code, r.status)
	}
	return nil
}

// walkLimit is the number of records on a page of a walk.
const walkLimit = 97

// walk reads all listings page by page. They must be of one version, each once, in order.
func (j *judge) walk(ctx context.Context) {
	least, version := int(j.seen.Load()), 0
	var ids []string
	target := fmt.Sprintf("/v1/listings?on=%s&limit=%d&fields=id,manufacturer", j.oracle.cat.on, walkLimit)
	for target != "" {
		r := &request{kind: "walk", method: http.MethodGet, target: target, status: http.StatusOK}
		a, err := j.send(ctx, r.method, r, http.Header{})
		if err != nil {
			if ctx.Err() == nil {
				j.faults.add(requestFailed, "walk %s: %v", target, err)
			}
			return
		}
		j.kinds.add("walk " + strconv.Itoa(a.status))
		if a.status == http.StatusGone && int(j.offered.Load()) >= version+2 {
			return // only the version before the newest is kept
		}
		if a.isUnavailable() {
			j.unavailable.Add(1)
			return
		}
		kind, next, err := j.walked(a, &version, least, &ids)
		if err != nil {
			j.faults.add(kind, "walk %s: %v", target, err)
			return
		}
		target = next
	}
	if len(ids) != len(j.oracle.cat.base.Listings) {
		j.faults.add(wrongAnswer, "a walk in version %d met %d listings of %d", version, len(ids), len(j.oracle.cat.base.Listings))
		return
	}
	j.kinds.add("whole walks")
}

// walked checks one page of a walk, and returns the address of the next.
func (j *judge) walked(a *answer, version *int, least int, ids *[]string) (kind, next string, err error) {
	if a.status != http.StatusOK {
		return unexpectedStatus, "", fmt.Errorf("status %d: %.300s", a.status, a.text)
	}
	var page listPage
	if err := json.Unmarshal(a.text, &page); err != nil {
		return wrongAnswer, "", err
	}
	n := versionIn(metaVersion, a.text)
	if *version == 0 {
		*version = n
		if kind, err := j.judgeVersion(n, least); err != nil {
			return kind, "", err
		}
	}
	if n != *version {
		return mixedPage, "", fmt.Errorf("a page of version %d after one of version %d", n, *version)
	}
	for _, record := range page.Data {
		id, _ := record["id"].(string)
		if at := len(*ids); at >= len(j.oracle.cat.base.Listings) || j.oracle.cat.base.Listings[at].ID != id {
			return wrongAnswer, "", fmt.Errorf("listing %d is %q", at, id)
		}
		if name, _ := record["manufacturer"].(string); !strings.HasSuffix(name, editionOf(n)) {
			return mixedPage, "", fmt.Errorf("%s is of %q in a page of version %d", id, name, n)
		}
		*ids = append(*ids, id)
	}
	if page.Links.Next != nil {
		next = *page.Links.Next
	}
	return "", next, nil
}

// maxTags is the most ETags to remember; then all are forgotten.
const maxTags = 200_000

// A tagBook remembers the text of each ETag, and the newest ETag of each request.
type tagBook struct {
	mu    sync.Mutex
	texts map[string]uint64
	last  map[*request]taggedVersion
}

type taggedVersion struct {
	tag     string
	version int
}

// same reports whether an ETag never had another text.
func (b *tagBook) same(tag string, digest uint64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.texts == nil || len(b.texts) > maxTags {
		b.texts = map[string]uint64{}
	}
	was, known := b.texts[tag]
	b.texts[tag] = digest
	return !known || was == digest
}

func (b *tagBook) note(r *request, tag string, version int) {
	if tag == "" {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.last == nil {
		b.last = map[*request]taggedVersion{}
	}
	if version >= b.last[r].version {
		b.last[r] = taggedVersion{tag, version}
	}
}

func (b *tagBook) newest(r *request) (string, int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	last := b.last[r]
	return last.tag, last.version
}
