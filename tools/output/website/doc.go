// Package website builds the website of a register with Hugo.
//
// Build writes the site of one register on one day to a folder:
//
//	/                               home: search, key numbers, links to the lists
//	/listings/                      the list with facets, in pages
//	/listings/MANUFACTURER/MODEL/   one listing; likewise every other record,
//	                                at register.PagePath
//	/certificates/, /manufacturers/, … overview of each kind
//	/compare/                       up to four listings side by side
//	/statuses/, /statuses/active/   what the statuses mean; the listings in each
//	/changes/, /changes/listings/   recent changes, of all kinds and of each kind
//	/expiring/                      what expires next
//	/statistics/                    the register in numbers, as charts and tables
//	/data-model/                    the kinds of records and their fields, from the schemas
//	/changes.atom, /changes.json    the newest changes as feeds; likewise beside the
//	                                page of each manufacturer and device class
//	/expiring.ics                   what expires next as a calendar; likewise beside the
//	                                page of each manufacturer with listings
//	/about/, /api/, /downloads/, /guides/…
//	                                pages that people write, in site/content; the tables
//	                                of /api-reference/ come from Options.API
//	/deployments/, /deployments/native/, /csip-aus-versions/, …
//	                                the listings with each value of a facet that has no record
//	/search-index.json, /search/…   what the search in the browser loads: see searchHead
//	/api/openapi.json               the OpenAPI document
//	/sitemap.xml, /robots.txt, /404.html, /assets/VERSION/…
//	/_headers, /_redirects          for hosts that read them: see Headers
//
// Other packages fill the folders downloads/, api/v1/ and schemas/ of the output; this one writes
// only an index.html there.
//
// With Options.Site an installation has its own colours, texts, pages and files: see project.
//
// # How a page is made
//
// Go code decides which pages there are and what they say; the layouts in site/layouts decide what
// that looks like. newCatalogue makes the list of all Pages, each with the values that its layout
// shows, already as text: dates, numbers with units, sentences about a status. The content adapter
// (site/content/_content.gotmpl) adds a Hugo page for each of them. All pages have the frame
// site/layouts/_partials/document.html. It calls the partial pages/NAME.html for the page's Layout,
// which gets its values with
//
//	{{- $data := (site.Params.catalogue.Page .Params.key).Data -}}
//
// These are Go values rather than maps from JSON for three reasons: a misspelt field fails the
// build instead of showing nothing; keys and numbers stay as they are; and Hugo has nothing to
// parse. Go also divides lists into pages, so that no layout ranges over the whole site.
//
// Texts of records reach HTML only through html/template. They are never content of a page, in
// which Hugo would run shortcodes.
//
// # What is rendered again
//
// Hugo first renders what people write, and then the pages of data in batches, so that memory does
// not grow with the register. With Options.Cache, a page whose values are those of an earlier build is
// not rendered at all: a pageDigest of the values, the layouts and the program finds its HTML in the
// pageStore. A layout sees nothing else: see frameValues and readRegister of Catalogue.
//
// The day, the age of the data and the address of the search index stand on most pages. Layouts get
// marks in their place, and a filler writes them into the page when it is saved, so that they do
// not make a page another one.
//
// With Options.Previous, a file with the bytes that it had in the earlier output becomes a hard link
// to that.
//
// # Missing records
//
// If a register has no certificates, pages leave out the columns, figures and links about them: see
// HasCertificates. If a listing has none, pages say "no certificate recorded", and never "not
// certified": see register.Certification. The examples of the page about the API ask for records
// that the register has: see Examples.
//
// # Days
//
// Build computes statuses for the day Options.On, and pages name that day. Every status on a page
// also has the dates that it follows from (Facts), from which site/assets/js/status.js computes
// today's status by the rules of package register.
//
// # History
//
// With Options.Journal the page of a record shows its history, under all ids that it had. The page
// of a listing answers "was it listed on…?" twice: from the Facts of today, and from those that the
// register had at the end of that day. It has a version of the Facts for each day on which they
// changed; without a history it has none.
//
// # Guarantees
//
// The same register, day and options give the same bytes. Build fails if a page is missing: Hugo
// silently drops pages with equal addresses, and reports errors of templates only to its log. Build
// terminates even if every page has an error or the disk is full: see publishFs and
// site/layouts/all.html for why that is difficult. Hugo has global state, so builds in one process
// wait for each other.
package website
