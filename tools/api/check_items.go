package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"opencec/tools/base/spelling"
	"opencec/tools/query"
	"opencec/tools/register"
	"opencec/tools/register/match"
)

// Limits on a check.
const (
	// MaxCheckItems is the maximum number of items in a check: a day's installations of a
	// large retailer.
	MaxCheckItems = 1_000
	// maxCheckText is the maximum length of an item's text in bytes: twice the longest
	// name that a record may have.
	maxCheckText = 400
)

// A checkItem is a product to check: an id, or a model with its manufacturer if known.
type checkItem struct {
	ID              string `json:"id,omitempty"`
	Manufacturer    string `json:"manufacturer,omitempty"`
	Brand           string `json:"brand,omitempty"`
	Model           string `json:"model,omitempty"`
	DeviceClass     string `json:"device_class,omitempty"`
	SoftwareVersion string `json:"software_version,omitempty"`

	class string // the id that DeviceClass means
}

// itemFields are the names of an item's fields.
var itemFields = []string{"id", "manufacturer", "brand", "model", "device_class", "software_version"}

func (i *checkItem) field(name string) *string {
	switch name {
	case "id":
		return &i.ID
	case "manufacturer":
		return &i.Manufacturer
	case "brand":
		return &i.Brand
	case "model":
		return &i.Model
	case "device_class":
		return &i.DeviceClass
	case "software_version":
		return &i.SoftwareVersion
	}
	return nil
}

func (i *checkItem) wanted() match.Item {
	return match.Item{ID: i.ID, Manufacturer: i.Manufacturer, Brand: i.Brand, Model: i.Model, DeviceClass: i.class}
}

// An itemReader parses the items of a check and collects their problems.
type itemReader struct {
	classes  []*register.DeviceClass // the classes that items may name
	items    []checkItem
	problems []query.Problem
}

func (r *itemReader) add(parameter string, code query.Code, format string, args ...any) {
	r.problems = append(r.problems, query.Problem{Parameter: parameter, Code: code, Message: fmt.Sprintf(format, args...)})
}

func (r *itemReader) full() bool { return len(r.problems) >= query.MaxProblems }

// result returns the items, or an error with all problems.
func (r *itemReader) result() ([]checkItem, error) {
	if len(r.problems) == 0 {
		return r.items, nil
	}
	if r.full() {
		r.add("", query.LimitExceeded, "there are %d problems or more, and what follows them was not read", query.MaxProblems)
	}
	return nil, invalidQuery(r.problems)
}

// set sets a field of an item.
func (r *itemReader) set(item *checkItem, name, at, value string) {
	switch {
	case strings.TrimSpace(value) == "":
		r.add(at, query.InvalidValue, "is empty; give it a value or leave it out")
	case len(value) > maxCheckText:
		r.add(at, query.LimitExceeded, "has %d bytes; no name is longer than %d", len(value), maxCheckText)
	case query.TextProblem(value) != "":
		r.add(at, query.InvalidValue, "%s", query.TextProblem(value))
	case name == "device_class":
		item.DeviceClass = value
		if item.class = r.classID(value); item.class == "" {
			p := query.Unlisted(name, value, r.classIDs())
			p.Parameter = at
			r.problems = append(r.problems, p)
		}
	default:
		*item.field(name) = value
	}
}

// classID returns the id of the device class that a person means: the one with that id,
// or the only one with that name; otherwise "".
func (r *itemReader) classID(name string) string {
	ids, folded := r.classIDs(), spelling.Fold(name)
	if slices.Contains(ids, name) {
		return name
	}
	ids = nil
	for _, c := range r.classes {
		names := append([]string{c.ID, c.Name, c.ShortName}, c.FormerIDs...)
		if folded != "" && slices.ContainsFunc(names, func(s string) bool { return spelling.Fold(s) == folded }) {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) != 1 {
		return ""
	}
	return ids[0]
}

func (r *itemReader) classIDs() []string {
	ids := make([]string, len(r.classes))
	for i, c := range r.classes {
		ids[i] = c.ID
	}
	return ids
}

// complete reports missing and superfluous fields of an item. It must not be called for
// an item that already has a problem.
func (r *itemReader) complete(item checkItem, at string) {
	named := item.Manufacturer != "" || item.Brand != "" || item.Model != ""
	switch {
	case item.ID != "" && named:
		r.add(at, query.ConflictingParameter, "has an id and a name; give the id alone, or model with manufacturer or brand")
	case item.ID != "" && item.DeviceClass != "":
		r.add(at, query.ConflictingParameter, "has an id and a device_class; an id names one listing, whatever its class: give the id alone")
	case item.ID != "":
	case !named:
		r.add(at, query.InvalidValue, "names no product; give id, or model, best with manufacturer or brand")
	case item.Model == "":
		r.add(at, query.InvalidValue, "has no model; give it beside manufacturer or brand")
	}
}

// parameterItems reads the items of a GET request: several ids, or one item by its name.
func parameterItems(values url.Values, classes []*register.DeviceClass) ([]checkItem, error) {
	r := itemReader{classes: classes}
	allowed := slices.Concat(checkTimes, itemFields)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(allowed, name) && !r.full() {
			r.problems = append(r.problems, query.Unknown(name, allowed))
		}
	}
	var one checkItem
	for _, name := range itemFields {
		given := values[name]
		switch {
		case len(given) == 0 || name == "id":
		case len(given) > 1:
			r.add(name, query.RepeatedParameter, "is given %d times; give it once, or send several items as a JSON list with POST", len(given))
		default:
			r.set(&one, name, name, given[0])
		}
	}
	for _, id := range values["id"] {
		item := one
		if r.set(&item, "id", "id", id); !r.full() {
			r.items = append(r.items, item)
		}
	}
	if len(values["id"]) == 0 {
		r.items = append(r.items, one)
	}
	if len(r.problems) == 0 {
		r.complete(r.items[0], "") // the others differ only in the id
	}
	return r.result()
}

// bodyItems reads the items of a POST request: a JSON list of objects.
func bodyItems(r *http.Request, classes []*register.DeviceClass) ([]checkItem, error) {
	if err := checkContentType(r.Header); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, bodyTooLarge(tooLarge.Limit)
	case err != nil:
		return nil, &Error{Status: http.StatusBadRequest, Code: "body-unreadable", Detail: "The body ended before it was complete."}
	}
	return parseItems(body, classes)
}

func bodyTooLarge(limit int64) *Error {
	return &Error{Status: http.StatusRequestEntityTooLarge, Code: "body-too-large",
		Detail: fmt.Sprintf("The body has more than %d KiB, the most that is read. Send the items in several requests.", limit>>10)}
}

// checkContentType refuses a body that is not plain JSON.
func checkContentType(header http.Header) error {
	given := header.Get("Content-Type")
	media, parameters, err := mime.ParseMediaType(given)
	charset := parameters["charset"]
	detail := ""
	switch {
	case given == "":
		detail = "The body has no Content-Type; it must be application/json."
	case err != nil || media != mediaJSON:
		detail = fmt.Sprintf("The body is %.60q; it must be application/json.", given)
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		detail = fmt.Sprintf("The body is in %.60q; JSON is in UTF-8.", charset)
	case header.Get("Content-Encoding") != "":
		detail = "The body is compressed; send it as it is."
	default:
		return nil
	}
	return &Error{Status: http.StatusUnsupportedMediaType, Code: "unsupported-media-type", Detail: detail, Header: map[string]string{"Accept": mediaJSON}}
}

// parseItems parses a JSON list of items strictly, ignoring nothing.
func parseItems(body []byte, classes []*register.DeviceClass) ([]checkItem, error) {
	if !utf8.Valid(body) {
		return nil, invalidJSON(body, 0, "it is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber() // any number is an error here, whatever its size
	// Items are parsed token by token, because decoding into a struct ignores duplicate
	// fields and the case of names.
	r := itemReader{classes: classes}
	if err := r.readList(dec); err != nil {
		var shape shapeError
		if errors.As(err, &shape) {
			return nil, invalidJSON(body, dec.InputOffset(), string(shape))
		}
		return nil, invalidJSON(body, dec.InputOffset(), decodeMessage(body, dec.InputOffset(), err))
	}
	return r.result()
}

// A shapeError reports JSON that is not a list of items.
type shapeError string

func (e shapeError) Error() string { return string(e) }

// decodeMessage describes what is wrong in a body. The decoder's own message is about Go,
// and may repeat any amount of the body.
func decodeMessage(body []byte, offset int64, err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends before the list does"
	}
	read := body[:min(int(offset), len(body))]
	line := read[bytes.LastIndexByte(read, '\n')+1:]
	return fmt.Sprintf("what follows its first %d characters is not JSON", utf8.RuneCount(line))
}

func invalidJSON(body []byte, offset int64, message string) *Error {
	line := 1 + bytes.Count(body[:min(int(offset), len(body))], []byte("\n"))
	return &Error{Status: http.StatusBadRequest, Code: "invalid-json",
		Detail: fmt.Sprintf(`The body cannot be read, in line %d: %s. Send a list such as [{"manufacturer": "Tesla", "model": "Powerwall 2"}, {"id": "tesla/powerwall-2"}].`, line, message)}
}

func (r *itemReader) readList(dec *json.Decoder) error {
	if err := expect(dec, '[', "the body is not a list"); err != nil {
		return err
	}
	for dec.More() && !r.full() {
		if len(r.items) == MaxCheckItems {
			r.add("", query.LimitExceeded, "there are more than %d items; send them in several requests", MaxCheckItems)
			return nil
		}
		if err := r.readItem(dec, fmt.Sprintf("[%d]", len(r.items))); err != nil {
			return err
		}
	}
	if r.full() {
		return nil
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return shapeError("something follows the list")
	}
	if len(r.items) == 0 {
		r.add("", query.InvalidValue, "the list is empty; give at least one item")
	}
	return nil
}

func expect(dec *json.Decoder, delim json.Delim, otherwise string) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	if token != delim {
		return shapeError(otherwise)
	}
	return nil
}

// readItem reads the item at an index of the list.
func (r *itemReader) readItem(dec *json.Decoder, at string) error {
	if err := expect(dec, '{', at+" is not an object"); err != nil {
		return err
	}
	before := len(r.problems)
	var item checkItem
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		name := token.(string) // the decoder returns only strings as names
		value, isText, err := readText(dec)
		if err != nil {
			return err
		}
		if !r.full() {
			r.readField(&item, at, name, value, isText, seen[name])
		}
		seen[name] = true
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if len(r.problems) == before {
		r.complete(item, at)
	}
	r.items = append(r.items, item)
	return nil
}

func (r *itemReader) readField(item *checkItem, at, name, value string, isText, again bool) {
	field := at + "." + name
	switch {
	case item.field(name) == nil:
		p := query.Unknown(name, itemFields)
		p.Parameter, p.Message = at+"."+p.Parameter, "is not a field of an item"
		r.problems = append(r.problems, p)
	case again:
		r.add(field, query.RepeatedParameter, "is given twice; give it once")
	case !isText:
		r.add(field, query.InvalidValue, "is not a text; write it in quotes, or leave it out")
	default:
		r.set(item, name, field, value)
	}
}

// readText reads a value, and reports whether it is a text. It skips lists and objects
// without recursion.
func readText(dec *json.Decoder) (value string, isText bool, err error) {
	for depth := 0; ; {
		token, err := dec.Token()
		if err != nil {
			return "", false, err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			value, isText = token.(string)
			return value, isText, nil
		}
	}
}

// canonicalItems returns everything that a check's answer depends on besides the version,
// as one text.
func canonicalItems(items []checkItem, on register.Date, asOf string) (string, error) {
	text, err := register.EncodeJSON(items)
	return on.String() + "\n" + asOf + "\n" + string(text), err
}
