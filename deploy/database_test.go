package deploy

import (
	"path/filepath"
	"strings"
	"testing"
)

// rolesTarget is where the image of Postgres looks for scripts to run on a new database.
const rolesTarget = "/docker-entrypoint-initdb.d/roles.sql"

// makeDatabase makes the database and its roles from the files that are mounted for Postgres.
func (m *machine) makeDatabase(mounts map[string]string) {
	m.t.Helper()
	passwords := matches(m.t, mounts[rolesTarget], `\\set passwords (.*)`)[0]
	if mounts[passwords] == "" {
		m.t.Fatalf("roles.sql looks for passwords in %s, but mounted are %v", passwords, mounts)
	}
	m.run(process{
		name: "postgres",
		args: []string{"psql", "--no-psqlrc", "--quiet", "--set=passwords=" + mounts[passwords],
			"--dbname=" + m.postgres.URL("postgres"), "--file=" + mounts[rolesTarget]},
	})
}

// newPasswords makes passwords and a database that requires them, and returns the folder that
// passwords.sh has filled.
func (m *machine) newPasswords() string {
	m.t.Helper()
	dir := m.volume()
	m.run(process{name: "passwords", args: []string{"sh", absolute(m.t, "postgres/passwords.sh"), dir}})
	m.makeDatabase(map[string]string{"/run/passwords/server": filepath.Join(dir, "server"), rolesTarget: absolute(m.t, "postgres/roles.sql")})
	return dir
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPasswords checks that each installation gets its own random passwords, which do not change.
func TestPasswords(t *testing.T) {
	t.Parallel()
	m := &machine{t: t}
	files := []string{"server/postgres", "server/opencec", "server/opencec_reader", "owner/pgpass", "reader/pgpass"}
	seen := map[string]bool{}
	for range 2 {
		dir := filepath.Join(m.volume(), "made")
		var before string
		for range 2 {
			m.run(process{name: "passwords", args: []string{"sh", absolute(t, "postgres/passwords.sh"), dir}})
			var all strings.Builder
			for _, file := range files {
				all.WriteString(readFile(t, filepath.Join(dir, file)) + "\n")
			}
			if before != "" && before != all.String() {
				t.Errorf("the second run has changed\n%s to\n%s", before, all.String())
			}
			before = all.String()
		}
		for _, file := range files[:3] {
			password := readFile(t, filepath.Join(dir, file))
			if len(password) != 64 || seen[password] {
				t.Errorf("%s: %q", file, password)
			}
			seen[password] = true
		}
		if got, want := readFile(t, filepath.Join(dir, "reader/pgpass")), "*:*:*:opencec_reader:"+readFile(t, filepath.Join(dir, "server/opencec_reader"))+"\n"; got != want {
			t.Errorf("reader/pgpass is %q, want %q", got, want)
		}
	}
}
