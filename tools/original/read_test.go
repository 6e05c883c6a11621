package original

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"opencec/tools/postgres/postgrestest"
)

// The server of the tests is in New York, and what is read must not depend on it.
func TestRead(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	execute(t, url, []byte(`
		insert into entity_types values (10, 'client', null), (9, 'server', 'S');
		insert into device_classes values (1, 'inverter', null, '2025-01-01');
		insert into device_class_attributes values (1, 'max_power', 'number', 'P');
		insert into listings values
			(10, 10, 'Acme', 'X-1', 'active', '2025-07-01 23:30:00.5', null),
			(9, 9, '', E'a\nb', 'expired', '2025-07-01 23:30:00', '2025-12-31 00:00:00');
		insert into listing_device_classes values (10, 1), (9, 1);
		insert into listing_device_class_attributes values (10, 1, 'max_power', '5 kW'), (9, 1, 'max_power', null);
		insert into certificates values (2, 10, null, '2025-01-10', 'UL', '{B,A,NULL}'), (1, 9, '2027-01-10', null, null, null);
		alter table certificates add column "number" text;`))
	want := &Database{
		EntityTypes:    []EntityType{{"9", "server", "S"}, {"10", "client", ""}},
		DeviceClasses:  []DeviceClass{{"1", "inverter", ""}},
		Attributes:     []Attribute{{"1", "max_power", "number", "P"}},
		Listings:       []Listing{{"9", "9", "", "a\nb", "expired", "2025-07-01 23:30:00", "2025-12-31 00:00:00"}, {"10", "10", "Acme", "X-1", "active", "2025-07-01 23:30:00.5", ""}},
		ListingClasses: []ListingClass{{"9", "1"}, {"10", "1"}},
		Values:         []Value{{"9", "1", "max_power", ""}, {"10", "1", "max_power", "5 kW"}},
		Certificates:   []Certificate{{"1", "9", "2027-01-10", "", "", []string{}}, {"2", "10", "", "2025-01-10", "UL", []string{"B", "A", ""}}},
		Unread:         []string{"certificates.number", "device_classes.created_at"},
	}
	if diff := cmp.Diff(want, readDatabase(t, url)); diff != "" {
		t.Errorf("the database differs (-want +got):\n%s", diff)
	}

	// Times without a zone are of the zone that is named: in Sydney half past eleven at
	// night in July is half past one in the afternoon in UTC.
	db, err := Read(context.Background(), url, "Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	if got := db.Listings[1].CreatedAt; got != "2025-07-01 13:30:00.5" {
		t.Errorf("the time in Sydney is %s", got)
	}
}

// Keys may be UUIDs, and times may have a zone.
func TestReadOtherTypes(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	execute(t, url, []byte(`
		create schema app;
		create table app.entity_types (id uuid primary key, name text, description text);
		create table app.device_classes (id uuid primary key, name text, description text);
		create table app.device_class_attributes (device_class_id uuid, attribute_name text, attribute_type text, description text);
		create table app.listings (id uuid primary key, entity_type_id uuid, manufacturer text, model text, status text, created_at timestamptz, updated_at timestamptz);
		create table app.listing_device_classes (listing_id uuid, device_class_id uuid);
		create table app.listing_device_class_attributes (listing_id uuid, device_class_id uuid, attribute_name text, attribute_value text);
		create table app.certificates (id uuid primary key, listing_id uuid, expiry timestamptz, certification_date timestamp, certifying_body text, test_profiles text[]);
		insert into app.listings values ('f81d4fae-7dec-11d0-a765-00a0c91e6bf6', null, 'Acme', 'X-1', 'active', '2025-07-01 23:30:00-04', null);
		insert into app.certificates values ('f81d4fae-7dec-11d0-a765-00a0c91e6bf7', 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '2025-07-02 01:00+03', '2025-01-10 23:00', 'UL', '{A}');
		create view public.listings as select id from app.listings;`))
	_, err := Read(context.Background(), url, "UTC")
	if want := "its table listings has no column entity_type_id; it has id\n"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error is %v, want %s", err, want)
	}
	if want := "there is a table app.certificates: if that is the one, add search_path=app to the parameters of the URL"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error is %v, want %s", err, want)
	}
	db := readDatabase(t, withParameter(t, url, "search_path", "app"))
	if diff := cmp.Diff([]Listing{{ID: "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", Manufacturer: "Acme", Model: "X-1", Status: "active", CreatedAt: "2025-07-02 03:30:00"}}, db.Listings); diff != "" {
		t.Errorf("listings differ (-want +got):\n%s", diff)
	}
	want := Certificate{"f81d4fae-7dec-11d0-a765-00a0c91e6bf7", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "2025-07-01", "2025-01-10", "UL", []string{"A"}}
	if diff := cmp.Diff(want, db.Certificates[0]); diff != "" {
		t.Errorf("the certificate differs (-want +got):\n%s", diff)
	}
}

func withParameter(t *testing.T, address, name, value string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

func TestReadRefusesOtherDatabases(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		sql  string // after the original's schema; "" for none of it
		want []string
	}{
		{"empty", "", []string{
			"this is not a database of the original that can be read:\nit has no table entity_types\nit has no table device_classes\n",
			"\nit has no table certificates\nlooked for: entity_types, device_classes, device_class_attributes, listings, listing_device_classes, listing_device_class_attributes, certificates\nfound besides: nothing",
		}},
		{"another", "drop table certificates; create table photos (); create table \"bad\x1bname\" ();", []string{
			"that can be read:\nit has no table certificates\nlooked for: ", "found besides: public.bad\uFFFDname, public.keys, public.photos",
		}},
		{"an older version", "alter table listings drop column updated_at; alter table certificates rename certifying_body to body;", []string{
			"its table listings has no column updated_at; it has created_at, entity_type_id, id, manufacturer, model, status\n" +
				"its table certificates has no column certifying_body; it has body, certification_date, expiry, id, listing_id, test_profiles\nlooked for: ",
		}},
		{"other types", "alter table certificates alter expiry type text, alter test_profiles type text; alter table entity_types alter description type bytea using null;", []string{
			"its column entity_types.description is of the type bytea, and a text or an enum can be read\n" +
				"its column certificates.expiry is of the type text, and a date or a timestamp can be read\n" +
				"its column certificates.test_profiles is of the type text, and an array of texts can be read\n",
		}},
		{"our own", "create table register_versions (); alter table listings drop column status;", []string{
			"this looks like a register that opencec load has written: its data folder has all that it has",
		}},
		{"a huge row", "insert into entity_types values (1, repeat('x', 70000), null);", []string{
			"the table entity_types has a row of 70,", " bytes, and the most is 65,536: look for it with select id, octet_length(x::text) from entity_types x order by 2 desc",
		}},
		{"too many rows", "insert into entity_types select n, n::text, null from generate_series(1, 1001) n;", []string{
			"the table entity_types has 1,001 rows, and the most is 1,000",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			url := postgrestest.URL(t)
			if test.sql != "" {
				url = newDatabase(t)
				execute(t, url, []byte(test.sql))
			}
			db, err := Read(context.Background(), url, "UTC")
			if err == nil || db != nil {
				t.Fatalf("Read gives %v, %v", db, err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error is %v\nwant %s", err, want)
				}
			}
		})
	}
}

// A role that may read the tables, but keys, is enough; one that may not is told so.
func TestReadRoles(t *testing.T) {
	t.Parallel()
	address := newDatabase(t)
	name := "opencec_test_" + strings.ToLower(rand.Text())
	execute(t, address, []byte(fmt.Sprintf("create role %s login password 'geheim'", name)))
	t.Cleanup(func() { execute(t, address, []byte("drop owned by "+name+"; drop role "+name)) })
	reader := withParameter(t, withParameter(t, address, "user", name), "password", "geheim")
	_, err := Read(context.Background(), reader, "UTC")
	if err == nil || !strings.Contains(err.Error(), "permission denied for table entity_types") || strings.Contains(err.Error(), "geheim") {
		t.Errorf("error is %v", err)
	}
	execute(t, address, []byte("grant select on "+strings.Join(tableNames(), ", ")+" to "+name))
	if _, err := Read(context.Background(), reader, "UTC"); err != nil {
		t.Error(err)
	}
}

// What is read is one moment, whatever is written meanwhile, and nothing is written.
func TestReadIsOneSnapshot(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	url := newDatabase(t)
	execute(t, url, []byte("insert into entity_types values (1, 'client', null);"))
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	tx, err := conn.BeginTx(ctx, snapshot)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(ctx)
	if err := prepare(ctx, tx, "UTC"); err != nil {
		t.Fatal(err)
	}
	execute(t, url, []byte("insert into entity_types values (2, 'server', null); insert into listings values (1, 2, 'Acme', 'X', 'active', '2025-01-01', null);"))
	db, err := read(ctx, tx)
	if err != nil || len(db.EntityTypes) != 1 || len(db.Listings) != 0 {
		t.Errorf("read %+v, %v", db, err)
	}
	if _, err := tx.Exec(ctx, "delete from entity_types"); err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("deleting gives %v", err)
	}
}

// No error has the password in it.
func TestReadDoesNotConnect(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for address, want := range map[string]string{
		"postgres://me:geheim@" + closed.Addr().String() + "/db":   "connect to the original's database: ",
		"host=127.0.0.1 port=1 user=me password=geheim dbname=db":  "connect to the original's database: ",
		"postgres://me:geheim@127.0.0.1:1/db?connect_timeout=soon": "database URL",
		"postgres://me:geheim%zz@127.0.0.1:1/db":                   "database URL",
		"postgres://me:ge#geheim@127.0.0.1:1/db":                   "connect to the original's database: ",
		"postgres://me:ge/geheim@127.0.0.1:1/db":                   "database URL",
		"postgres://me:geheim@127.0.0.1:1/db?sslmode=perhaps":      "database URL",
		"https://me:geheim@127.0.0.1:1/db":                         "database URL",
		"geheim":                                                   "database URL",
		"password='geheim":                                         "database URL",
		"postgres://me:geheim@127.0.0.1:five/db":                   "database URL",
	} {
		_, err := Read(context.Background(), address, "UTC")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want %s", address, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: the error has the password: %v", address, err)
		}
	}
}

func TestReadUnknownZone(t *testing.T) {
	t.Parallel()
	_, err := Read(context.Background(), newDatabase(t), "Mars/Olympus")
	if err == nil || !strings.Contains(err.Error(), `set TimeZone to "Mars/Olympus": `) {
		t.Errorf("error is %v", err)
	}
}

func TestReadStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, newDatabase(t), "UTC"); err == nil {
		t.Error("Read goes on though it was stopped")
	}
}

func TestCompareKeys(t *testing.T) {
	t.Parallel()
	ordered := []string{"0", "9", "10", "99", "100", "", "-1", "1a", "a", "b"}
	for i, a := range ordered {
		for j, b := range ordered {
			if got, want := compareKeys(a, b), cmpInt(i, j); got != want {
				t.Errorf("compareKeys(%q, %q) = %d, want %d", a, b, got, want)
			}
		}
	}
}

func cmpInt(i, j int) int {
	switch {
	case i < j:
		return -1
	case i > j:
		return 1
	}
	return 0
}
