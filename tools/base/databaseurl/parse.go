// Package databaseurl reads the URL of a Postgres database: where a server listens, who asks,
// and with which password. No error shows the password, nor a part of the URL of which it is
// not plain that it is none.
//
// Parse reads a URL, Check only says what is wrong with one. FromEnvironment makes one of the
// variables DB_HOST, DB_NAME and so on.
package databaseurl

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Check reports why a database URL cannot be read. It asks no server.
func Check(url string) error {
	_, err := Parse(url)
	return err
}

// Parse reads a database URL as pgx does, postgres://user@host/database or host=… dbname=…,
// once the files that it names can be read.
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
		return nil, fmt.Errorf("the database URL: %w", err) // it masks passwords, and knows where they are in such a URL
	}
	if err != nil {
		return nil, errUnreadable
	}
	return config, nil
}

// errUnreadable names no part of the URL, since it cannot be told which is the password.
var errUnreadable = errors.New("the database URL cannot be read: write postgres://user:password@host:5432/database, with %XX in place of each character of the user and the password that is neither a letter nor a digit, and settings after it as ?name=value&name=value")

// plainPassword reports whether it is plain where the password of a URL ends: at its only
// @, with no slash and no question mark before it.
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
