package postgrestest

import (
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// The order of texts and the time zone are not those that programs like to expect.
func TestServerUnlikeOthers(t *testing.T) {
	t.Parallel()
	url := Start(t, Options{}).URL(maintenance)
	if !query[bool](t, url, "select 'a' < 'B'") {
		t.Error("texts sort by their bytes")
	}
	if zone := query[string](t, url, "show timezone"); zone != "America/New_York" {
		t.Errorf("the time zone is %s", zone)
	}
}

// Data survives a stop and a crash, at the same address.
func TestServer(t *testing.T) {
	t.Parallel()
	s := Start(t, Options{Settings: map[string]string{"max_connections": "11"}})
	url := s.URL(maintenance)
	if n := query[string](t, url, "show max_connections"); n != "11" {
		t.Errorf("max_connections is %s", n)
	}
	execute(t, url, "create table t (n int); insert into t values (7)")
	for name, end := range map[string]func(){"stopped": s.Stop, "killed": s.Kill} {
		open := connect(t, url)
		end()
		end() // it has ended already
		if err := open.Ping(t.Context()); err == nil {
			t.Errorf("%s: a connection goes on", name)
		}
		if _, err := pgx.Connect(t.Context(), url); err == nil {
			t.Errorf("%s: there is a new connection", name)
		}
		s.Start()
		if n := query[int](t, s.URL(maintenance), "select n from t"); n != 7 {
			t.Errorf("%s: found %d", name, n)
		}
	}
}

// A password is asked for on the loopback, which other people of the machine reach.
func TestServerAsksPassword(t *testing.T) {
	t.Parallel()
	s := Start(t, Options{})
	wrong := strings.Replace(s.URL(maintenance), s.password, "wrong", 1)
	if _, err := pgx.Connect(t.Context(), wrong); err == nil {
		t.Error("a wrong password is accepted")
	}
}

func TestStandby(t *testing.T) {
	t.Parallel()
	primary := Start(t, Options{})
	first, second := primary.Standby(t), primary.Standby(t)
	execute(t, primary.URL(maintenance), "create table t (n int); insert into t values (7)")
	for _, standby := range []*Server{first, second} {
		standby.CatchUp(primary)
		if n := query[int](t, standby.URL(maintenance), "select n from t where pg_is_in_recovery()"); n != 7 {
			t.Errorf("found %d", n)
		}
	}
	first.Kill()
	execute(t, primary.URL(maintenance), "update t set n = 8")
	first.Start()
	first.CatchUp(primary)
	if n := query[int](t, first.URL(maintenance), "select n from t"); n != 8 {
		t.Errorf("found %d after it was killed", n)
	}
	// One URL names several hosts; who of them takes writes is asked of each.
	several := strings.Replace(second.URL(maintenance), second.Address(), second.Address()+","+primary.Address(), 1)
	if query[bool](t, several+"&target_session_attrs=read-write", "select pg_is_in_recovery()") {
		t.Error("connected to the standby for writing")
	}
	primary.Kill()
	if n := query[int](t, several, "select n from t"); n != 8 {
		t.Errorf("found %d without the primary", n)
	}
}

// A server that does not start says why.
func TestServerDoesNotStart(t *testing.T) {
	t.Parallel()
	skipIfShort(t)
	bin, err := findBinaries()
	if err != nil {
		stop(t, err)
	}
	s, err := newServer(bin, Options{Settings: map[string]string{"max_connections": "many"}})
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(s.dir)
	if err := s.start(); err == nil || !strings.Contains(err.Error(), `invalid value for parameter "max_connections"`) {
		t.Errorf("error %v", err)
	}
}
