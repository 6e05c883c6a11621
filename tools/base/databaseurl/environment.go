package databaseurl

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// EnvironmentPrefix is the prefix of the variables in which the legacy server had the
// parts of its database's URL.
const EnvironmentPrefix = "DB_"

// FromEnvironment returns the database URL that the legacy variables describe: DB_USER,
// DB_PASSWORD, DB_HOST (localhost), DB_PORT (5432) and DB_NAME. It is "" if there is
// neither a host nor a name. A DB_DIALECT other than Postgres is an error. All problems
// are one error, which does not contain the password.
func FromEnvironment(lookup func(name string) (value string, given bool)) (string, error) {
	get := func(name string) string {
		value, _ := lookup(EnvironmentPrefix + name)
		return value
	}
	user, password, name := get("USER"), get("PASSWORD"), get("NAME")
	host, port := cmp.Or(get("HOST"), "localhost"), cmp.Or(get("PORT"), "5432")
	if get("HOST") == "" && name == "" {
		return "", nil
	}
	var wrong []error
	if dialect := get("DIALECT"); dialect != "" && !strings.HasPrefix(strings.ToLower(dialect), "postgres") {
		wrong = append(wrong, fmt.Errorf("DB_DIALECT: %q is not postgresql: no other database can be read", dialect))
	}
	if name == "" {
		wrong = append(wrong, errors.New("DB_HOST is given without DB_NAME: name the database there, or give the whole URL"))
	}
	if user == "" && password != "" {
		wrong = append(wrong, errors.New("DB_PASSWORD is given without DB_USER: name there whose password it is"))
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		wrong = append(wrong, fmt.Errorf("DB_PORT: %q is not a port: write a number from 1 to 65535", port))
	}
	address := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if _, err := netip.ParseAddr(address); err != nil && !strings.HasPrefix(host, "/") && !hostNames.MatchString(host) {
		wrong = append(wrong, fmt.Errorf("DB_HOST: %q is not a host: write a name or an address, without a port, or the folder of a socket", host))
	}
	if len(wrong) > 0 {
		return "", errors.Join(wrong...)
	}
	u := url.URL{Scheme: "postgres", Host: net.JoinHostPort(address, port), Path: "/" + name}
	if strings.HasPrefix(host, "/") { // the folder of a socket
		u.Host, u.RawQuery = "", url.Values{"host": {host}, "port": {port}}.Encode()
	}
	if password != "" {
		u.User = url.UserPassword(user, password)
	} else if user != "" {
		u.User = url.User(user)
	}
	return u.String(), nil
}

var hostNames = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
