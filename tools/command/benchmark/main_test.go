package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"opencec/tools/query/postgres/postgrestest"
	"opencec/tools/testenv"
)

const root = "../../.."

func TestWrongUse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ args, want string }{
		{"more", `"more" was given`},
		{"--colour", "colour"},
		{"--seconds many", "seconds"},
		{"--seconds 0", "from 1 to 10000"},
		{"--rounds 10001", "from 1 to 10000"},
		{"--sizes 0", "list of whole numbers"},
		{"--sizes 10,", "list of whole numbers"},
		{"--sizes 1000001", "more than 1000000"},
		{"--kinds page,cats", `no kind "cats"; there are page, day`},
		{"--query a<b", "characters that an address cannot have"},
		{"--query q=a --kinds page", "does not go with --kinds"},
		{"--against no-such-commit", "no-such-commit is no commit"},
		{"--no-memory", "nothing to measure"},
		{"--answer-from memory", "--answer-from needs --database"},
		{"--database --answer-from memory,", "not a list of words"},
		{"--database --against HEAD --reference main.go", "--reference and --reference-script go together"},
		{"--database --reference main.go --reference-script main.go", "--reference needs --database and --against"},
		{"--database --against HEAD --reference none.sql --reference-script main.go", "none.sql"},
		{"--pocketbase", "--pocketbase needs --database"},
	} {
		err := app().RunContext(t.Context(), append([]string{"bench", "--" + checkOnly}, strings.Fields(test.args)...))
		if !errors.As(err, new(usageError)) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want a message with %q", test.args, err, test.want)
		}
	}
}

// TestHelpHasAllFlags checks that the help of the script has every flag and every kind.
func TestHelpHasAllFlags(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile(filepath.Join(root, "tools/bench"))
	if err != nil {
		t.Fatal(err)
	}
	for _, flag := range app().Flags {
		if name := flag.Names()[0]; name != "help" && name != checkOnly && !strings.Contains(string(script), "\n#   --"+name+" ") {
			t.Errorf("tools/bench does not describe --%s", name)
		}
	}
	if all := "(" + strings.Join(kindNames(), ",") + ")"; !strings.Contains(string(script), all) {
		t.Errorf("tools/bench does not say that the kinds are %s", all)
	}
}

// TestScript runs tools/bench briefly with all that needs no network.
func TestScript(t *testing.T) {
	testenv.SkipIfShort(t, "it starts servers and loads them for seconds")
	bash := testenv.Program(t, "bash")
	for _, name := range []string{"wrk", "nginx", "time"} {
		testenv.Program(t, name) // or the script would install it
	}
	postgrestest.Need(t)
	temporary, err := os.MkdirTemp("", "opencec-bench-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temporary) })
	if err := os.Chmod(temporary, 0o711); err != nil { // t.TempDir is closed to the user who runs Postgres for root
		t.Fatal(err)
	}
	bench := func(args string) (stdout string, code int, stderr string) {
		cmd := exec.CommandContext(t.Context(), bash, append([]string{filepath.Join(root, "tools/bench")}, strings.Fields(args)...)...)
		cmd.Env = append(os.Environ(), "TMPDIR="+temporary)
		var errors strings.Builder
		cmd.Stderr = &errors
		out, err := cmd.Output()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode(), errors.String()
	}
	if out, code, stderr := bench("--kinds cats"); code != 2 || out != "" || !strings.Contains(stderr, `tools/bench: --kinds: there is no kind "cats"`) {
		t.Errorf("a wrong kind: exit code %d, %s%s", code, out, stderr)
	}
	measure := func(args string, rows ...string) {
		out, code, stderr := bench(args + " --sizes 60 --rounds 1 --seconds 1")
		if code != 0 {
			t.Fatalf("%s: exit code %d\n%s", args, code, stderr)
		}
		t.Log(out)
		for _, row := range rows {
			if !regexp.MustCompile(`(?m)^ *60 +` + row).MatchString(out) {
				t.Errorf("%s: there is no row %q", args, row)
			}
		}
	}
	const number = " +[1-9][0-9.]*"
	measure("--kinds page",
		"this( +[0-9.]+ +[1-9][0-9]*){2}$", // the commands
		"this( +[0-9.]+ +[1-9][0-9]*){4}$", // the builds
		"memory +opencec-api +[0-9.]+"+number+number+"$",
		"memory +page +no +opencec-api"+number, "memory +page +yes +opencec-api"+number,
		"memory +page +no +bare net/http +- +-"+number, "memory +page +yes +nginx +- +-"+number,
		"opencec-api +memory: page ÷ bare net/http +[0-9.]+ +≥ 0.4 +(yes|no)$")
	rows := []string{
		"this +[0-9.]+ +[1-9][0-9]{2,} +[0-9.]+ +[01] +[0-9.]+ +[1-9][0-9]*$", // loads, with rows
		"Postgres +opencec-api +[0-9.]+" + number + number + "$",
	}
	for _, k := range kinds {
		rows = append(rows, "Postgres +"+k.name+" +no +opencec-api"+number)
	}
	measure("--no-build --no-memory --database", rows...)
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("the script leaves %v in the temporary folder; %v", left, err)
	}
}

// TestPaths checks that requests differ, and are the same for the same register, day and seed.
func TestPaths(t *testing.T) {
	t.Parallel()
	var listings []*listing
	for i := range 500 {
		listings = append(listings, &listing{
			ID: fmt.Sprintf("maker-%d/model-%d", i%40, i), ManufacturerID: fmt.Sprintf("maker-%d", i%40), Manufacturer: fmt.Sprintf("Maker & Co %d (sample)", i%40),
			Brand: fmt.Sprintf("Märke %d", i%90), Series: fmt.Sprintf("Series %d", i%120), Model: fmt.Sprintf("M-%d+", i),
		})
	}
	day, err := today()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		paths := k.paths(newPathWriter(listings, day, 1))
		want := 5000
		if k.name == "id" {
			want = len(listings)
		}
		if len(paths) < want || len(paths) > maxPaths {
			t.Errorf("%s: %d requests, want at least %d", k.name, len(paths), want)
		}
		known := map[string]bool{}
		for _, path := range paths {
			if known[path] {
				t.Fatalf("%s: %s is there twice", k.name, path)
			}
			known[path] = true
			if strings.ContainsAny(path, " \r\n\"") || !strings.HasPrefix(path, "/v1/") {
				t.Errorf("%s: %q is no path of a request", k.name, path)
			}
		}
		again, other := k.paths(newPathWriter(listings, day, 1)), k.paths(newPathWriter(listings, day, 2))
		if strings.Join(again, " ") != strings.Join(paths, " ") || strings.Join(other, " ") == strings.Join(paths, " ") {
			t.Errorf("%s: the requests do not depend on the seed alone", k.name)
		}
	}
}
