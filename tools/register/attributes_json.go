package register

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"unique"
)

// UnmarshalJSON reads what encoding/json would read into a map of Values. Attributes are a large
// part of a register, so their usual form is read without reflection, and equal names and texts
// share their memory.
func (a *Attributes) UnmarshalJSON(b []byte) error {
	if values, ok := plainAttributes(b); ok {
		*a = values
		return nil
	}
	values := map[string]Value(*a)
	err := json.Unmarshal(b, &values)
	*a = values
	return err
}

// plainAttributes reads valid JSON of an object without spaces and escapes, whose values are
// numbers, texts, booleans or ranges. It returns false for anything else.
func plainAttributes(b []byte) (Attributes, bool) {
	rest, ok := bytes.CutPrefix(b, []byte("{"))
	if !ok {
		return nil, false
	}
	values := Attributes{} // without a size, which takes more memory from nine values on
	for more := !bytes.Equal(rest, []byte("}")); more; {
		var name string
		if name, rest, ok = plainString(rest); !ok {
			return nil, false
		}
		if rest, ok = bytes.CutPrefix(rest, []byte(":")); !ok {
			return nil, false
		}
		var value Value
		if value, rest, ok = plainValue(rest); !ok {
			return nil, false
		}
		values[name] = value
		rest, more = bytes.CutPrefix(rest, []byte(","))
	}
	return values, bytes.Equal(rest, []byte("}"))
}

// plainString reads a string of printable ASCII without escapes at the beginning of b.
func plainString(b []byte) (s string, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return "", nil, false
	}
	for i, c := range b[1:] {
		switch {
		case c == '"':
			return unique.Make(string(b[1 : i+1])).Value(), b[i+2:], true
		case c < ' ' || c > '~' || c == '\\':
			return "", nil, false
		}
	}
	return "", nil, false
}

// plainValue reads an attribute's value at the beginning of b.
func plainValue(b []byte) (v Value, rest []byte, ok bool) {
	if len(b) == 0 {
		return Value{}, nil, false
	}
	switch b[0] {
	case '"':
		s, rest, ok := plainString(b)
		return Text(s), rest, ok
	case 't':
		rest, ok = bytes.CutPrefix(b, []byte("true"))
		return Bool(true), rest, ok
	case 'f':
		rest, ok = bytes.CutPrefix(b, []byte("false"))
		return Bool(false), rest, ok
	case '{':
		return plainRange(b)
	}
	n, rest, ok := plainNumber(b)
	return Number(n), rest, ok
}

// plainRange reads {"min":…,"max":…} at the beginning of b.
func plainRange(b []byte) (v Value, rest []byte, ok bool) {
	if rest, ok = bytes.CutPrefix(b, []byte(`{"min":`)); !ok {
		return Value{}, nil, false
	}
	from, rest, ok := plainNumber(rest)
	if !ok {
		return Value{}, nil, false
	}
	if rest, ok = bytes.CutPrefix(rest, []byte(`,"max":`)); !ok {
		return Value{}, nil, false
	}
	to, rest, ok := plainNumber(rest)
	if !ok {
		return Value{}, nil, false
	}
	rest, ok = bytes.CutPrefix(rest, []byte("}"))
	return Range(from, to), rest, ok
}

// plainNumber reads the number at the beginning of b. It relies on b being valid JSON, because
// ParseFloat reads other forms as well.
func plainNumber(b []byte) (n float64, rest []byte, ok bool) {
	end := bytes.IndexAny(b, ",}")
	if end <= 0 || b[0] != '-' && (b[0] < '0' || b[0] > '9') {
		return 0, nil, false
	}
	n, err := strconv.ParseFloat(string(b[:end]), 64)
	return n, b[end:], err == nil && !math.IsInf(n, 0)
}
