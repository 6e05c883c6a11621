package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/joho/godotenv"
	"github.com/urfave/cli/v2"

	"opencec/tools/register"
)

// envPrefix is how the names of settings in the environment begin.
const envPrefix = "OPEN_CEC_API_"

// dotEnv is read from the working directory, when it is there. It never
// overrides the environment.
const dotEnv = ".env"

// Names of the settings: of the flags, and with envPrefix in the environment.
const (
	settingSnapshot  = "snapshot"
	settingListen    = "listen"
	settingKeysFile  = "keys-file"
	settingKeyHash   = "api-key-hash"
	settingLogFormat = "log-format"
)

func variable(setting string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

func settingFlags() []cli.Flag {
	flag := func(name, value, usage string) *cli.StringFlag {
		return &cli.StringFlag{Name: name, Value: value, Usage: usage, EnvVars: []string{variable(name)}}
	}
	return []cli.Flag{
		flag(settingSnapshot, "", "the `DIR` of the register: a build's downloads folder, or the folder above it"),
		flag(settingListen, ":8080", "the `ADDRESS` to listen on; port 0 takes a free one"),
		flag(settingKeysFile, "", "the `FILE` with the keys; it is followed while the server runs"),
		flag(settingKeyHash, "", "the SHA-256, in `HEX`, of one key, instead of a file or besides it"),
		flag(settingLogFormat, "text", "how to write the log: `text or json`"),
	}
}

// loadDotEnv adds the settings in the file to the environment. What is wrong in
// it is not shown, as it may be a secret.
func loadDotEnv() error {
	text, err := os.ReadFile(dotEnv)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return usagef("%w", err)
	}
	values, err := godotenv.Unmarshal(string(text) + "\n") // without it, a last line is not checked
	if err != nil {
		return usagef("%s is not a list of settings: write NAME=VALUE on each line", dotEnv)
	}
	for name, value := range values {
		if _, given := os.LookupEnv(name); given {
			continue
		}
		if err := os.Setenv(name, value); err != nil {
			return usagef("%s: %w", dotEnv, err)
		}
	}
	return nil
}

// warnOfUnknown reports variables that look like settings and are none. They
// are no error, as some platforms set variables named for a service.
func warnOfUnknown(log *slog.Logger, environ []string) {
	var known []string
	for _, f := range settingFlags() {
		known = append(known, variable(f.Names()[0]))
	}
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, envPrefix) && !slices.Contains(known, name) {
			log.Warn("the environment has a variable that is no setting", "name", name, "known", known, "nearest", register.Nearest(name, known))
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
