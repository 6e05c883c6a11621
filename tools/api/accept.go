package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"opencec/tools/output/csvfile"
	"opencec/tools/query"
)

const (
	mediaNDJSON = "application/x-ndjson"
	mediaCSV    = "text/csv"
)

// offers are the media types of lists. Of those that a client takes equally
// gladly, it gets the first.
var offers = []struct {
	media, contentType string
	format             query.Format
}{
	{mediaJSON, mediaJSON, query.JSON},
	{mediaNDJSON, mediaNDJSON, query.NDJSON},
	{mediaCSV, csvfile.MediaType, query.CSV},
}

// contentType is what a list in a format is sent as.
func contentType(format query.Format) string {
	for _, offer := range offers {
		if offer.format == format {
			return offer.contentType
		}
	}
	panic("api: nothing is known of the format " + string(format))
}

// acceptedFormat returns that of the formats which a client takes most gladly, by
// the Accept header. A parameter says it more clearly, so that nothing is read out
// of the header then.
func acceptedFormat(w http.ResponseWriter, r *http.Request, values url.Values, formats []query.Format) (query.Format, error) {
	if values.Has("format") {
		return "", nil
	}
	w.Header().Add("Vary", "Accept")
	accept := strings.Join(r.Header["Accept"], ",")
	if strings.TrimSpace(accept) == "" {
		return query.JSON, nil
	}
	ranges := mediaRanges(accept)
	best, bestQuality := query.Format(""), 0.0
	var names []string
	for _, offer := range offers {
		if !slices.Contains(formats, offer.format) {
			continue
		}
		if q := qualityOf(ranges, offer.media); q > bestQuality {
			best, bestQuality = offer.format, q
		}
		names = append(names, offer.media)
	}
	if bestQuality == 0 {
		return "", notAcceptable(names)
	}
	return best, nil
}

// notAcceptable is the answer to an Accept header that takes none of the media
// types.
func notAcceptable(media []string) *Error {
	return &Error{Status: http.StatusNotAcceptable, Code: "not-acceptable",
		Detail: "This is given as " + strings.Join(media, ", ") + ", none of which Accept takes. Change it, leave it out, or choose with the parameter format."}
}

// A mediaRange is an element of an Accept header.
type mediaRange struct {
	media   string // type/subtype, where either may be *
	quality float64
}

// mediaRanges reads an Accept header (RFC 9110, section 12.5.1). What cannot be
// read takes nothing. Parameters other than q tell apart what is not told apart
// here.
func mediaRanges(accept string) []mediaRange {
	var ranges []mediaRange
	for element := range strings.SplitSeq(accept, ",") {
		media, parameters, _ := strings.Cut(element, ";")
		if quality, ok := readQuality(parameters); ok {
			ranges = append(ranges, mediaRange{strings.ToLower(strings.TrimSpace(media)), quality})
		}
	}
	return ranges
}

// readQuality returns the parameter q: 1 where there is none.
func readQuality(parameters string) (quality float64, ok bool) {
	for parameter := range strings.SplitSeq(parameters, ";") {
		name, value, _ := strings.Cut(parameter, "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			quality, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			return quality, err == nil && quality >= 0 && quality <= 1
		}
	}
	return 1, true
}

// qualityOf returns how gladly a media type is taken: what the most specific range
// that it is in says, and 0 where it is in none.
func qualityOf(ranges []mediaRange, media string) float64 {
	family, _, _ := strings.Cut(media, "/")
	for _, specific := range []string{media, family + "/*", "*/*"} {
		for _, r := range ranges {
			if r.media == specific {
				return r.quality
			}
		}
	}
	return 0
}
