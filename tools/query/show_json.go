package query

// Every engine uses this file to turn a record's full JSON into what a query shows.

// AppendShown appends a record as the query shows it. document appends the full JSON of
// the record, as register.EncodeJSON writes it; included appends the JSON of the included
// data: the verdict, or comma-separated records or changes.
func (q *Query) AppendShown(dst []byte, document func(dst []byte) []byte, included func(dst []byte, what Include) []byte) []byte {
	begin := len(dst)
	dst = document(dst)
	if q.Fields != nil {
		dst = keepMembers(dst, begin, q.Fields)
	}
	if len(q.Include) == 0 {
		return dst
	}
	dst = append(dst[:len(dst)-1], `,"included":{`...)
	for i, what := range q.Include {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = append(dst, what...)
		dst = append(dst, `":`...)
		if what == IncludeVerdict {
			dst = included(dst, what)
			continue
		}
		dst = append(dst, '[')
		dst = included(dst, what)
		dst = append(dst, ']')
	}
	return append(dst, "}}"...)
}

// keepMembers removes from the JSON object at b[begin:] all members except the named
// ones. The names are in the object's order, and the object has no spaces, as EncodeJSON
// writes it.
func keepMembers(b []byte, begin int, names []string) []byte {
	kept, at := begin+1, begin+1 // after the brace
	for len(names) > 0 && b[at] == '"' {
		end := memberEnd(b, at)
		if name := names[0]; hasName(b[at:], name) {
			names = names[1:]
			kept += copy(b[kept:], b[at:end])
			b[kept] = ','
			kept++
		}
		at = end + 1 // after the comma
	}
	b[kept-1] = '}' // in place of the last comma
	return b[:kept]
}

// hasName reports whether a member has the name, which needs no escaping.
func hasName(member []byte, name string) bool {
	return len(member) > len(name)+1 && string(member[1:1+len(name)]) == name && member[1+len(name)] == '"'
}

// memberEnd returns the index of the comma or brace after the member at an index.
func memberEnd(b []byte, at int) int {
	depth := 0
	for {
		switch b[at] {
		case '"':
			at = stringEnd(b, at)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return at
			}
			depth--
		case ',':
			if depth == 0 {
				return at
			}
		}
		at++
	}
}

// stringEnd returns the index after the JSON string that begins at an index.
func stringEnd(b []byte, at int) int {
	for at++; b[at] != '"'; at++ {
		if b[at] == '\\' {
			at++ // skip the escaped character
		}
	}
	return at + 1
}
