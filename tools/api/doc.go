// Package api serves the register over HTTP: read-only, with keys, in JSON, JSON lines and
// CSV. NewServer creates a server, Swap gives it a version of the register to answer from,
// and Listen and Serve answer requests; see the package example.
//
// # Paths
//
//	/v1                            what is served: version, counts, links
//	/v1/KIND                       a list, filtered; see package query for the parameters
//	/v1/KIND/ID                    one record: its view, as in the static files and downloads;
//	                               the slash of an id may be written as %2F
//	/v1/KIND/ID/history            the changes of a record, even if it was removed
//	/v1/changes                    the changes of the register
//	/v1/check                      whether products are listed, as somebody wrote them
//	/listings, /                   the legacy API; see below
//	/openapi.json, /openapi.yaml   the description of all this in OpenAPI 3.1
//	/docs                          the same as a page, for trying it out
//	/healthz, /readyz              the process runs; it has a register to answer from
//
// A list is
//
//	{"data": […], "meta": {"version", "commit", "as_of", "on", "total", "revision"}, "links": {"self", "next"}}
//
// with the next page in the Link header as well. links.self contains the day, so that it
// means the same tomorrow. If the query asks for facets, meta contains them by field, the
// largest count first, and null for records without a value:
//
//	"facets": {"bess.chemistry": [{"value": "LFP", "name": "Lithium iron phosphate", "count": 12}, {"value": null, "name": null, "count": 3}]}
//
// A record's former id redirects to the current one.
//
// # The past
//
// as_of asks lists, records, checks and /v1 what the register stated at a point in time, with
// the fields, vocabularies and ids of that time; on is the day in question, by default today.
// meta.revision is the revision that as_of selects:
//
//	"revision": {"seq": 7, "commit": "…", "time": "2026-04-01T00:00:00Z"}
//
// It is null without as_of. meta.version, commit and as_of belong to the version that
// answers, which is an earlier one if that revision was not publishable (see package
// journal). The member history of /v1 says which revisions there are.
//
// Changes are a list of the lines of changes.ndjson:
//
//	{"data": […], "meta": {"version", "commit", "as_of", "since", "revision", "total"}, "links": {"self", "next"}}
//
// The list contains the changes after the revision since, which is null for the time before
// the first, up to revision. A client that keeps a copy continues with since=, the commit of
// the last meta.revision; two consecutive answers equal the one over both ranges. The history
// of a record is at the id that it had as of the revision; former ids redirect there. A server
// without a history answers 404 with the code "no-history".
//
// # Checks
//
// GET /v1/check takes one product: as id=, which may be repeated, or as model=, with
// manufacturer= or brand= or both if known. POST takes a JSON list of up to MaxCheckItems
// objects with exactly these fields. All problems of all items are one error:
//
//	[{"id": "tesla/powerwall-2"}, {"brand": "goodwe", "model": "gw5000 eh", "software_version": "1.2"}]
//
// on= and as_of= apply to all items. Package match defines what a match is. The answers are
// in the order of the items, in data as in a list:
//
//	{"item": {…}, "match": "exact", "matched_by": "spelling", "listed": false, "certified": true, "status": "suspended",
//	 "until": null, "why": "Suspended since 1 November 2026, with no end known.", "matches": [{…}],
//	 "candidates": null, "near_misses": []}
//
// match is exact, none or ambiguous; without a match, why names the near misses. A model
// alone is ambiguous if several manufacturers have it: candidates is then the number of
// products with the name, and near_misses are these products, up to match.MaxCandidates. In a
// match and a near miss, unmatched contains the words by which the given and the recorded
// name of the manufacturer differ, if one is the beginning of the other. A product may have
// several listings, for instance as a battery and as an inverter: each is one of matches,
// with its own state, its current certificates, and its clients or devices. listed and
// certified are true if they are true for all of matches; status is null if it differs
// between them. A device_class leaves out listings of other classes. A software_version that
// a listing or certificate is known not to cover makes it not listed or not current; of
// several listings, those for other versions are left out.
//
// # Whole lists
//
// With format=ndjson or csv, or a corresponding Accept header, a list is sent without pages:
// the records' JSON, one per line, or the table of the downloads (see package csvfile). It is
// sent in parts, each when the client has read the one before, so that its size does not
// matter. If it fails half-way, the server breaks the connection, which HTTP clients report.
// An answer of more than one part holds its version of the register. Therefore each key has a
// limit of concurrent streams (429, too-many-streams), each stream has a deadline, and it is
// cut off when its version is no longer kept; see streams. The parameter takes precedence
// over Accept; if Accept allows none of the formats, the answer is 406.
//
// # Routes and their document
//
// Server.routes is one table of all routes: method, path, handler, access and description.
// The mux and the OpenAPI document are made from it, so that they always agree. The
// parameters of lists come from the query model of the served version: every operator of
// every field, including those of its device classes. Schemas come from the types that are
// encoded. The document changes only with Version; one test compares it with
// testdata/openapi.yaml, and others compare real answers with it.
//
// # Keys
//
// Everything except /, /healthz, /readyz, /docs and /openapi needs a key, in x-api-key or as
// Authorization: Bearer, once. An unknown path outside /v1 is 404 without a key, as in the
// legacy API.
//
// The rate of a key, or the server's default rate, is the number of requests a minute: a
// bucket holds one minute's requests and fills up over a minute. Every answer to a valid key
// reports the limit in RateLimit and RateLimit-Policy; a request over the limit gets 429 and
// Retry-After.
//
// Invalid keys are counted but not limited: a valid key must work from any address, and a
// limit that accepts the right guess does not stop guessing. Behind a trusted proxy,
// X-Forwarded-For distinguishes clients in the log.
//
// # For the operator
//
// Package admin serves another address, without keys: metrics for Prometheus, liveness and
// readiness, and optionally a profiler. Every request is logged in one line, with its id, the
// key's name, the client's address and the route, but without keys and queries.
// deploy/settings.md documents the metrics and the log.
//
// # Versions
//
// Swap replaces the version of the register as a whole. A request uses the version with which
// it began, and a cursor the version of its first page: the previous version is kept for that.
// A cursor of an older version is answered with 410. Cursors of lists of the past work as long
// as that past is known, and cursors of changes always.
//
// # Notices
//
// A server can be ready and still not serve the newest register: Notify adds a notice, which
// appears in /readyz, /v1 and the metrics until Withdraw. SwapCopy and SetCopy set the day of
// the served register. Once it is more than the register's MaxCopyAge days ago, in its time
// zone, there is a notice as well, and the header Register-Stale in every answer. Even a 304
// has the header, because staleness is not part of ETags, except that of /v1.
//
// # Unavailable data
//
// An engine's data may be elsewhere, in a database. While it cannot be reached, a request that
// needs it gets 503 and Retry-After, with the code "unavailable"; a list that is already being
// sent is broken off. Other requests still work: a 304, and /v1 once
// the engine has read its history. These remain correct, because they belong to the version
// that they name, which does not change; only whether there is a newer one is unknown. Unready
// makes /readyz fail, so that a load balancer asks another server first. Before the first
// version, or before the keys are read, all other requests fail with the code "not-ready" and
// the same text.
//
// # Errors
//
// Errors are application/problem+json (RFC 9457):
//
//	{"type": "urn:opencec:problem:invalid-query", "title": "Bad Request", "status": 400, "detail": "…",
//	 "instance": "/v1/listings", "request_id": "…", "problems": [{"parameter", "code", "message", "suggestion", "allowed"}]}
//
// The last part of the type and the code of a problem are stable names for programs. An error
// repeats at most some hundred characters of a request in one place, and never a key: if the
// URL contains one, it repeats nothing of the URL.
//
// # Caching
//
// A response has a strong ETag of the version, the canonical query, the two times and the
// format, which is known before any record is read. A request that already has it gets 304,
// and one with an If-Match for another gets 412.
//
// # The legacy API
//
// GET /listings answers as the register's predecessor did, so that its clients need only
// another host name. It takes id, entity_type, manufacturer, model and status; of a repeated
// parameter the last value counts, and what it does not understand filters nothing.
// manufacturer and model match parts of a name, as ILIKE does. The answer is a JSON array, or
// one object if there is an id:
//
//	{"entity_type_id": 1, "manufacturer": "Tesla", "model": "Powerwall 2", "status": "active", "id": 1,
//	 "created_at": "2026-02-12T05:20:31", "updated_at": "2026-02-12T05:20:31"}
//
// The id is a number; see register.Listing.LegacyNumber. There are three statuses, and callers
// decide by "active" alone, so no other status may become that: upcoming is suspended there,
// withdrawn and delisted are expired. Errors have the legacy format; an unknown id is 404.
// GET / with a key answers whether the service is up. Package legacytest has the contract.
package api
