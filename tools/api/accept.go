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

// offers are the media types of lists. If a client accepts several equally, it gets the
// first.
var offers = []struct {
	media, contentType string
	format             query.Format
}{
	{mediaJSON, mediaJSON, query.JSON},
	{mediaNDJSON, mediaNDJSON, query.NDJSON},
	{mediaCSV, csvfile.MediaType, query.CSV},
}

// contentType returns the Content-Type of a list in a format.
func contentType(format query.Format) string {
	for _, offer := range offers {
		if offer.format == format {
			return offer.contentType
		}
	}
	panic("api: unknown format " + string(format))
}

// acceptedFormat returns the format that the client prefers by its Accept header. The
// parameter format is more explicit, so with it the header is ignored.
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

// notAcceptable returns the error for an Accept header that accepts none of the media
// types.
func notAcceptable(media []string) *Error {
	return &Error{Status: http.StatusNotAcceptable, Code: "not-acceptable",
		Detail: "This is given as " + strings.Join(media, ", ") + ", none of which Accept takes. Change it, leave it out, or choose with the parameter format."}
}

// A mediaRange is an element of an Accept header.
type mediaRange struct {
	media   string // type/subtype; either may be *
	quality float64
}

// mediaRanges parses an Accept header (RFC 9110, section 12.5.1). Malformed ranges accept
// nothing. Parameters other than q distinguish nothing here.
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

// readQuality returns the parameter q, or 1 without it.
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

// qualityOf returns the quality of a media type: that of the most specific range that
// includes it, or 0.
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
