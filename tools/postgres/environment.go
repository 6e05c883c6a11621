package postgres

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// EnvironmentPrefix is how the variables begin in which the register's predecessor had the
// parts of its database's URL.
const EnvironmentPrefix = "DB_"

// EnvironmentURL returns the database URL that the predecessor's variables make: DB_USER,
// DB_PASSWORD, DB_HOST (localhost), DB_PORT (5432) and DB_NAME. It is "" where neither a
// host nor a name is given. No error shows the password.
func EnvironmentURL(lookup func(name string) (value string, given bool)) (string, error) {
	get := func(name string) string {
		value, _ := lookup(EnvironmentPrefix + name)
		return value
	}
	user, host, port, name := get("USER"), get("HOST"), get("PORT"), get("NAME")
	if host == "" && name == "" {
		return "", nil
	}
	if name == "" {
		return "", errors.New("DB_HOST is given without DB_NAME: name the database there, or give the whole URL")
	}
	if host == "" {
		host = "localhost"
	}
	if port == "" {
		port = "5432"
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return "", fmt.Errorf("DB_PORT: %q is not a port: write a number from 1 to 65535", port)
	}
	u := url.URL{Scheme: "postgres", Host: net.JoinHostPort(strings.Trim(host, "[]"), port), Path: "/" + name}
	if strings.HasPrefix(host, "/") { // the folder of a socket
		u.Host, u.RawQuery = "", url.Values{"host": {host}, "port": {port}}.Encode()
	}
	if user != "" {
		u.User = url.User(user)
		if password := get("PASSWORD"); password != "" {
			u.User = url.UserPassword(user, password)
		}
	}
	return u.String(), nil
}
