package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/joho/godotenv"

	"opencec/tools/api"
	"opencec/tools/base/databaseurl"
	"opencec/tools/base/safefile"
	"opencec/tools/base/spelling"
	"opencec/tools/output/signature"
	"opencec/tools/query/keys"
)

// envPrefix is the prefix of settings in the environment.
const envPrefix = "OPEN_CEC_API_"

// dotEnv is read from the working directory if it exists. It never overrides the
// environment.
const dotEnv = ".env"

// maxDotEnv is the maximum size of that file.
const maxDotEnv = 64 << 10

// dotEnvPrefixes are the prefixes of the variables that dotEnv may set. Others, such as
// SSL_CERT_FILE or PGHOST, could have any effect on the process.
var dotEnvPrefixes = []string{envPrefix, databaseurl.EnvironmentPrefix}

// Names of the settings: as flags, and after envPrefix in the environment.
const (
	settingSnapshot       = "snapshot"
	settingVerifyKey      = "verify-key"
	settingState          = "state"
	settingUpdateGrace    = "update-grace"
	settingAllowOlder     = "allow-older"
	settingDatabaseURL    = "database-url"
	settingAnswerFrom     = "answer-from"
	settingMemoryRecords  = "memory-records"
	settingListen         = "listen"
	settingHost           = "host"
	settingPort           = "port"
	settingAdminListen    = "admin-listen"
	settingAdminPprof     = "admin-pprof"
	settingKeysFile       = "keys-file"
	settingKeysDatabase   = "keys-database"
	settingKeyHash        = "api-key-hash"
	settingRate           = "rate"
	settingStreams        = "streams"
	settingStreamsPerKey  = "streams-per-key"
	settingStreamTimeout  = "stream-timeout"
	settingWrongKeys      = "wrong-keys" // has no effect any more
	settingWorkersCount   = "workers-count"
	settingReload         = "reload"
	settingTrustedProxies = "trusted-proxies"
	settingDrainTimeout   = "drain-timeout"
	settingLogFormat      = "log-format"
)

// Values of settingAnswerFrom.
const (
	answerFromMemory   = "memory"
	answerFromDatabase = "database"
)

// Defaults and maximums of settings.
const (
	defaultRate          = 600 // ten a second on average: a person's script, not a crawler
	defaultStreams       = 64
	defaultStreamsPerKey = 8
	maxStreams           = 10_000
	maxStreamTimeout     = 24 * time.Hour
	maxDrainTimeout      = time.Hour

	defaultMemoryRecords = 250_000 // whose data take about a gigabyte, besides what is not collected yet
	maxMemoryRecords     = 10_000_000

	defaultUpdateGrace = 5 * time.Minute // copying a large register takes less
	maxUpdateGrace     = 24 * time.Hour

	defaultPort = "8080"
)

func variable(setting string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// define adds the settings in the order of the help.
func (s *settings) define() {
	s.text(settingSnapshot, "", "the `DIR` of the register: a build's downloads folder, or its parent; the server follows its changes. Give either this or a database")
	s.text(settingVerifyKey, "", "the public `KEY` that must have signed the snapshot, or a file of such keys, as for opencec verify; a new snapshot without such a signature is not used. Without this setting no signature is checked")
	s.text(settingState, "", "the `DIR` in which the server keeps a copy of the last good snapshot, to start from if the folder has none, and remembers the newest one that it has served; it is created if necessary, and belongs to one server")
	s.duration(settingUpdateGrace, defaultUpdateGrace, "how long, `TIME`, a new snapshot may be unusable, for instance while it is being copied, before /readyz, /v1, the metrics and the log report it")
	s.toggle(settingAllowOlder, "use a snapshot that is older than the newest one served, by its day, serial or commit time; otherwise the newer one stays in place. Set it only while you go back to an older snapshot")
	s.text(settingDatabaseURL, "", "the `URL` of the Postgres database to answer from, which opencec load fills: postgres://user@host/database; the server follows its changes. "+
		"Other users of the machine can see a password on the command line: set the variable, or use a password file")
	s.text(settingAnswerFrom, answerFromMemory, "what answers questions about the current version in the database: `memory or database`. Memory is ten times as fast, and still answers while the database is away; the server reads the register at the start, and then what changes. The database answers everything else, and everything until the register is in memory")
	s.number(settingMemoryRecords, defaultMemoryRecords, "records, `N`, up to which a register in the database is read into memory; the database answers about a larger one")
	s.text(settingListen, ":"+defaultPort, "the `ADDRESS` to listen on; port 0 selects a free port")
	s.text(settingHost, "", "the `HOST` to listen on, as in the settings of the original API; "+settingListen+" takes precedence")
	s.text(settingPort, "", "the `PORT` to listen on, likewise; "+defaultPort+" if only the host is given")
	s.text(settingAdminListen, "", "the `ADDRESS` for /metrics, /healthz and /readyz, which need no key there: one that only the operator can reach, such as localhost:9090; none if empty")
	s.toggle(settingAdminPprof, "serve the Go profiler below /debug/pprof/ of the admin address; anybody who can reach it can read the server's memory")
	s.text(settingKeysFile, "", "the `FILE` with the keys; the server follows its changes")
	s.toggle(settingKeysDatabase, "read the keys from the database, where opencec keys with a database URL stores them, instead of a file; the server follows their changes")
	s.text(settingKeyHash, "", "the SHA-256, in `HEX`, of one key, instead of a file or in addition to it. Use a key created by opencec keys new: a hash does not show whether its key is easy to guess")
	s.number(settingRate, defaultRate, "requests a minute, `N`, for a key without its own rate; 0 for no limit")
	s.number(settingStreams, defaultStreams, "long answers, `N`, such as whole lists, that may be sent at the same time; 0 for no limit")
	s.number(settingStreamsPerKey, defaultStreamsPerKey, "long answers, `N`, that one key may receive at the same time; 0 for no limit")
	s.duration(settingStreamTimeout, api.StreamTimeout, "how long, `TIME`, one long answer may take; then it is cut off")
	s.text(settingWrongKeys, "", "has no effect: there is no limit on wrong keys any more, because a valid key must work whatever its address has sent before. Any `N` is accepted, so that an old configuration works")
	s.text(settingWorkersCount, "", "has no effect: one process answers on all processors. Any `N` is accepted, as in the original API")
	s.text(settingReload, "", "has no effect: a new register is used without a restart. Any `VALUE` is accepted, as in the original API")
	s.text(settingTrustedProxies, "", "the `NETWORKS` of proxies whose X-Forwarded-For is trusted, such as 10.0.0.0/8,2001:db8::1")
	s.duration(settingDrainTimeout, api.DrainTimeout, "how long, `TIME`, running requests may take to finish when the server stops")
	s.text(settingLogFormat, "text", "how to write the log: `text or json`")
}

// serverOptions returns the options of the server, or every problem of their settings.
func serverOptions(s *settings) (api.Options, error) {
	proxies, err := api.ParseProxies(s.String(settingTrustedProxies))
	if err != nil {
		err = fmt.Errorf("--%s: %w", settingTrustedProxies, err)
	}
	if grace := s.Duration(settingUpdateGrace); grace < 0 || grace > maxUpdateGrace {
		err = errors.Join(err, fmt.Errorf("--%s: %s is not between 0s and %s", settingUpdateGrace, grace, maxUpdateGrace))
	}
	err = errors.Join(err, durationWithin(s, settingDrainTimeout, maxDrainTimeout), durationWithin(s, settingStreamTimeout, maxStreamTimeout),
		within(s, settingRate, keys.MaxRate), within(s, settingMemoryRecords, maxMemoryRecords), within(s, settingStreams, maxStreams), within(s, settingStreamsPerKey, maxStreams))
	if err != nil {
		return api.Options{}, usageError{err}
	}
	return api.Options{Rate: s.Int(settingRate), TrustedProxies: proxies,
		Streams: s.Int(settingStreams), StreamsPerKey: s.Int(settingStreamsPerKey), StreamTimeout: s.Duration(settingStreamTimeout)}, nil
}

// listenAddress returns the address to listen on: that of the setting, or the host and
// the port.
func listenAddress(s *settings) (string, error) {
	listen, host, port := s.String(settingListen), s.String(settingHost), s.String(settingPort)
	if listen != "" && (s.IsSet(settingListen) || host == "" && port == "") {
		return listen, nil
	}
	if port == "" {
		port = defaultPort
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	var wrong error
	if _, err := netip.ParseAddr(host); err != nil && !hostNames.MatchString(host) {
		wrong = usagef("--%s or %s: %q is not a host: write an address of this machine, such as 0.0.0.0 for all, or its name, without a port", settingHost, variable(settingHost), host)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		wrong = errors.Join(wrong, usagef("--%s or %s: %q is not a port: write a number from 0 to 65535", settingPort, variable(settingPort), port))
	}
	return net.JoinHostPort(host, port), wrong
}

// hostNames matches host names, and the empty text, which means all addresses.
var hostNames = regexp.MustCompile(`^[A-Za-z0-9._-]*$`)

// setDatabaseURL takes the database's URL from the legacy variables if the settings do
// not say where the register is.
func setDatabaseURL(s *settings) error {
	if s.String(settingSnapshot) != "" || s.String(settingDatabaseURL) != "" {
		return nil
	}
	url, err := databaseurl.FromEnvironment(os.LookupEnv)
	if err != nil {
		return usageError{err}
	}
	if url == "" {
		return nil
	}
	return s.flags.Set(settingDatabaseURL, url)
}

// checkSources reports every problem of the settings for the sources of the register and
// the keys.
func checkSources(s *settings) error {
	snapshot, database := s.String(settingSnapshot) != "", s.String(settingDatabaseURL) != ""
	file, table := s.String(settingKeysFile) != "", s.Bool(settingKeysDatabase)
	var errs []error
	switch {
	case !snapshot && !database:
		errs = append(errs, usagef("the register is missing: name the folder that opencec build has made with --%s, or the Postgres that opencec load has filled with --%s", settingSnapshot, settingDatabaseURL))
	case snapshot && database:
		errs = append(errs, usagef("--%s and --%s are both given: the register comes from one of them", settingSnapshot, settingDatabaseURL))
	case database && s.String(settingVerifyKey) != "":
		errs = append(errs, usagef("--%s is for a snapshot, which --%s names: a database has no signature", settingVerifyKey, settingSnapshot))
	case database && s.String(settingState) != "":
		errs = append(errs, usagef("--%s is for a snapshot, which --%s names: a database keeps its versions itself", settingState, settingSnapshot))
	case database && s.Bool(settingAllowOlder):
		errs = append(errs, usagef("--%s is for a snapshot, which --%s names", settingAllowOlder, settingSnapshot))
	case table && !database:
		errs = append(errs, usagef("--%s needs --%s", settingKeysDatabase, settingDatabaseURL))
	case snapshot && s.IsSet(settingAnswerFrom):
		errs = append(errs, usagef("--%s is for a database, which --%s names: a snapshot is always answered from memory", settingAnswerFrom, settingDatabaseURL))
	}
	if from := s.String(settingAnswerFrom); from != answerFromMemory && from != answerFromDatabase {
		errs = append(errs, usagef("--%s: %q is neither %s nor %s", settingAnswerFrom, from, answerFromMemory, answerFromDatabase))
	}
	switch {
	case file && table:
		errs = append(errs, usagef("--%s and --%s are both given: the keys are kept in one place", settingKeysFile, settingKeysDatabase))
	case !file && !table && s.String(settingKeyHash) == "":
		errs = append(errs, usagef("there are no keys: make one with opencec keys new, and name its file with --%s", settingKeysFile))
	}
	return errors.Join(errs...)
}

// verifyKeys returns the keys of which one must have signed the snapshot; nil if no
// signature is required.
func verifyKeys(s *settings) ([]signature.Key, error) {
	named := s.String(settingVerifyKey)
	if named == "" {
		return nil, nil
	}
	keys, err := signature.ReadKeys(named)
	if err != nil {
		return nil, usagef("--%s: %w", settingVerifyKey, err)
	}
	return keys, nil
}

func within(s *settings, setting string, most int) error {
	if n := s.Int(setting); n < 0 || n > most {
		return fmt.Errorf("--%s: %d is not between 0 and %d", setting, n, most)
	}
	return nil
}

func durationWithin(s *settings, setting string, most time.Duration) error {
	if d := s.Duration(setting); d <= 0 || d > most {
		return fmt.Errorf("--%s: %s is not between 1ns and %s", setting, d, most)
	}
	return nil
}

// loadDotEnv adds the settings in the file to the environment, and returns the sorted
// names of others. Errors do not show the content, which may be secret.
func loadDotEnv(ctx context.Context) (passedOver []string, err error) {
	text, err := safefile.ReadWithin(ctx, dotEnv, maxDotEnv)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, usagef("%w", err)
	}
	values, err := godotenv.Unmarshal(string(text) + "\n") // without it, the last line would not be checked
	if err != nil {
		return nil, usagef("%s is not a list of settings: write NAME=VALUE on each line", dotEnv)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.ContainsFunc(dotEnvPrefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			passedOver = append(passedOver, name)
			continue
		}
		if _, given := os.LookupEnv(name); given {
			continue
		}
		if err := os.Setenv(name, values[name]); err != nil {
			return nil, usagef("%s: %w", dotEnv, err)
		}
	}
	return passedOver, nil
}

// warnOfPassedOver logs the names in dotEnv that are not settings. They are no error,
// because docker compose may share the file.
func warnOfPassedOver(log *slog.Logger, names []string) {
	for _, name := range names {
		log.Warn("a variable of the file "+dotEnv+" is passed over: only settings are read from it; set it in the environment if the program needs it",
			"name", name, "settings begin with", strings.Join(dotEnvPrefixes, ", "))
	}
}

// settingsWithoutEffect are accepted so that an old configuration still works.
var settingsWithoutEffect = []string{settingWrongKeys, settingWorkersCount, settingReload}

func warnOfNoEffect(s *settings, log *slog.Logger) {
	for _, name := range settingsWithoutEffect {
		if s.IsSet(name) {
			log.Warn("a setting has no effect any more; leave it out", "flag", "--"+name, "variable", variable(name))
		}
	}
}

// warnOfKeyHash warns that a hash does not show the strength of its key.
func warnOfKeyHash(s *settings, log *slog.Logger) {
	if s.String(settingKeyHash) != "" {
		log.Warn("a key is given as its hash, which does not show whether it can be guessed: only keys that opencec keys new has made are known to be random", "flag", "--"+settingKeyHash)
	}
}

// warnOfUnknown warns of variables that look like settings. They are no error, because
// some platforms set variables named after a service.
func warnOfUnknown(log *slog.Logger, environ []string) {
	var known []string
	for _, name := range newSettings().names {
		known = append(known, variable(name))
	}
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, envPrefix) && !slices.Contains(known, name) {
			log.Warn("the environment has a variable that is no setting", "name", name, "known", known, "nearest", spelling.Nearest(name, known))
		}
	}
}

func newLog(format string, w io.Writer) (*slog.Logger, error) {
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, nil)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, nil)), nil
	}
	return nil, usagef("--%s: %q is neither text nor json", settingLogFormat, format)
}

// A usageError is wrong use of the command, as opposed to a failure.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }
