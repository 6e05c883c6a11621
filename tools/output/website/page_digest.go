package website

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"fmt"
	"hash"
	"reflect"
	"slices"
	"sync"
)

// A pageDigest identifies everything that the HTML of a page follows from: the values of its layout,
// the frame of all pages, and the program.
type pageDigest [sha256.Size]byte

// A digester computes the digest of values as a layout sees them: exported fields, and the results of
// exported methods without arguments, unless they follow from these fields. Lengths and types are part
// of it, so that values that differ cannot look the same.
type digester struct {
	hash hash.Hash
	w    *bufio.Writer
	rows *rowDigests
}

func newDigester(rows *rowDigests) *digester {
	h := sha256.New()
	return &digester{h, bufio.NewWriterSize(h, 4096), rows}
}

// sum returns the digest of all values so far.
func (d *digester) sum() (sum pageDigest) {
	d.w.Flush() // a hash accepts everything
	d.hash.Sum(sum[:0])
	return sum
}

// rowDigests keeps the digests of rows, which many lists share, by pointer.
type rowDigests struct{ sync.Map }

func (r *rowDigests) of(v reflect.Value) pageDigest {
	if sum, known := r.Load(v.Interface()); known {
		return sum.(pageDigest)
	}
	d := newDigester(r)
	d.structure(v)
	sum := d.sum()
	r.Store(v.Interface(), sum)
	return sum
}

var (
	rowTypes          = []reflect.Type{reflect.TypeFor[*ListingRow](), reflect.TypeFor[*CertificateRow]()}
	textMarshalerType = reflect.TypeFor[encoding.TextMarshaler]()
)

func (d *digester) add(values ...any) {
	for _, v := range values {
		d.value(reflect.ValueOf(v))
	}
}

func (d *digester) value(v reflect.Value) {
	if !v.IsValid() {
		d.number(0)
		return
	}
	if v.Type().Implements(textMarshalerType) && !(v.Kind() == reflect.Pointer && v.IsNil()) {
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		d.text(fmt.Sprint(string(text), err))
		return
	}
	switch v.Kind() {
	case reflect.String:
		d.text(v.String())
	case reflect.Bool:
		d.truth(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.number(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		d.number(v.Uint())
	case reflect.Float32, reflect.Float64:
		d.text(fmt.Sprint(v.Float()))
	case reflect.Slice, reflect.Array:
		d.number(uint64(v.Len()))
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Map:
		d.entries(v)
	case reflect.Pointer, reflect.Interface:
		d.pointer(v)
	case reflect.Struct:
		d.structure(v)
	default:
		panic(fmt.Sprintf("website: a layout gets a %s, which has no digest", v.Type()))
	}
}

func (d *digester) pointer(v reflect.Value) {
	switch {
	case v.IsNil():
		d.number(0)
	case slices.Contains(rowTypes, v.Type()):
		sum := d.rows.of(v)
		d.w.Write(sum[:])
	case v.Kind() == reflect.Interface:
		d.text(v.Elem().Type().String())
		d.value(v.Elem())
	case v.Elem().Kind() == reflect.Struct:
		d.structure(v)
	default:
		d.value(v.Elem())
	}
}

func (d *digester) entries(v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	d.number(uint64(len(keys)))
	for _, key := range keys {
		d.text(fmt.Sprint(key))
		d.value(v.MapIndex(key))
	}
}

// structure adds a struct, or what a pointer to one leads to. Layouts also call the methods of the
// pointer where there is one.
func (d *digester) structure(v reflect.Value) {
	if v.Kind() == reflect.Struct && v.CanAddr() && v.Addr().CanInterface() {
		v = v.Addr()
	}
	seen := seenIn(v.Type())
	d.text(seen.name)
	fields := reflect.Indirect(v)
	for _, index := range seen.fields {
		if field, err := fields.FieldByIndexErr(index); err == nil { // else of an embedded pointer that is nil
			d.value(field)
		}
	}
	for _, i := range seen.methods {
		for _, result := range v.Method(i).Call(nil) {
			d.value(result)
		}
	}
}

func (d *digester) text(s string) {
	d.number(uint64(len(s)))
	d.w.WriteString(s)
}

func (d *digester) truth(b bool) {
	if b {
		d.number(1)
	} else {
		d.number(0)
	}
}

func (d *digester) number(n uint64) {
	d.w.Write(binary.AppendUvarint(d.w.AvailableBuffer(), n))
}

// seenParts are the parts of a struct that a layout can see, by index.
type seenParts struct {
	name    string
	fields  [][]int
	methods []int
}

var seenTypes sync.Map // seenParts by reflect.Type

// hasAllExported reports whether values of a type consist of exported fields alone, at any depth.
func hasAllExported(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface:
		return false
	case reflect.Slice, reflect.Array, reflect.Map:
		return hasAllExported(t.Elem())
	case reflect.Pointer:
		return false // which may lead back to t
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); !f.IsExported() || !hasAllExported(f.Type) {
				return false
			}
		}
	}
	return true
}

// unseenMethods return what layouts have made of a row's values.
var unseenMethods = []string{"CachedHTML"}

func seenIn(t reflect.Type) *seenParts {
	if seen, known := seenTypes.Load(t); known {
		return seen.(*seenParts)
	}
	seen := &seenParts{name: t.String()}
	fields := t
	if t.Kind() == reflect.Pointer {
		fields = t.Elem()
	}
	for _, f := range reflect.VisibleFields(fields) {
		if f.IsExported() && !f.Anonymous {
			seen.fields = append(seen.fields, f.Index)
		}
	}
	if !hasAllExported(fields) {
		seen.methods = methodsWithoutArguments(t)
	}
	seenTypes.Store(t, seen)
	return seen
}

func methodsWithoutArguments(t reflect.Type) (methods []int) {
	for i := range t.NumMethod() {
		m := t.Method(i)
		if m.Type.NumIn() == 1 && !slices.Contains(unseenMethods, m.Name) { // the receiver alone
			methods = append(methods, i)
		}
	}
	return methods
}
