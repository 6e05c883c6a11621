// Package website makes the catalogue website of a Register with Hugo.
//
// Build fills a folder with the site of one register on one day:
//
//	/                               home: search, key numbers, ways in
//	/listings/                      the list with facets, in pages
//	/listings/MANUFACTURER/MODEL/   one listing; likewise every other record,
//	                                at register.PagePath
//	/certificates/, /manufacturers/, … overview of each kind
//	/compare/                       up to four listings side by side
//	/statuses/, /statuses/active/   what the statuses mean; the listings in each
//	/changes/, /changes/listings/   what changed of late, of all and of each kind
//	/expiring/                      what expires next
//	/statistics/                    the register in numbers, as pictures and tables
//	/data-model/                    the kinds of records and their fields, from the schemas
//	/changes.atom, /changes.json    the newest changes as feeds, of all; likewise beside
//	                                the page of each manufacturer and device class
//	/expiring.ics                   what expires next as a calendar, of all; likewise
//	                                beside the page of each manufacturer with listings
//	/about/, /api/, /downloads/, /guides/…
//	                                pages that people write, in site/content; in
//	                                /api-reference/ the tables are of Options.API
//	/deployments/, /deployments/native/, /csip-aus-versions/, …
//	                                the listings with each value of a facet that is no record
//	/search-index.json, /search/…   what the search in the browser loads: see searchHead
//	/api/openapi.json               what the reference of the API is made of
//	/sitemap.xml, /robots.txt, /404.html, /assets/VERSION/…
//	/_headers, /_redirects          for hosts that read them: see Headers
//
// The folders downloads/, api/v1/ and schemas/ of the output are for others to
// fill; nothing but an index.html is written there.
//
// With Options.Site an installation has its own colours, texts, pages and files: see
// project.
//
// # How a page comes about
//
// The Go code decides what the pages are and what stands on them; the layouts in
// site/layouts decide what that looks like. newCatalogue makes the list of all
// Pages, each with the values that its layout shows, already in words: dates,
// numbers with units, sentences about a status. The content adapter
// (site/content/_content.gotmpl) gives Hugo one page for each of them. All pages
// have the frame site/layouts/_partials/document.html; in it stands the partial
// pages/NAME.html of the page's Layout, which finds its values with
//
//	{{- $data := (site.Params.catalogue.Page .Params.key).Data -}}
//
// These are Go values, not maps out of JSON, for three reasons: a misspelt field
// fails the build rather than showing nothing; keys and numbers stay as they
// are; and Hugo has nothing to parse. Lists are divided into pages here too, so
// that no layout ranges over the whole site.
//
// Texts of records reach HTML through html/template only. They are never
// content of a page, where Hugo would run shortcodes in them.
//
// # What a register has none of
//
// Where a register has no certificate at all, pages leave out the columns, figures and
// links about them: see HasCertificates. That a listing has none is said as "no
// certificate recorded", and never as "not certified": see register.Certification. The
// examples of the page about the API ask for records that the register has: see Examples.
//
// # Days
//
// What depends on the day is worked out for Options.On and says so. Every status
// on a page also carries the dates that it follows from (Facts), from which
// site/assets/js/status.js works out today's by the rules of package register.
//
// # History
//
// With Options.Chronicle the pages of records tell what happened to them, under all ids
// that they had, and the page of a listing answers "was it listed on…?" twice: by the
// Facts of today, and by those that the register had at the end of that day. It carries
// the latter as editions, each with the day since which it was in force; where all that
// is known is the present, the page says so by leaving them out.
//
// # What is guaranteed
//
// The same register, day and options give the same bytes. Every page that was
// meant to be there is there, or Build fails: Hugo loses pages of equal
// addresses without a word, and reports errors of templates only to its log.
// Build ends, also when every page has an error or the disk is full: see output
// and site/layouts/all.html for why that needs care. Hugo keeps global state, so
// builds in one process wait for each other.
package website
