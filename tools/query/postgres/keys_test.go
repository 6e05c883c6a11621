package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"opencec/tools/query/keys"
	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/register"
)

var keyTime = time.Date(2026, 11, 23, 23, 15, 0, 0, time.UTC)

func keyTable(t testing.TB, url string) *KeyTable {
	t.Helper()
	table, err := ConnectKeys(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = table.Close(context.Background()) })
	return table
}

// keyRing returns a ring that follows the table of a database, unread.
func keyRing(t testing.TB, url string) *keys.Ring {
	t.Helper()
	db, err := Connect(t.Context(), url, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	ring, err := keys.Follow(db.Keys())
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func newKey(t testing.TB, name string) (keys.Key, string) {
	t.Helper()
	key, secret, err := keys.New(name, keyTime)
	if err != nil {
		t.Fatal(err)
	}
	return key, secret
}

// A stored key is read back unchanged, whatever the server's time zone.
func TestKeyTable(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	table := keyTable(t, url)
	plain, err := keys.FromHash("a-plain.one", strings.Repeat("a", 64)) // with no more than a name
	if err != nil {
		t.Fatal(err)
	}
	portal, secret := newKey(t, "portal")
	portal.Expires, portal.Rate = register.NewDate(2027, 11, 30), keys.MaxRate
	old, _ := newKey(t, "old")
	for _, k := range []keys.Key{portal, plain, old} {
		if err := keys.Add(t.Context(), table, k); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []time.Time{keyTime.Add(time.Hour), keyTime.Add(2 * time.Hour)} { // the second time changes nothing
		if err := keys.Revoke(t.Context(), table, "old", at); err != nil {
			t.Fatal(err)
		}
	}
	got, err := table.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	old.Revoked = keyTime.Add(time.Hour)
	if diff := cmp.Diff([]keys.Key{portal, plain, old}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	ring := keyRing(t, url)
	if err := ring.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	if key, err := ring.Verify(secret, keyTime); err != nil || key.Name != "portal" {
		t.Errorf("%q, %v", key.Name, err)
	}
}

// A failed change leaves the table as it was.
func TestKeyTableRefuses(t *testing.T) {
	t.Parallel()
	table := keyTable(t, tablesURL(t))
	portal, _ := newKey(t, "portal")
	if err := keys.Add(t.Context(), table, portal); err != nil {
		t.Fatal(err)
	}
	again, _ := newKey(t, "portal")
	same := keys.Key{Name: "other", Hash: portal.Hash}
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"name twice":   {keys.Add(t.Context(), table, again), "two keys have the name portal"},
		"hash twice":   {keys.Add(t.Context(), table, same), "has the hash of another"},
		"bad name":     {keys.Add(t.Context(), table, keys.Key{Name: "a b"}), "may have letters"},
		"unknown name": {keys.Revoke(t.Context(), table, "portl", keyTime), "did you mean portal?"},
	} {
		if test.err == nil || !strings.Contains(test.err.Error(), test.want) {
			t.Errorf("%s: %v", name, test.err)
		}
	}
	if got, err := table.Keys(t.Context()); err != nil || len(got) != 1 || !got[0].Equal(portal) {
		t.Errorf("the table has %v, %v", got, err)
	}
}

// Of keys with the same name that are added concurrently, one is stored and the others
// are refused; no other key is lost.
func TestKeyTableConcurrently(t *testing.T) {
	t.Parallel()
	url := tablesURL(t)
	var workers sync.WaitGroup
	failed := make(chan error, 16)
	for i := range cap(failed) {
		table := keyTable(t, url)
		same, _ := newKey(t, "same")
		other, _ := newKey(t, fmt.Sprintf("other-%d", i))
		workers.Go(func() {
			if err := keys.Add(t.Context(), table, same); err != nil {
				failed <- err
			}
			if err := keys.Add(t.Context(), table, other); err != nil {
				t.Error(err)
			}
		})
	}
	workers.Wait()
	close(failed)
	if len(failed) != cap(failed)-1 {
		t.Errorf("%d of %d failed because the name is taken", len(failed), cap(failed)-1)
	}
	for err := range failed {
		if !strings.Contains(err.Error(), "two keys have the name same") {
			t.Error(err)
		}
	}
	held, err := keyTable(t, url).Keys(t.Context())
	if err != nil || len(held) != cap(failed)+1 {
		t.Errorf("%d keys, %v", len(held), err)
	}
}

// A table with more keys than a ring can hold is an error, and not a part of them.
func TestKeyTableTooLarge(t *testing.T) {
	t.Parallel()
	table := keyTable(t, tablesURL(t))
	fill := "insert into keys (name, value) select 'key-' || n, encode(sha256(n::text::bytea), 'hex') from generate_series($1::int, $2::int) n"
	if _, err := table.conn.Exec(t.Context(), fill, 1, keys.MaxKeys); err != nil {
		t.Fatal(err)
	}
	if held, err := table.Keys(t.Context()); err != nil || len(held) != keys.MaxKeys || held[keys.MaxKeys-1].Name != "key-1000" {
		t.Errorf("%d keys, %v", len(held), err)
	}
	further, _ := newKey(t, "further")
	if err := keys.Add(t.Context(), table, further); err == nil || !strings.Contains(err.Error(), "1001 keys are more than 1000") {
		t.Errorf("added: %v", err)
	}
	if _, err := table.conn.Exec(t.Context(), fill, keys.MaxKeys+1, keys.MaxKeys+1); err != nil {
		t.Fatal(err)
	}
	if _, err := table.Keys(t.Context()); err == nil || !strings.Contains(err.Error(), "1001 keys are more than 1000") {
		t.Errorf("read: %v", err)
	}
}

// The table takes from a person with psql what a ring takes from the table, and
// nothing else: a row that it cannot use would keep it from seeing a revocation.
func TestKeyTableConstraints(t *testing.T) {
	t.Parallel()
	conn := keyTable(t, tablesURL(t)).conn
	hash := strings.Repeat("a", 64)
	valid := keys.Key{Name: "portal", Hash: hash, Rate: 1}
	for name, change := range map[string]func(*keys.Key){
		"valid":             func(*keys.Key) {},
		"name with all":     func(k *keys.Key) { k.Name = "A-1.b_c" },
		"longest name":      func(k *keys.Key) { k.Name = strings.Repeat("n", 64) },
		"name too long":     func(k *keys.Key) { k.Name = strings.Repeat("n", 65) },
		"empty name":        func(k *keys.Key) { k.Name = "" },
		"space":             func(k *keys.Key) { k.Name = "a b" },
		"line end":          func(k *keys.Key) { k.Name = "a\n" },
		"letter with marks": func(k *keys.Key) { k.Name = "é" },
		"two dots":          func(k *keys.Key) { k.Name = "a..b" },
		"hyphen at the end": func(k *keys.Key) { k.Name = "a-" },
		"secret as name":    func(k *keys.Key) { k.Name = "ocec_x" },
		"upper case":        func(k *keys.Key) { k.Name = "OCEC_x" },
		"short hash":        func(k *keys.Key) { k.Hash = hash[1:] },
		"long hash":         func(k *keys.Key) { k.Hash += "a" },
		"upper-case hash":   func(k *keys.Key) { k.Hash = strings.ToUpper(hash) },
		"greatest rate":     func(k *keys.Key) { k.Rate = keys.MaxRate },
		"rate too great":    func(k *keys.Key) { k.Rate = keys.MaxRate + 1 },
		"negative rate":     func(k *keys.Key) { k.Rate = -1 },
	} {
		k := valid
		change(&k)
		_, ringErr := keys.NewRing(k)
		_, err := conn.Exec(t.Context(), "insert into keys (name, value, rate) values ($1, $2, $3)", k.Name, k.Hash, k.Rate)
		if (err == nil) != (ringErr == nil) {
			t.Errorf("%s: the table says %v, the ring %v", name, err, ringErr)
		}
		if _, err := conn.Exec(t.Context(), "delete from keys"); err != nil {
			t.Fatal(err)
		}
	}
	for _, column := range []string{"created_at", "expires_on", "revoked_at"} {
		if _, err := conn.Exec(t.Context(), "insert into keys (name, value, "+column+") values ('a', $1, 'infinity')", hash); err == nil {
			t.Errorf("%s can be infinite", column)
		}
	}
}

// A ring follows the table on a standby: a key that is revoked on the primary stops
// working without a restart, and while the standby is away the keys stay as they were.
func TestRingFollowsStandby(t *testing.T) {
	t.Parallel()
	primary := postgrestest.Start(t, postgrestest.Options{})
	if err := migrateAt(primary.URL("postgres")); err != nil {
		t.Fatal(err)
	}
	standby := primary.Standby(t)
	writer := keyTable(t, primary.URL("postgres"))
	portal, portalSecret := newKey(t, "portal")
	other, otherSecret := newKey(t, "other")
	if err := keys.Add(t.Context(), writer, portal); err != nil {
		t.Fatal(err)
	}
	standby.CatchUp(primary)
	ring := keyRing(t, standby.URL("postgres"))
	tick, reports := make(chan time.Time), make(chan error, 10)
	go ring.Watch(t.Context(), tick, func(err error) { reports <- err })
	look := func() { tick <- keyTime; tick <- keyTime } // the second is taken when the first is done
	expect := func(step, secret string, want error) {
		t.Helper()
		if _, err := ring.Verify(secret, keyTime); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", step, err, want)
		}
	}
	expect("at first", portalSecret, keys.ErrUnread)
	look()
	expect("read", portalSecret, nil)
	if err := errors.Join(keys.Add(t.Context(), writer, other), keys.Revoke(t.Context(), writer, "portal", keyTime)); err != nil {
		t.Fatal(err)
	}
	standby.CatchUp(primary)
	look()
	expect("revoked", portalSecret, keys.ErrRevoked)
	expect("added", otherSecret, nil)
	standby.Kill()
	look()
	expect("standby away", otherSecret, nil)
	standby.Start()
	look()
	if err := keys.Revoke(t.Context(), writer, "other", keyTime); err != nil {
		t.Fatal(err)
	}
	standby.CatchUp(primary)
	look()
	expect("standby back", otherSecret, keys.ErrRevoked)
	first, last := <-reports, error(nil)
	failures := 0
	for len(reports) > 0 {
		if last = <-reports; last != nil {
			failures++
		}
	}
	if first != nil || last != nil || failures == 0 {
		t.Errorf("the first report is %v, the last %v, and %d between are failures", first, last, failures)
	}
}

// A role that cannot read or change the table gets advice.
func TestKeyTableExplains(t *testing.T) {
	t.Parallel()
	key, _ := newKey(t, "portal")
	add := func(table *KeyTable) error { return keys.Add(t.Context(), table, key) }
	expect := func(step string, err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", step, err, want)
		}
	}
	bare := postgrestest.URL(t)
	if err := add(keyTable(t, bare)); !errors.Is(err, ErrNoSchema) {
		t.Errorf("without the schema: %v", err)
	}
	if err := keyRing(t, bare).Read(t.Context()); !errors.Is(err, ErrNoSchema) {
		t.Errorf("without the schema: %v", err)
	}
	table := keyTable(t, tablesURL(t))
	must := func(statement string) {
		t.Helper()
		if _, err := table.conn.Exec(context.Background(), statement); err != nil {
			t.Fatal(err)
		}
	}
	must("set default_transaction_read_only = on")
	expect("on a server that only reads", add(table), "name the primary")
	must("set default_transaction_read_only = off")

	role := pgx.Identifier{"opencec_test_" + key.Hash[:16]}.Sanitize()
	must("create role " + role)
	t.Cleanup(func() { must("reset role; drop owned by " + role + "; drop role " + role) })
	as := func(grant string) {
		t.Helper()
		must("reset role; " + grant + "; set role " + role)
	}
	as("select")
	_, err := table.Keys(t.Context())
	expect("read without the right to", err, "GRANTs")
	as("grant select on keys to " + role)
	if _, err := table.Keys(t.Context()); err != nil {
		t.Errorf("a role that may read: %v", err)
	}
	expect("written without the right to", add(table), "GRANTs")
	as("grant insert, update on keys to " + role)
	if err := add(table); err != nil {
		t.Errorf("a role that may write: %v", err)
	}
}
