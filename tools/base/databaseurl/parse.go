// Package databaseurl parses the URL of a Postgres database, which contains the server's
// address, the user and the password. Errors contain neither the password nor a part of
// the URL that might be the password.
//
// Parse parses a URL, and Check only reports what is wrong with one. FromEnvironment
// builds one from the variables DB_HOST, DB_NAME and so on.
package databaseurl

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Check reports why a database URL cannot be parsed. It contacts no server.
func Check(url string) error {
	_, err := Parse(url)
	return err
}

// Parse parses a database URL like pgx, postgres://user@host/database or host=… dbname=…,
// after checking that the files that it names can be read.
func Parse(url string) (*pgxpool.Config, error) {
	isURL := strings.Contains(url, "://")
	if isURL && !plainPassword(url) {
		return nil, errUnreadable
	}
	if err := checkFiles(url); err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil && isURL && strings.Contains(url, "@") {
		return nil, fmt.Errorf("the database URL: %w", err) // pgx masks passwords whose position it knows
	}
	if err != nil {
		return nil, errUnreadable
	}
	return config, nil
}

// errUnreadable contains no part of the URL, because any part might be the password.
var errUnreadable = errors.New("the database URL cannot be read: write postgres://user:password@host:5432/database, with %XX in place of each character of the user and the password that is neither a letter nor a digit, and settings after it as ?name=value&name=value")

// plainPassword reports whether it is clear where the password of a URL ends: at its only
// @, without a slash or question mark before it.
func plainPassword(url string) bool {
	_, rest, _ := strings.Cut(url, "://")
	rest, settings, _ := strings.Cut(rest, "?")
	for setting := range strings.SplitSeq(settings, "&") {
		if name, _, _ := strings.Cut(setting, "="); strings.Contains(name, "@") {
			return false
		}
	}
	before, after, ok := strings.Cut(rest, "@")
	return !ok || !strings.Contains(before, "/") && !strings.Contains(after, "@")
}
