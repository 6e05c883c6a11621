package postgres

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"opencec/tools/query/postgres/postgrestest"
)

// sqlOf returns the statements of the blocks of SQL that a section of the page has.
func sqlOf(t *testing.T, section string) (blocks [][]string) {
	t.Helper()
	page, err := os.ReadFile(databasePage)
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(page), "\n## "+section+"\n")
	if !found {
		t.Fatalf("the page has no section %s", section)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	for i, part := range strings.Split(text, "```") {
		if sql, ok := strings.CutPrefix(part, "sql\n"); ok && i%2 == 1 {
			blocks = append(blocks, strings.SplitAfter(strings.TrimSpace(sql), ";\n"))
		}
	}
	return blocks
}

// The statements of the page work: the roles can do what they are for, and each
// question has an answer.
func TestDatabasePageSQL(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t, postgrestest.Options{})
	roles := sqlOf(t, "Roles")
	if len(roles) != 3 {
		t.Fatalf("the page has %d blocks of SQL for the roles", len(roles))
	}
	admin := connected(t, server.URL("postgres"))
	for _, sql := range append(roles[0], "alter role opencec password 'a'", "alter role opencec_reader password 'b'") {
		run(t, admin, sql)
	}
	there := connected(t, server.URL("register"))
	for _, sql := range roles[1] {
		run(t, there, sql)
	}
	loader, reader := userIn(t, server.URL("register"), "opencec", "a"), userIn(t, server.URL("register"), "opencec_reader", "b")
	if _, err := Load(t.Context(), reader, whole(t), LoadOptions{}); err == nil || !strings.Contains(err.Error(), "make the tables: ") || !strings.Contains(err.Error(), "GRANTs") {
		t.Errorf("the role that reads can make the tables, or the error does not say why not: %v", err)
	}
	history := begun(whole(t))
	loaded(t, loader, whole(t), LoadOptions{History: history})
	if d := loaded(t, reader, whole(t), LoadOptions{History: history, DryRun: true}); d.Changed {
		t.Error("the role that reads finds that something differs")
	}
	if _, err := Load(t.Context(), reader, changed(t, whole(t), "2", nothingElse), LoadOptions{AcceptRewritten: true}); err == nil || !strings.Contains(err.Error(), "GRANTs") {
		t.Errorf("the role that reads can load, or the error does not say why not: %v", err)
	}
	conn := connected(t, reader)
	if value[int](t, conn, `select count(*) from keys`) != 0 {
		t.Error("there are keys")
	}
	for _, sql := range roles[2] {
		run(t, there, sql)
	}
	if _, err := conn.Exec(t.Context(), `select from keys`); err == nil {
		t.Error("the keys can still be read")
	}
	questions := 0
	for _, block := range sqlOf(t, "Ask") {
		for _, sql := range block {
			if n := rowsOf(t, conn, sql); n == 0 && !strings.Contains(sql, "listed_until < register_today()") { // which depends on the day
				t.Errorf("no row answers %s", sql)
			}
			questions++
		}
	}
	if questions < 12 {
		t.Errorf("the page has %d questions", questions)
	}
}

func rowsOf(t *testing.T, conn *pgx.Conn, sql string) int64 {
	t.Helper()
	tag, err := conn.Exec(context.Background(), sql)
	if err != nil {
		t.Errorf("%s: %v", sql, err)
	}
	return tag.RowsAffected()
}

// userIn returns a URL with another user.
func userIn(t *testing.T, database, user, password string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(user, password)
	return u.String()
}
