package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"opencec/tools/base/buildinfo"
)

// settings are the program's flags, each of which is also an environment variable. The
// standard library's flags suffice: packages for commands format their help with
// text/template, for which the linker must keep every exported method, two megabytes in
// all.
type settings struct {
	flags   *flag.FlagSet
	names   []string // in the order of the help
	version bool     // --version was given
}

func newSettings() *settings {
	s := &settings{flags: flag.NewFlagSet("opencec-api", flag.ContinueOnError)}
	s.flags.SetOutput(io.Discard) // run prints the error
	s.flags.BoolVar(&s.version, "version", false, "")
	s.flags.BoolVar(&s.version, "v", false, "")
	s.define()
	return s
}

func (s *settings) text(name, value, usage string) {
	s.flags.String(name, value, usage)
	s.names = append(s.names, name)
}

func (s *settings) number(name string, value int, usage string) {
	s.flags.Int(name, value, usage)
	s.names = append(s.names, name)
}

func (s *settings) duration(name string, value time.Duration, usage string) {
	s.flags.Duration(name, value, usage)
	s.names = append(s.names, name)
}

func (s *settings) toggle(name, usage string) {
	s.flags.Bool(name, false, usage)
	s.names = append(s.names, name)
}

// parse reads the environment, and then the command line, which takes precedence. The
// error is flag.ErrHelp if help was requested; otherwise it contains every invalid
// variable.
func (s *settings) parse(args []string) error {
	wrong := s.parseEnvironment()
	switch err := s.flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp) || s.version:
		return err
	case err != nil:
		wrong = append(wrong, err)
	case s.flags.NArg() > 0:
		wrong = append(wrong, fmt.Errorf("there are no arguments, but %q was given", s.flags.Arg(0)))
	}
	return errors.Join(wrong...)
}

// parseEnvironment reads the environment. An empty variable sets only a text.
func (s *settings) parseEnvironment() (wrong []error) {
	for _, name := range s.names {
		value, given := os.LookupEnv(variable(name))
		if _, isText := s.get(name).(string); !given || value == "" && !isText {
			continue
		}
		if err := s.flags.Set(name, value); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %q: %w", variable(name), value, err))
		}
	}
	return wrong
}

func (s *settings) get(name string) any { return s.flags.Lookup(name).Value.(flag.Getter).Get() }

func (s *settings) String(name string) string          { return s.get(name).(string) }
func (s *settings) Int(name string) int                { return s.get(name).(int) }
func (s *settings) Duration(name string) time.Duration { return s.get(name).(time.Duration) }
func (s *settings) Bool(name string) bool              { return s.get(name).(bool) }

// IsSet reports whether a setting is on the command line or in the environment.
func (s *settings) IsSet(name string) bool {
	set := false
	s.flags.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

const usage = "serve a register over HTTP"

const description = `Create a key and start the server:

   opencec keys new --name portal --keys-file keys.json
   opencec-api --snapshot public --keys-file keys.json

and send a request with the key that was printed:

   curl -H "x-api-key: $KEY" 'http://localhost:8080/v1/listings?status=active'

With a Postgres database that opencec load has filled, and that has the keys too:

   opencec-api --database-url postgres://opencec_reader@localhost/register --keys-database

Settings are flags, environment variables, or lines of ` + dotEnv + ` in the working
directory, in this order of precedence. Other lines of that file are ignored,
with a warning.`

const about = `NAME:
   opencec-api - %s

USAGE:
   opencec-api [options]
   opencec-api completion bash|zsh|fish    print the script by which the shell completes it
   opencec-api man DIR                     write the manual page

VERSION:
   %s

DESCRIPTION:
   %s

OPTIONS:
`

// writeHelp writes what the program does, and each setting with its default.
func (s *settings) writeHelp(w io.Writer) error {
	indented := strings.ReplaceAll(strings.ReplaceAll(description, "\n", "\n   "), "\n   \n", "\n\n")
	fmt.Fprintf(w, about, usage, buildinfo.Read(), indented)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, name := range s.names {
		f := s.flags.Lookup(name)
		value, usage := flag.UnquoteUsage(f)
		if f.DefValue != "" {
			usage += fmt.Sprintf(" (default: %s)", f.DefValue)
		}
		fmt.Fprintf(table, "   --%s\t%s [$%s]\n", strings.TrimSpace(name+" "+value), usage, variable(name))
	}
	fmt.Fprint(table, "   --help, -h\tshow help\n   --version, -v\tprint the version\n")
	return table.Flush()
}
