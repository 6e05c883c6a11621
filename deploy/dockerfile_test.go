package deploy

import (
	"debug/elf"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"opencec/tools/testenv"
)

// An instruction of a Dockerfile, with its lines joined.
type instruction struct {
	name string // in capitals
	args string // with flags
}

// A stage of a Dockerfile.
type stage struct {
	name, base   string
	instructions []instruction
}

// readDockerfile reads the stages of the programs' images.
func readDockerfile(t *testing.T) []stage {
	t.Helper()
	return readStages(t, "Dockerfile")
}

// readStages reads the stages of a Dockerfile. Instructions before the first one are a stage without a
// name.
func readStages(t *testing.T, file string) []stage {
	t.Helper()
	stages := []stage{{}}
	text := regexp.MustCompile(`(?m)^\s*#.*\n`).ReplaceAllString(readFile(t, file), "")
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		name, args, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch name {
		case "":
		case "FROM":
			words := slices.DeleteFunc(strings.Fields(args), func(w string) bool { return strings.HasPrefix(w, "--") })
			if len(words) != 3 || words[1] != "AS" {
				t.Fatalf("%s: FROM %s: every stage has a name", file, args)
			}
			stages = append(stages, stage{name: words[2], base: words[0]})
		default:
			last := &stages[len(stages)-1]
			last.instructions = append(last.instructions, instruction{name, args})
		}
	}
	return stages
}

// args returns the arguments of the instructions with a name.
func (s stage) args(name string) []string {
	var all []string
	for _, i := range s.instructions {
		if i.name == name {
			all = append(all, i.args)
		}
	}
	return all
}

// TestDockerfile checks that both images have a program, a user without rights, and nothing else to
// run. (The linter does not check what is copied where.)
func TestDockerfile(t *testing.T) {
	t.Parallel()
	stages := readDockerfile(t)
	builder := strings.TrimPrefix(stages[0].args("ARG")[0], "GO_IMAGE=")
	i := slices.IndexFunc(stages, func(s stage) bool { return s.name == builder })
	if i < 0 {
		t.Fatalf("the builder %q is no stage", builder)
	}
	checkPinned(t, "Dockerfile", stages[i].base)
	made := map[string]string{} // what a stage's go build writes, by stage
	for _, s := range stages[1:] {
		for _, run := range s.args("RUN") {
			if _, output, ok := strings.Cut(run, " -o "); ok {
				made[s.name] = strings.Fields(output)[0]
			}
		}
		for _, copied := range s.args("COPY") {
			from := regexp.MustCompile(`--from=(\S+)`).FindStringSubmatch(copied)
			if from != nil && !slices.ContainsFunc(stages, func(o stage) bool { return o.name == from[1] }) {
				t.Errorf("%s: COPY %s: there is no such stage", s.name, copied)
			}
		}
	}
	for _, program := range []string{"opencec", "opencec-api"} {
		i := slices.IndexFunc(stages, func(s stage) bool { return s.name == program })
		if i < 0 {
			t.Errorf("no stage makes the image of %s", program)
			continue
		}
		image := stages[i]
		if image.base != "scratch" {
			t.Errorf("%s is made from %s", program, image.base)
		}
		if users := image.args("USER"); len(users) != 1 || !regexp.MustCompile(`^[1-9]\d{4}:[1-9]\d{4}$`).MatchString(users[0]) {
			t.Errorf("%s runs as %v; want a number, so that a cluster can tell that it is not root", program, users)
		}
		if want := "--from=licences /licences/ /usr/share/doc/" + program + "/"; !slices.Contains(image.args("COPY"), want) {
			t.Errorf("%s: no COPY %s", program, want)
		}
		path := "/usr/local/bin/" + program
		build := "build-" + program
		if want := "--from=" + build + " " + made[build] + " " + path; !slices.Contains(image.args("COPY"), want) {
			t.Errorf("%s: no COPY %s", program, want)
		}
		var entrypoint []string
		if err := json.Unmarshal([]byte(strings.Join(image.args("ENTRYPOINT"), "")), &entrypoint); err != nil || !slices.Equal(entrypoint, []string{path}) {
			t.Errorf("%s: ENTRYPOINT %v, %v", program, image.args("ENTRYPOINT"), err)
		}
	}
}

// buildPrograms builds the two programs as the Dockerfile does, and returns the folder.
func buildPrograms(t *testing.T) string {
	t.Helper()
	testenv.SkipIfShort(t, "it builds the programs as they are deployed")
	bin := t.TempDir()
	command := regexp.MustCompile(`go build (.*) -o \S+ (\./cmd/\S+)`)
	for _, s := range readDockerfile(t) {
		for _, run := range s.args("RUN") {
			if m := command.FindStringSubmatch(run); m != nil {
				cmd := exec.CommandContext(t.Context(), "sh", "-ec", "go build "+m[1]+` -o "$0" "$1"`, bin+"/", m[2])
				cmd.Dir = ".."
				cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", run, err, out)
				}
			}
		}
	}
	signer := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", bin+"/", "../cmd/opencec-sign") // of no image
	signer.Env = append(os.Environ(), "CGO_ENABLED=0")                                                           // as the others, so that it is made of the same compiled packages
	if out, err := signer.CombinedOutput(); err != nil {
		t.Fatalf("build opencec-sign: %v\n%s", err, out)
	}
	for _, program := range []string{"opencec", "opencec-api"} {
		checkStatic(t, filepath.Join(bin, program))
		checkSize(t, filepath.Join(bin, program))
	}
	return bin
}

// maxSizes are how many bytes the programs may have on Linux and amd64, a little more than
// they have. A change that raises one says what was added, and why it is worth it:
// go tool nm -size -sort size of a build without -ldflags shows it. Hugo alone, with
// nothing of the register, is 57 MB.
var maxSizes = map[string]int64{"opencec": 82_000_000, "opencec-api": 20_300_000}

func checkSize(t *testing.T, program string) {
	t.Helper()
	if runtime.GOOS+"/"+runtime.GOARCH != "linux/amd64" {
		return // other sizes are in proportion
	}
	info, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	if most := maxSizes[filepath.Base(program)]; info.Size() >= most {
		t.Errorf("%s has %d bytes, and must have fewer than %d", filepath.Base(program), info.Size(), most)
	}
}

// TestReleaseFlags checks that all builds for others use the flags of the images.
func TestReleaseFlags(t *testing.T) {
	t.Parallel()
	flags := ""
	for _, s := range readDockerfile(t) {
		for _, run := range s.args("RUN") {
			if m := regexp.MustCompile(`go build (.*) -o `).FindStringSubmatch(run); m != nil {
				flags = m[1]
			}
		}
	}
	if !strings.Contains(flags, "-trimpath") {
		t.Fatalf("the flags of the images are %q", flags)
	}
	found := 0
	files := strings.Fields(git(t, "..", "grep", "--files-with-matches", "--extended-regexp", "go .*build .*-ldflags", "--", "*.yml", "*.md", "*Dockerfile", "tools/*", ":!*.go"))
	for _, file := range files {
		for _, m := range regexp.MustCompile(`\bgo (?:-C \S+ )?build (.*-ldflags=\S+(?: [^" ]+")?)`).FindAllStringSubmatch(readFile(t, filepath.Join("..", file)), -1) {
			found++
			if m[1] != flags {
				t.Errorf("%s: go build %s; want %s, as in deploy/Dockerfile", file, m[1], flags)
			}
		}
	}
	if found < 3 {
		t.Errorf("only %d builds were found, in %v", found, files)
	}
}

// checkStatic checks that a program needs no other file to run.
func checkStatic(t *testing.T, program string) {
	t.Helper()
	file, err := elf.Open(program)
	if err != nil {
		return // not Linux, where images are not made
	}
	defer file.Close()
	if libraries, err := file.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("%s needs %v, %v", program, libraries, err)
	}
	for _, segment := range file.Progs {
		if segment.Type == elf.PT_INTERP {
			t.Errorf("%s needs a dynamic linker", program)
		}
	}
}

// TestTimeZones checks that the programs contain time zones, because the images have none.
func TestTimeZones(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"opencec", "opencec-api"} {
		out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "../cmd/"+program).Output()
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(strings.Fields(string(out)), "time/tzdata") {
			t.Errorf("cmd/%s does not import time/tzdata", program)
		}
	}
}
