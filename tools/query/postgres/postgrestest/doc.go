// Package postgrestest gives tests a real Postgres and takes it away again.
//
//	func TestLoad(t *testing.T) {
//		t.Parallel()
//		url := postgrestest.URL(t) // a clean, empty database of the test's own
//		…
//	}
//
// All tests of a process share one server, which the first of them starts (in about
// a second) from the Postgres that is installed, 15 or newer: initdb, postgres and
// pg_basebackup are looked for in PATH and in /usr/lib/postgresql. It listens on a
// unix socket in a directory that only its user may enter, and does not sync: it is
// fast, and what it holds is worth nothing. Run by root, who may not run Postgres, it
// is run as the user postgres.
//
// The server is deliberately unlike a developer's: its texts sort as in English and
// its time zone is New York's, so that a query which leans on the server's settings
// is found out.
//
// A test process that ends leaves nothing behind, however it ends: a watchdog holds
// the other end of a pipe, and when the pipe closes it stops the servers and removes
// their directory.
//
// Clone is URL for tests that all want the same schema or the same data: it is
// prepared once, and copied. Start gives a test a server of its own, on a port of
// the loopback, to be stopped, killed, started again and followed by standbys.
// StartFailover starts two servers under a manager that promotes the standby when the
// primary is gone. The newer Postgres of Options comes from the npm registry: run npm ci
// in testdata/npm.
//
// # Settings
//
// OPENCEC_TEST_DATABASE_URL names a server to use instead (postgres://…, of a role
// that may create databases); the databases made there have names that begin with
// opencec_test_ and are dropped at the end of each test.
//
// Without Postgres tests are skipped, unless OPENCEC_TEST_FORBID_SKIP is set: then
// they fail. With go test -short they are always skipped.
package postgrestest
