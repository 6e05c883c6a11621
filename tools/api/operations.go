package api

import (
	"net/http"
	"strings"

	"opencec/tools/base/openapi"
	"opencec/tools/register"
)

// Tags are the headings of operations.
const (
	tagListings     = "Listings"
	tagCertificates = "Certificates"
	tagVocabularies = "Vocabularies"
	tagRegister     = "Register"
	tagLegacy       = "Predecessor"
	tagService      = "Service"
)

var tags = []openapi.Tag{
	{Name: tagListings, Description: "Models and software, with the days on which they are listed."},
	{Name: tagCertificates, Description: "Conformance certificates, with the listings that they cover."},
	{Name: tagVocabularies, Description: "What listings and certificates refer to: manufacturers, certifying bodies, entity types, device classes with their attributes, test profiles with their tests, and the official lists that the register follows."},
	{Name: tagRegister, Description: "The register as a whole."},
	{Name: tagLegacy, Description: "The API of the register's predecessor, for programs that were written for it. New programs have more from the others."},
	{Name: tagService, Description: "The service itself."},
}

var (
	statusOperation = operation{
		id: "getStatus", tag: tagService, summary: "Whether the service is up",
		description: "200 while the service is ready, as at /readyz. A request with a key is answered as the predecessor did, in its form; one without a key gets the register's own welcome.",
		result:      anyOf(jsonOf[legacyState], jsonOf[serviceStatus]), legacy: true,
		answers: []int{http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable},
	}
	healthOperation = operation{
		id: "getHealth", tag: tagService, summary: "Whether the process lives",
		description: "Answers as long as the process does, also before there is a register to answer from.",
		result:      jsonOf[health],
	}
	readinessOperation = operation{
		id: "getReadiness", tag: tagService, summary: "Whether there is a register to answer from",
		description: "For load balancers: send requests here while this is 200. While the register cannot be reached, it is not. The notices, as in `/v1`, say what is wrong with the version that is served; they do not change the status.",
		result:      jsonOf[readiness], answers: []int{http.StatusServiceUnavailable},
	}
	aboutOperation = operation{
		id: "getRegister", tag: tagRegister, summary: "What is served",
		description: "The version, how many records of each kind there are, and where they are: where a program that knows nothing starts.",
		parameters: func(d *describer) []openapi.Parameter {
			p := d.asOfParameter()
			p.Name, p.In = asOf, "query"
			return []openapi.Parameter{p}
		},
		result: jsonOf[aboutDocument], headers: cached,
	}
	docsOperation = operation{
		id: "getDocs", tag: tagService, summary: "This document as a page, to try it out",
		description: "Swagger UI. It asks no other host for anything.",
		result:      pageOf(mediaHTML), headers: cached, answers: []int{http.StatusBadRequest},
	}
	openapiJSONOperation = operation{
		id: "getOpenAPI", tag: tagService, summary: "This document in JSON",
		description: "It has the fields, device classes and words of the version of the register that is served.",
		result:      documentOf(mediaJSON),
		headers:     cached, answers: []int{http.StatusBadRequest, http.StatusServiceUnavailable},
	}
	openapiYAMLOperation = operation{
		id: "getOpenAPIAsYAML", tag: tagService, summary: "This document in YAML",
		description: "The same as in JSON.",
		result:      documentOf(mediaYAML), headers: cached, answers: []int{http.StatusBadRequest, http.StatusServiceUnavailable},
	}
	// notDescribed is the operation of routes that only serve parts of a page.
	notDescribed = operation{}

	legacyOperation = operation{
		id: "listOriginalListings", tag: tagLegacy, summary: "Listings in the predecessor's shape",
		description: "With `id` one object, and all other parameters are ignored; without it an array of all listings that match, by id, without pages. " +
			"As with the predecessor, what is not understood filters nothing: other parameters, an unknown entity type, an empty value; of a repeated parameter the last counts. " +
			"An unknown status matches nothing. Errors are `{\"detail\": …}`. `/listings/` redirects here; only GET is answered, so that HEAD is 405.\n\n" +
			"The predecessor knew three statuses: " + legacyStatusWords() + ". The status is that of today. " +
			"An id is the predecessor's where the listing was imported from there, else a number from 2^52 on that is made of the listing's first id and stays when it is renamed. " +
			"A time is UTC, and 1970-01-01T00:00:00 where it is not known.",
		parameters: legacyParameterList, result: anyOf(jsonOf[legacyListing], jsonOf[[]legacyListing]), legacy: true,
		headers: cached, answers: []int{http.StatusNotFound, http.StatusRequestURITooLong, http.StatusUnprocessableEntity},
	}
)

func tagOf(k register.Kind) string {
	switch k {
	case register.Listings:
		return tagListings
	case register.Certificates:
		return tagCertificates
	}
	return tagVocabularies
}

// camel joins words into an identifier: certifying body becomes CertifyingBody.
func camel(words string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(words) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// listOperation describes the list of a kind.
func listOperation(k register.Kind) operation {
	return operation{
		id: "list" + camel(k.Plural()), tag: tagOf(k), summary: "List " + k.Plural(),
		description: "All parameters must hold. Each field and operator is a parameter of its own. " +
			"What is not a parameter here, or has a wrong value, is answered with 400, what would be right and the nearest word; nothing is ignored.\n\n" +
			"A page has a link to the next one, in `links.next` and in the `Link` header, until the last. All pages are of one version of the register.",
		parameters: func(d *describer) []openapi.Parameter { return d.listParameters(k) },
		result:     func(d *describer) openapi.Content { return d.list(k) },
		headers:    append([]string{"Link"}, cached...), answers: []int{http.StatusNotAcceptable, http.StatusGone},
	}
}

// recordOperation describes one record of a kind.
func recordOperation(k register.Kind) operation {
	return operation{
		id: "get" + camel(k.Name()), tag: tagOf(k), summary: "One " + k.Name(),
		description: "An id that the record had before redirects to the current one.",
		parameters:  func(d *describer) []openapi.Parameter { return d.recordParameters(k) },
		result: func(d *describer) openapi.Content {
			return openapi.Content{mediaJSON: {Schema: d.record(k)}}
		},
		headers: cached, answers: []int{http.StatusPermanentRedirect, http.StatusNotFound},
	}
}
