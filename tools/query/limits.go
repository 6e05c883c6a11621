package query

// Limits of one query. They are far above what sensible clients send, and low enough that
// the worst query takes a fraction of a second.
const (
	// MaxLength is the maximum length of the query part of a URL in bytes, which proxies
	// still accept.
	MaxLength = 8 << 10
	// MaxParameters is the maximum number of parameters, counting repetitions.
	MaxParameters = 100
	// MaxFilters is the maximum number of different filters.
	MaxFilters = 40
	// MaxValues is the maximum number of values of one filter.
	MaxValues = 100
	// MaxWords is the maximum number of words in q: a long product name with its
	// manufacturer.
	MaxWords = 12
	// MaxSortKeys is the maximum number of fields to sort by.
	MaxSortKeys = 5
	// MaxFacets is the maximum number of facets.
	MaxFacets = 20
	// MaxLimit is the largest page size, DefaultLimit the default one.
	MaxLimit     = 500
	DefaultLimit = 50
	// MaxWithHistory is the largest page of records with histories, since a history can
	// be long. Formats without pages read parts of this size.
	MaxWithHistory = 100
	// MaxProblems is the maximum number of reported problems. Parsing stops there,
	// because finding the nearest word is expensive.
	MaxProblems = 25
	// maxAllowed is the maximum number of allowed values that a problem lists.
	maxAllowed = 150
	// maxSuggest is the maximum length of a word for which a suggestion is looked up.
	maxSuggest = 64
)
