package query

// How a record's JSON becomes what a query shows of it, for every engine.

// AppendShown appends a record as the query shows it: document appends its whole
// JSON, as register.EncodeJSON writes it, and included that of what it is given with:
// of the verdict, or of each of the records or changes, with commas between.
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

// keepMembers leaves of the object that b has from begin on the members of those
// names, which are in the object's order. The object is as EncodeJSON writes it:
// without spaces.
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
	b[kept-1] = '}' // for the last comma
	return b[:kept]
}

// hasName reports whether a member has the name, which needs no escaping.
func hasName(member []byte, name string) bool {
	return len(member) > len(name)+1 && string(member[1:1+len(name)]) == name && member[1+len(name)] == '"'
}

// memberEnd returns where the member of an object ends that begins at a place:
// the place of the comma or brace after it.
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

// stringEnd returns the place after the string that begins at a place.
func stringEnd(b []byte, at int) int {
	for at++; b[at] != '"'; at++ {
		if b[at] == '\\' {
			at++ // what is escaped
		}
	}
	return at + 1
}
