package postgres

import (
	"bytes"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// The binary forms that the writer makes itself are those of the library.
func TestAppendValue(t *testing.T) {
	t.Parallel()
	date := func(day string) pgtype.Date {
		return pgtype.Date{Time: querytest.Day(day).Time(), Valid: true}
	}
	none, number := register.Date{}, 6.25
	for _, test := range []struct {
		value any
		oid   uint32
		same  any // what the library encodes; nil for NULL
	}{
		{nil, 0, nil},
		{"", pgtype.TextOID, ""},
		{"Zürich", pgtype.TextOID, "Zürich"},
		{optional(""), 0, nil},
		{optional("x"), pgtype.TextOID, "x"},
		{[]byte(nil), 0, nil},
		{[]byte{}, pgtype.ByteaOID, []byte{}},
		{[]byte{0, 1, 255}, pgtype.ByteaOID, []byte{0, 1, 255}},
		{true, pgtype.BoolOID, true},
		{false, pgtype.BoolOID, false},
		{0, pgtype.Int4OID, int32(0)},
		{-7, pgtype.Int4OID, int32(-7)},
		{math.MaxInt32, pgtype.Int4OID, int32(math.MaxInt32)},
		{int64(math.MinInt64), pgtype.Int8OID, int64(math.MinInt64)},
		{13.5, pgtype.Float8OID, 13.5},
		{math.Copysign(0, -1), pgtype.Float8OID, math.Copysign(0, -1)},
		{(*float64)(nil), 0, nil},
		{&number, pgtype.Float8OID, number},
		{none, 0, nil},
		{querytest.Day("1999-12-31"), pgtype.DateOID, date("1999-12-31")},
		{querytest.Day("2000-01-01"), pgtype.DateOID, date("2000-01-01")},
		{querytest.Day("2024-02-29"), pgtype.DateOID, date("2024-02-29")},
		{querytest.Day("9999-12-31"), pgtype.DateOID, date("9999-12-31")},
		{days{}.first(), pgtype.DateOID, pgtype.Date{InfinityModifier: pgtype.NegativeInfinity, Valid: true}},
		{days{}.last(), pgtype.DateOID, pgtype.Date{InfinityModifier: pgtype.Infinity, Valid: true}},
		{days{from: querytest.Day("2025-03-01")}.first(), pgtype.DateOID, date("2025-03-01")},
		{days{until: querytest.Day("2025-03-01")}.last(), pgtype.DateOID, date("2025-02-28")},
		{days{}, pgtype.DaterangeOID, pgtype.Range[pgtype.Date]{LowerType: pgtype.Unbounded, UpperType: pgtype.Unbounded, Valid: true}},
		{days{querytest.Day("1999-03-01"), none}, pgtype.DaterangeOID, pgtype.Range[pgtype.Date]{Lower: date("1999-03-01"), LowerType: pgtype.Inclusive, UpperType: pgtype.Unbounded, Valid: true}},
		{days{none, querytest.Day("2025-03-01")}, pgtype.DaterangeOID, pgtype.Range[pgtype.Date]{LowerType: pgtype.Unbounded, Upper: date("2025-03-01"), UpperType: pgtype.Exclusive, Valid: true}},
		{days{querytest.Day("2024-03-01"), querytest.Day("2025-03-01")}, pgtype.DaterangeOID, pgtype.Range[pgtype.Date]{Lower: date("2024-03-01"), LowerType: pgtype.Inclusive, Upper: date("2025-03-01"), UpperType: pgtype.Exclusive, Valid: true}},
		{time.Time{}, 0, nil},
		{time.Date(2026, 12, 1, 4, 5, 6, 0, time.UTC), pgtype.TimestamptzOID, time.Date(2026, 12, 1, 4, 5, 6, 0, time.UTC)},
		{[]string{"a", "", "NULL"}, pgtype.TextArrayOID, []string{"a", "", "NULL"}},
	} {
		w := newRowWriter(nil, nil, versionRange{})
		got, ok := w.appendValue([]byte("before "), test.value)
		if ok != (test.same != nil) {
			t.Errorf("%T %v: there is a value: %v", test.value, test.value, ok)
		}
		if !ok || test.same == nil {
			continue
		}
		want, err := pgtype.NewMap().Encode(test.oid, pgtype.BinaryFormatCode, test.same, []byte("before "))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: got %x, want %x", fmt.Sprintf("%T %v", test.value, test.value), got, want)
		}
	}
}
