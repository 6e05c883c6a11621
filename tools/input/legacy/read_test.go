package legacy

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"opencec/tools/query/postgres/postgrestest"
)

// The test server is in New York, and the result must not depend on it.
func TestRead(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	execute(t, url, []byte(`
		insert into entity_types values (10, 'client', null), (9, 'server', 'S');
		insert into device_classes values (1, 'inverter', null, '2025-01-01');
		insert into device_class_attributes values (1, 1, 'max_power', 'number', 'P');
		insert into listings values
			(10, 10, 'Acme', 'X-1', 'active', '2025-07-01 23:30:00.5', null),
			(9, 9, '', E'a\nb', 'expired', '2025-07-01 23:30:00', '2025-12-31 00:00:00');
		insert into listing_device_classes (listing_id, device_class_id) values (10, 1), (9, 1);
		insert into listing_device_class_attributes (listing_id, device_class_id, attribute_name, attribute_value) values (10, 1, 'max_power', '5.0'), (9, 1, 'max_power', null);
		insert into certificates values (2, 10, '2027-01-10', '2025-01-10', 'UL', '{B,A,NULL}'), (1, 9, '2027-01-10', '2025-01-10', '', '{}');
		alter table certificates add column "number" text;`))
	want := &Database{
		EntityTypes:    []EntityType{{9, "server", "S"}, {10, "client", ""}},
		DeviceClasses:  []DeviceClass{{1, "inverter", ""}},
		Attributes:     []Attribute{{1, 1, "max_power", "number", "P"}},
		Listings:       []Listing{{9, 9, "", "a\nb", "expired", "2025-07-01 23:30:00", "2025-12-31 00:00:00"}, {10, 10, "Acme", "X-1", "active", "2025-07-01 23:30:00.5", ""}},
		ListingClasses: []ListingClass{{1, 10, 1}, {2, 9, 1}},
		Values:         []Value{{1, 10, 1, "max_power", "5.0"}, {2, 9, 1, "max_power", ""}},
		Certificates:   []Certificate{{1, 9, "2027-01-10", "2025-01-10", "", []string{}}, {2, 10, "2027-01-10", "2025-01-10", "UL", []string{"B", "A", ""}}},
		Unread:         []string{"device_classes.created_at", "listing_device_classes.created_at", "listing_device_class_attributes.created_at", "certificates.number"},
		Zone:           "UTC",
	}
	if diff := cmp.Diff(want, readDatabase(t, url)); diff != "" {
		t.Errorf("the database differs (-want +got):\n%s", diff)
	}

	// Times without a zone are in the named zone: half past eleven at night in Sydney in July is half past one
	// in the afternoon in UTC.
	db, err := Read(context.Background(), url, ReadOptions{Zone: "Australia/Sydney"})
	if err != nil {
		t.Fatal(err)
	}
	if got := db.Listings[1].CreatedAt; got != "2025-07-01 13:30:00.5" {
		t.Errorf("the time in Sydney is %s", got)
	}
}

// The tables may be in another schema, whatever the search path, and times may have a zone.
func TestReadOtherSchema(t *testing.T) {
	t.Parallel()
	url := newDatabase(t)
	execute(t, url, []byte(`
		create schema "My App";
		alter table keys set schema "My App"; alter table entity_types set schema "My App"; alter table device_classes set schema "My App";
		alter table device_class_attributes set schema "My App"; alter table listings set schema "My App"; alter table listing_device_classes set schema "My App";
		alter table listing_device_class_attributes set schema "My App"; alter table certificates set schema "My App";
		alter table "My App".listings alter created_at type timestamptz;
		insert into "My App".listings values (1, null, 'Acme', 'X-1', 'active', '2025-07-01 23:30:00-04', null);
		create view public.listings as select id from "My App".listings;`))
	_, err := Read(context.Background(), url, ReadOptions{Zone: "UTC"})
	for _, want := range []string{
		"its table listings has no column entity_type_id; it has id\n",
		"there is a table My App.certificates: if that is the one, add --schema 'My App'",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v, want %s", err, want)
		}
	}
	db, err := Read(context.Background(), url, ReadOptions{Schema: "My App", Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Listing{{ID: 1, Manufacturer: "Acme", Model: "X-1", Status: "active", CreatedAt: "2025-07-02 03:30:00"}}, db.Listings); diff != "" {
		t.Errorf("listings differ (-want +got):\n%s", diff)
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
			"its column entity_types.description is of the type bytea, and a text can be read\n" +
				"its column certificates.expiry is of the type text, and a date can be read\n" +
				"its column certificates.test_profiles is of the type text, and an array of texts can be read\n",
		}},
		{"our own", "create table register_versions (); alter table listings drop column status;", []string{
			"this looks like a register that opencec load has written: its data folder has all that it has",
		}},
		{"a huge row", "insert into entity_types values (1, 'x', repeat('x', 70000));", []string{
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
			db, err := Read(context.Background(), url, ReadOptions{Zone: "UTC"})
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

// The database may have another encoding. One without an encoding is read where its bytes are UTF-8, and
// other text is reported.
func TestReadEncodings(t *testing.T) {
	t.Parallel()
	server := postgrestest.URL(t)
	schema, err := os.ReadFile("testdata/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	for encoding, insert := range map[string]string{
		"LATIN1":    "insert into entity_types (name) values ('Wärme')",
		"SQL_ASCII": "insert into entity_types (name) values ('Wärme')",
		"no text":   `set client_encoding = SQL_ASCII; insert into entity_types (name) values (E'W\xe4rme')`,
	} {
		t.Run(encoding, func(t *testing.T) {
			t.Parallel()
			address, err := url.Parse(server)
			if err != nil {
				t.Fatal(err)
			}
			name := "opencec_test_" + strings.ToLower(rand.Text())
			execute(t, server, []byte("create database "+name+" encoding '"+strings.ReplaceAll(encoding, "no text", "SQL_ASCII")+"' locale_provider 'libc' locale 'C' template template0"))
			t.Cleanup(func() { execute(t, server, []byte("drop database "+name+" with (force)")) })
			address.Path = "/" + name
			execute(t, address.String(), schema)
			execute(t, address.String(), []byte(insert))
			db, err := Read(context.Background(), address.String(), ReadOptions{Zone: "UTC"})
			if err != nil {
				t.Fatal(err)
			}
			if encoding == "no text" {
				report := importDatabase(t, t.TempDir(), db, Options{})
				if got := report.Unreadable[0].String(); !strings.HasPrefix(got, "entity_types: id=1: name") || !strings.Contains(got, "UTF-8") {
					t.Errorf("the report says %s", got)
				}
			} else if db.EntityTypes[0].Name != "Wärme" {
				t.Errorf("read %+v", db)
			}
		})
	}
}

// A role that may read the tables, except keys, is enough. The error for another role says what it lacks.
func TestReadRoles(t *testing.T) {
	t.Parallel()
	address := newDatabase(t)
	name := "opencec_test_" + strings.ToLower(rand.Text())
	execute(t, address, []byte(fmt.Sprintf("create role %s login password 'geheim'", name)))
	t.Cleanup(func() { execute(t, address, []byte("drop owned by "+name+"; drop role "+name)) })
	reader := withParameter(t, withParameter(t, address, "user", name), "password", "geheim")
	_, err := Read(context.Background(), reader, ReadOptions{Zone: "UTC"})
	if err == nil || !strings.Contains(err.Error(), "permission denied for table entity_types") || strings.Contains(err.Error(), "geheim") {
		t.Errorf("error is %v", err)
	}
	execute(t, address, []byte("grant select on "+strings.Join(tableNames(), ", ")+" to "+name))
	if _, err := Read(context.Background(), reader, ReadOptions{Zone: "UTC"}); err != nil {
		t.Error(err)
	}
}

// Read sees one moment, whatever is written meanwhile, and writes nothing.
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
	if err := prepare(ctx, tx, ReadOptions{Zone: "UTC"}); err != nil {
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

// No error contains the password.
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
		_, err := Read(context.Background(), address, ReadOptions{Zone: "UTC"})
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
	_, err := Read(context.Background(), newDatabase(t), ReadOptions{Zone: "Mars/Olympus"})
	if err == nil || !strings.Contains(err.Error(), `set TimeZone to "Mars/Olympus": `) {
		t.Errorf("error is %v", err)
	}
}

func TestReadStops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, newDatabase(t), ReadOptions{Zone: "UTC"}); err == nil {
		t.Error("Read goes on though it was stopped")
	}
}
