// Package api serves the register over HTTP: read-only, with keys, in JSON,
// JSON lines and CSV. NewServer makes a server, Swap gives it a version of the register to
// answer from, Listen and Serve answer requests: see the package example.
//
// # What it answers
//
//	/v1                            what is served: version, counts, links
//	/v1/KIND                       a list, filtered; see package query for the parameters
//	/v1/KIND/ID                    one record: its view, as in the static files and downloads;
//	                               an id of two parts may have its slash as %2F
//	/v1/KIND/ID/history            what changed it, also when it is gone
//	/v1/changes                    what changed in the register
//	/v1/check                      whether products are listed, as somebody wrote them
//	/listings, /                   what the register's predecessor answered; see below
//	/openapi.json, /openapi.yaml   all of this, described in OpenAPI 3.1
//	/docs                          the same as a page, to try it out
//	/healthz, /readyz              the process lives; it has a register to answer from
//
// A list is
//
//	{"data": […], "meta": {"version", "commit", "as_of", "on", "total", "revision"}, "links": {"self", "next"}}
//
// with the next page in the Link header as well. links.self has the day in it, so
// that it asks the same tomorrow. Where the query asks for facets, meta has them,
// by field, the largest count first, and null for records without a value:
//
//	"facets": {"bess.chemistry": [{"value": "LFP", "name": "Lithium iron phosphate", "count": 12}, {"value": null, "name": null, "count": 3}]}
//
// A record's former id redirects to the current one.
//
// # The past
//
// as_of asks lists, records, checks and /v1 what the register said at a point in time,
// with the fields, words and ids of then; on is the day in question, and today where it is
// not given. meta.revision names the revision that the point stands for:
//
//	"revision": {"seq": 7, "commit": "…", "time": "2026-04-01T00:00:00Z"}
//
// It is null without as_of. meta.version, commit and as_of are of the version that the
// answer is from: an earlier one where that revision was not whole (see package
// journal). /v1 says in history which revisions there are.
//
// Changes are a list of the lines of changes.ndjson:
//
//	{"data": […], "meta": {"version", "commit", "as_of", "since", "revision", "total"}, "links": {"self", "next"}}
//
// They are those after the revision since, which is null for the time before the first,
// up to revision. Whoever keeps a copy goes on with since=, the commit of the last
// meta.revision; two answers that follow on each other make the one over both. The
// history of a record is at the id that it had as of the point; former ones redirect
// there. A server that has no history answers 404 with the code "no-history".
//
// # Checks
//
// GET /v1/check takes one product, as id=, or as model=, with manufacturer= or
// brand= or both where they are known; id= may be repeated. POST takes a JSON list of up to
// MaxCheckItems objects with the same fields, and nothing else in them. What is wrong
// with items is one error that names all of them:
//
//	[{"id": "tesla/powerwall-2"}, {"brand": "goodwe", "model": "gw5000 eh", "software_version": "1.2"}]
//
// on= and as_of= are of all. Package match says what counts as a match. The answers
// are in the order of the items, in data as in a list:
//
//	{"item": {…}, "match": "exact", "matched_by": "spelling", "listed": false, "certified": true, "status": "suspended",
//	 "until": null, "why": "Suspended since 1 November 2026, with no end known.", "matches": [{…}],
//	 "candidates": null, "near_misses": []}
//
// match is exact, none or ambiguous; without a match, why names the near misses. Where
// it is ambiguous, as a model alone is that several manufacturers have, candidates is how
// many products have the name, and near_misses are these, up to match.MaxCandidates.
// A match and a near miss have in unmatched the words by which the maker's name as given
// and as recorded differ, where one is only the beginning of the other. A product may have several listings, as a battery and as an inverter for
// instance: each is one of matches, with its own standing, the certificates that
// are current that day, and the listings at the other end of the pair of client and
// device. listed and certified are true when they are for all of matches, and
// status is null when they differ in it. A device_class leaves out listings that are not
// of that class. A software_version that a listing or
// certificate is known not to cover makes it not listed or not current; of several
// listings, those for other versions are left out.
//
// # Whole lists
//
// Asked with format=ndjson or csv, or with Accept, a list comes whole, without
// pages: the records' JSON one a line, or the table that the downloads have (see
// package csvfile). It is sent in parts, each when the client has read the one
// before, and takes no more memory when it is long. When it breaks off, so does the
// connection, which HTTP clients report. An answer of more than one part holds its version
// of the register, so that a key has only so many at once (429, too-many-streams), each
// has a deadline, and one whose version is no longer held is cut off: see streams. The parameter wins over Accept; where
// Accept takes nothing that there is, the answer is 406.
//
// # Routes and their document
//
// Server.routes is one table of all routes: method, path, handler, who is answered,
// and what is said of it. The mux and the OpenAPI document are made of it, so that
// neither can have what the other has not. The parameters of lists come from the
// query model of the version that is served: every operator of every field, with
// those of its device classes. Schemas come from the types that are encoded, their
// descriptions from fieldTexts. The document changes only with Version; a test
// holds it against testdata/openapi.yaml, and others hold real answers against it.
//
// # Keys
//
// Everything but /, /healthz, /readyz, /docs and /openapi needs a key, in x-api-key
// or as Authorization: Bearer, once. A path outside /v1 that does not exist is 404 without
// one, as in the predecessor.
//
// A key may make as many requests a minute as its rate or the server's standard
// one says: a bucket holds a minute's requests and fills up over a minute. Every
// answer to a good key tells how it stands, in RateLimit and RateLimit-Policy; one
// request too many is answered with 429 and Retry-After.
//
// Wrong keys are counted and not limited. A good key must be answered from any address,
// and a limit that lets the right guess through stops no guessing. Behind a proxy,
// X-Forwarded-For tells addresses apart in the log, if the proxy is trusted.
//
// # For the operator
//
// Package admin answers on another address, without a key: metrics for Prometheus, liveness
// and readiness, a profiler if it is wanted. Every request is logged in one line,
// with its id, the key's name, the client's address and the route; no key is, and
// no query. The metrics and what the log has are listed in deploy/settings.md.
//
// # Versions
//
// Swap puts a new version of the register in place, whole. A request uses the
// version that it began with, and a cursor the version that its first page was
// of: the version before the current one is kept for that. A cursor of an older
// one is answered with 410. The cursor of a list of the past goes on for as long as that
// past is known, and one of changes always does.
//
// # What is wrong with what is served
//
// A server can be ready, and not answer from the newest register: Notify adds a notice,
// which stands in /readyz, /v1 and the metrics until Withdraw. SwapCopy and SetCopy say of
// which day the register is that is served. Once that is more than the register's MaxCopyAge days
// ago, in its time zone, there is a notice as well, and the header Register-Stale with every
// answer. A 304 has it too: whether a copy is stale is no part of what an ETag stands for,
// but of /v1.
//
// # Data that is away
//
// An engine may have its data elsewhere, in a database. What needs it while it cannot
// be reached is answered with 503 and Retry-After, with the code "unavailable"; a list
// that was begun to be sent is broken off. What needs nothing of it goes on: a 304, a page
// that was sent lately, /v1 once the engine has read its history. That is right, as each
// of these is of the version that it names, and what a version says does not change; whether there is a newer one is what
// cannot be known. Unready turns /readyz, so that a load balancer asks another server
// first; before the first version, or before the keys were read, its code "not-ready" and
// its words are the answer to everything else too.
//
// # Errors
//
// Errors are application/problem+json (RFC 9457):
//
//	{"type": "urn:opencec:problem:invalid-query", "title": "Bad Request", "status": 400, "detail": "…",
//	 "instance": "/v1/listings", "request_id": "…", "problems": [{"parameter", "code", "message", "suggestion", "allowed"}]}
//
// The type's last part and a problem's code are stable words for programs. An error repeats
// at most some hundred characters of a request in one place, and no key: where the address
// has one, nothing of it.
//
// # Caching
//
// A response has a strong ETag of the version, the canonical query, the two times and the
// format, known before any record is looked at; a request that has it already gets
// 304, and one with If-Match that is for another gets 412.
//
// # The predecessor's API
//
// /listings takes id, entity_type, manufacturer, model and status, each at most
// once, where an empty one asks for nothing. manufacturer and model are
// substrings without regard to case. The answer is a JSON array of all that
// match, with objects made of the predecessor's tables:
//
//	{"id": "tesla/powerwall-2", "entity_type": "client", "manufacturer": "Tesla", "model": "Powerwall 2",
//	 "status": "active", "created_at": null, "updated_at": null,
//	 "device_classes": [{"name": "bess", "attributes": {"capacity": "13.5"}}],
//	 "certificates": [{"id": "ul/ul-2023-0142", "certifying_body": "UL", "certification_date": "2023-01-15",
//	                   "expiry": "2025-12-31", "test_profiles": ["UL1973"]}]}
//
// Attribute values are texts, as its table had them; a range is "200-1000". An
// id is the path that names the record; the key that the row had when it was
// imported still finds it. It knew three
// statuses, and callers decide by "active" alone, so that no other status may
// become that: upcoming is suspended there (not in force, but to come),
// withdrawn and delisted are expired (over). An unknown id is 404. / answers
// whether the service is up.
package api
