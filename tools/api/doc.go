// Package api serves the register over HTTP: read-only, with keys, in JSON.
//
//	server := api.NewServer(api.Options{Keys: ring, Now: time.Now, Log: log})
//	server.Swap(memory.New(reg))
//	listener, err := api.Listen(":8080")
//	err = api.Serve(ctx, listener, server.Handler(), log)
//
// # What it answers
//
//	/v1                            what is served: version, counts, links
//	/v1/KIND                       a list, filtered; see package query for the parameters
//	/v1/KIND/ID                    one record: its view, as in the static files and downloads
//	/listings, /                   what the register's predecessor answered; see below
//	/healthz, /readyz              the process lives; it holds a register
//
// A list is
//
//	{"data": […], "meta": {"version", "commit", "as_of", "on", "total"}, "links": {"self", "next"}}
//
// with the next page in the Link header as well. links.self has the day in it, so
// that it asks the same tomorrow. A record's former id redirects to the current
// one.
//
// # Keys
//
// Everything but /, /healthz and /readyz needs a key, in x-api-key or as
// Authorization: Bearer, once.
//
// # Versions
//
// Swap puts a new version of the register in place, whole. A request uses the
// version that it began with, and a cursor the version that its first page was
// of: the version before the current one is kept for that. A cursor of an older
// one is answered with 410.
//
// # Errors
//
// Errors are application/problem+json (RFC 9457):
//
//	{"type": "urn:opencec:problem:invalid-query", "title": "Bad Request", "status": 400, "detail": "…",
//	 "instance": "/v1/listings", "request_id": "…", "problems": [{"parameter", "code", "message", "suggestion", "allowed"}]}
//
// The type's last part and a problem's code are stable words for programs.
//
// # Caching
//
// A response has a strong ETag of the version, the canonical query and the day,
// known before any record is looked at; a request that has it already gets 304.
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
// id is the path that names the record, where it had a number. It knew three
// statuses, and callers decide by "active" alone, so that no other status may
// become that: upcoming is suspended there (not in force, but to come),
// withdrawn and delisted are expired (over). An unknown id is 404. / answers
// whether the service is up.
package api
