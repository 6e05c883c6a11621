package query

// Limits on one query. They are far above what a person or a program of good
// will sends, and low enough that the worst query costs a fraction of a second.
const (
	// MaxLength is the most bytes of the query part of an address: what proxies
	// let through.
	MaxLength = 8 << 10
	// MaxParameters is the most parameters, counting repeated ones.
	MaxParameters = 100
	// MaxFilters is the most different filters.
	MaxFilters = 40
	// MaxValues is the most values of one filter.
	MaxValues = 100
	// MaxWords is the most words of q: a long product name with its maker's.
	MaxWords = 12
	// MaxSortKeys is the most fields to sort by.
	MaxSortKeys = 5
	// MaxFacets is the most fields to count by.
	MaxFacets = 20
	// MaxLimit is the largest page, DefaultLimit the usual one.
	MaxLimit     = 500
	DefaultLimit = 50
	// MaxWithHistory is the largest page of records with their histories, each of which
	// has as many changes as there were. Answers without pages are read in parts of that
	// size.
	MaxWithHistory = 100
	// MaxProblems is the most problems that are described. Reading stops there, as
	// looking for the nearest word costs.
	MaxProblems = 25
	// maxAllowed is the longest list of allowed words that a problem repeats.
	maxAllowed = 150
	// maxSuggest is the longest word for which a nearest one is looked for.
	maxSuggest = 64
)
