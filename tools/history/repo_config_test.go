package history

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"opencec/tools/base/terminal"
	"opencec/tools/history/historytest"
)

const outlineOfWhole = `
	1 2026-01-01T00:00:00Z A: =settings =manufacturers/acme =listings/acme/one =listings/other/two
	2 2026-01-02T00:00:00Z B: =listings/acme/one
	3 2026-01-03T00:00:00Z C: =listings/acme/one
	`

// whole makes a repository with three commits, and one of it that is cloned with those
// arguments.
func whole(t *testing.T, arguments ...string) (origin, clone *historytest.Repository) {
	t.Helper()
	origin = historytest.New(t)
	origin.Git("config", "uploadpack.allowFilter", "true")
	origin.Git("config", "gc.auto", "0")
	origin.Write("README", "read me\n")
	origin.Write("docs/a", "a\n")
	origin.Write("data/register.yaml", settings)
	origin.Write("data/"+acme, manufacturerYAML("Acme"))
	origin.Write("data/listings/other/two.yaml", "manufacturer: other\nmodel: Two\n")
	for i, name := range []string{"A", "B", "C"} {
		origin.Write("data/listings/acme/one.yaml", "manufacturer: acme\nmodel: One "+name+"\n")
		origin.Commit("2026-01-0"+string(rune('1'+i))+"T00:00:00Z", name)
	}
	clone = &historytest.Repository{TB: t, Dir: filepath.Join(t.TempDir(), "clone")}
	from := "file://" + filepath.ToSlash(origin.Dir)
	if slices.Contains(arguments, "--shared") {
		from = origin.Dir
	}
	origin.Git(append([]string{"-c", "gc.auto=0", "clone", "--quiet", from, clone.Dir}, arguments...)...)
	clone.Git("config", "gc.auto", "0")
	clone.Git("config", "maintenance.auto", "false")
	return origin, clone
}

// loose is the file of an object.
func loose(r *historytest.Repository, name string) string {
	hash := r.Git("rev-parse", name)
	return ".git/objects/" + hash[:2] + "/" + hash[2:]
}

// unpack gives each object a file of its own.
func unpack(r *historytest.Repository) {
	packs, _ := filepath.Glob(r.Path(".git/objects/pack/*.pack"))
	for _, pack := range packs {
		aside := pack + ".aside"
		if err := os.Rename(pack, aside); err != nil {
			r.Fatal(err)
		}
		shell(r, "git unpack-objects -q <"+terminal.ShellWord(aside))
		for _, name := range []string{aside, strings.TrimSuffix(pack, "pack") + "idx"} {
			if err := os.Remove(name); err != nil {
				r.Fatal(err)
			}
		}
	}
}

// shell runs what a message says.
func shell(r *historytest.Repository, command string) {
	r.Helper()
	c := exec.Command("sh", "-c", command)
	c.Dir = r.Dir
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull)
	if out, err := c.CombinedOutput(); err != nil {
		r.Fatalf("%s: %v\n%s", command, err, out)
	}
}

// overwrite changes a byte of a file.
func overwrite(r *historytest.Repository, name string, at int, xor byte) {
	r.Helper()
	content, err := os.ReadFile(r.Path(name))
	if err != nil {
		r.Fatal(err)
	}
	content[(at+len(content))%len(content)] ^= xor
	if err := errors.Join(os.Chmod(r.Path(name), 0o644), os.WriteFile(r.Path(name), content, 0o644)); err != nil {
		r.Fatal(err)
	}
}

// An incomplete repository, or one in which git shows something else, is refused, and
// never read as another history. Following the message fixes it.
func TestNotWhole(t *testing.T) {
	t.Parallel()
	const blob, old = "HEAD:data/listings/acme/one.yaml", "HEAD~1:data/listings/acme/one.yaml"
	for _, test := range []struct {
		name  string
		clone []string
		spoil func(origin, r *historytest.Repository)
		want  string
		fix   string // a part of the message; "" where there is none to run
	}{
		{"partial, without blobs", []string{"--filter=blob:none"}, nil, "partial clone",
			"git config --unset-all remote.origin.partialclonefilter; git fetch --refetch origin"},
		{"partial, without trees", []string{"--filter=tree:0"}, nil, "partial clone",
			"git config --unset-all remote.origin.partialclonefilter; git fetch --refetch origin"},
		{"partial, as older git writes it", []string{"--filter=blob:none"}, func(_, r *historytest.Repository) {
			r.Git("config", "extensions.partialClone", "origin")
			r.Git("config", "--unset", "remote.origin.promisor")
		}, "partial clone", "git config --unset-all remote.origin.partialclonefilter; git fetch --refetch origin"},
		{"a blob that is gone", nil, func(_, r *historytest.Repository) { unpack(r); r.Remove(loose(r, old)) }, "is missing", "git fetch --refetch"},
		{"a tree that is gone", nil, func(_, r *historytest.Repository) { unpack(r); r.Remove(loose(r, "HEAD~1:data/listings")) }, "is missing", "git fetch --refetch"},
		{"a commit that is gone", nil, func(_, r *historytest.Repository) { unpack(r); r.Remove(loose(r, "HEAD~1")) }, "is missing", "git fetch --refetch"},
		{"the newest commit is gone", nil, func(_, r *historytest.Repository) { unpack(r); r.Remove(loose(r, "HEAD")) }, "is missing", ""},
		{"a loose blob that is damaged", nil, func(_, r *historytest.Repository) { unpack(r); overwrite(r, loose(r, old), -8, 1) }, "is damaged", ""},
		{"a loose blob that is cut", nil, func(_, r *historytest.Repository) {
			unpack(r)
			name := loose(r, old)
			if err := errors.Join(os.Chmod(r.Path(name), 0o644), os.Truncate(r.Path(name), 20)); err != nil {
				r.Fatal(err)
			}
		}, "is damaged", ""},
		{"a loose blob that is empty", nil, func(_, r *historytest.Repository) {
			unpack(r)
			name := loose(r, old)
			r.Remove(name)
			r.Write(name, "")
		}, "is damaged", ""},
		{"a blob in place of another", nil, func(_, r *historytest.Repository) {
			unpack(r)
			content, err := os.ReadFile(r.Path(loose(r, blob)))
			if err != nil {
				r.Fatal(err)
			}
			name := loose(r, old)
			r.Remove(name)
			r.Write(name, string(content))
		}, "is damaged: its content is not that of its name", ""},
		{"a tree in place of another", nil, func(_, r *historytest.Repository) {
			unpack(r)
			content, err := os.ReadFile(r.Path(loose(r, "HEAD:data/listings/acme")))
			if err != nil {
				r.Fatal(err)
			}
			name := loose(r, "HEAD~1:data/listings/acme")
			r.Remove(name)
			r.Write(name, string(content))
		}, "is damaged: its content is not that of its name", ""},
		{"grafts", nil, func(_, r *historytest.Repository) {
			r.Write(".git/info/grafts", "# none before\n"+r.Git("rev-parse", "HEAD")+" "+r.Git("rev-parse", "HEAD~2")+"\n")
		}, "gives commits other parents", "rm "},
		{"a commit is replaced", nil, func(_, r *historytest.Repository) { r.Git("replace", "HEAD~1", "HEAD~2") }, "refs/replace", "git replace --list | xargs git replace --delete"},
		{"a blob is replaced", nil, func(_, r *historytest.Repository) {
			r.Git("replace", r.Git("rev-parse", old), r.Git("rev-parse", blob))
			r.Git("pack-refs", "--all")
		}, "refs/replace", "git replace --list | xargs git replace --delete"},
		{"what it borrows from is gone", []string{"--shared"}, func(origin, r *historytest.Repository) {
			r.Git("remote", "set-url", "origin", "file://"+origin.Dir+"-moved")
			if err := os.Rename(origin.Dir, origin.Dir+"-moved"); err != nil {
				r.Fatal(err)
			}
		}, "which is not there", "rm .git/objects/info/alternates; git fetch --refetch"},
		{"sparse by folders", nil, func(_, r *historytest.Repository) { r.Git("sparse-checkout", "set", "--cone", "data/manufacturers") }, "git leaves out", "git sparse-checkout disable"},
		{"sparse, with a sparse index", nil, func(_, r *historytest.Repository) {
			r.Git("sparse-checkout", "set", "--cone", "--sparse-index", "data/manufacturers", "data/listings/acme")
		}, "git leaves out data/listings/other/, of the register", "git sparse-checkout disable"},
		{"sparse by patterns", nil, func(_, r *historytest.Repository) {
			r.Git("sparse-checkout", "set", "--no-cone", "/data/*", "!/data/listings/other/")
		}, "git leaves out data/listings/other/two.yaml, of the register", "git sparse-checkout disable"},
		{"sparse by patterns, index of version 4", nil, func(_, r *historytest.Repository) {
			r.Git("update-index", "--index-version", "4")
			r.Git("sparse-checkout", "set", "--no-cone", "/data/*", "!/data/listings/other/")
		}, "git leaves out data/listings/other/two.yaml, of the register", "git sparse-checkout disable"},
		{"skipped by hand", nil, func(_, r *historytest.Repository) {
			r.Git("update-index", "--skip-worktree", "data/listings/other/two.yaml")
			r.Remove("data/listings/other/two.yaml")
		}, "git leaves out", "git update-index --no-skip-worktree data/listings/other/two.yaml; git restore ."},
		{"assumed to be unchanged", nil, func(_, r *historytest.Repository) {
			r.Git("update-index", "--assume-unchanged", "data/listings/other/two.yaml")
			r.Remove("data/listings/other/two.yaml")
		}, "git was told not to look at", "git update-index --no-assume-unchanged data/listings/other/two.yaml; git restore ."},
		{"a folder of records is a submodule", nil, func(_, r *historytest.Repository) {
			module := historytest.New(r.TB)
			module.Write("two.yaml", string(fileIn(t, r.Dir, "data/listings/other/two.yaml")))
			module.Commit("2026-01-01T00:00:00Z", "two")
			r.Git("rm", "-rq", "data/listings/other")
			r.Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", module.Dir, "data/listings/other")
		}, "git has data/listings/other, of the register, as a submodule", "git rm --cached data/listings/other; rm data/listings/other/.git; git add data/listings/other"},
		{"a split index", nil, func(_, r *historytest.Repository) {
			r.Git("config", "core.splitIndex", "true")
			r.Git("update-index", "--split-index")
		}, "split", "git config core.splitIndex false; git update-index --no-split-index"},
		{"files elsewhere", nil, func(_, r *historytest.Repository) { r.Git("config", "core.worktree", r.TempDir()) }, "core.worktree", "git config --unset core.worktree"},
		{"branches in a table", nil, func(_, r *historytest.Repository) {
			r.Git("config", "core.repositoryFormatVersion", "1")
			r.Write(".git/config", string(fileIn(t, r.Dir, ".git/config"))+"[extensions]\n\trefStorage = reftable\n")
		}, "git refs migrate --ref-format=files", ""},
		{"an extension of the future", nil, func(_, r *historytest.Repository) {
			r.Write(".git/config", string(fileIn(t, r.Dir, ".git/config"))+"[extensions]\n\tmoonPhase = full\n")
		}, `the extension "moonphase"`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			origin, r := whole(t, test.clone...)
			origin.TB, r.TB = t, t
			if test.spoil != nil {
				test.spoil(origin, r)
			}
			_, err := readAllOf(r)
			if !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("error is %v, want one of %q", err, test.want)
			}
			if command, _, _ := strings.Cut(strings.Split(test.fix, "; rm ")[0], "; git restore"); !strings.Contains(err.Error(), command) {
				t.Errorf("the error %v does not say %q", err, command)
			}
			if test.fix == "" {
				return
			}
			if test.fix == "rm " {
				test.fix += r.Path(".git/info/grafts")
			}
			shell(r, test.fix)
			got, err := readAllOf(r)
			if err != nil {
				t.Fatalf("after %s: %v", test.fix, err)
			}
			compareOutline(t, got, outlineOfWhole)
		})
	}
}

// readAllOf returns the outline of the history of a repository's data.
func readAllOf(r *historytest.Repository) (string, error) {
	h, err := Read(context.Background(), r.Path("data"))
	if err != nil {
		return "", err
	}
	all, err := h.Decode(context.Background())
	if err != nil {
		return "", err
	}
	return outline(all), nil
}

func compareOutline(t *testing.T, got, want string) {
	t.Helper()
	if got, want := strings.Fields(got), strings.Fields(want); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the history is\n%s\nwant\n%s", strings.Join(got, " "), strings.Join(want, " "))
	}
}

// Forms of a repository in which all is there are read as any other.
func TestForms(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		clone  []string
		change func(origin, r *historytest.Repository)
	}{
		{"a clone", nil, nil},
		{"sparse, then not", nil, func(_, r *historytest.Repository) {
			r.Git("sparse-checkout", "set", "--no-cone", "/data/*", "!/data/listings/other/")
			r.Git("sparse-checkout", "disable")
			if r.Git("config", "extensions.worktreeConfig") != "true" {
				t.Error("git does not keep the extension any more: this tests nothing")
			}
		}},
		{"sparse outside the register", nil, func(_, r *historytest.Repository) { r.Git("sparse-checkout", "set", "--cone", "data") }},
		{"a submodule outside the register", nil, func(origin, r *historytest.Repository) {
			r.Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin.Dir, "docs/module")
		}},
		{"marks outside the register", nil, func(_, r *historytest.Repository) {
			r.Git("update-index", "--skip-worktree", "README")
			r.Git("update-index", "--assume-unchanged", "docs/a")
		}},
		{"an index of version 4", nil, func(_, r *historytest.Repository) { r.Git("update-index", "--index-version", "4") }},
		{"grafts that are a comment", nil, func(_, r *historytest.Repository) { r.Write(".git/info/grafts", "# none\n\n") }},
		{"replaced, and git does not look", nil, func(_, r *historytest.Repository) {
			r.Git("replace", "HEAD~1", "HEAD~2")
			r.Git("config", "core.useReplaceRefs", "false")
		}},
		{"a place that is gone and not needed", []string{"--shared"}, func(origin, r *historytest.Repository) {
			r.Git("repack", "-adq")
			if err := os.Rename(origin.Dir, origin.Dir+"-moved"); err != nil {
				r.Fatal(err)
			}
		}},
		{"a damaged object that is there once more", nil, func(_, r *historytest.Repository) {
			keep := r.TempDir()
			shell(r, "cp .git/objects/pack/*.pack .git/objects/pack/*.idx "+keep)
			unpack(r)
			overwrite(r, loose(r, "HEAD~1:data/listings/acme/one.yaml"), -8, 1)
			shell(r, "cp "+keep+"/* .git/objects/pack/")
		}},
		{"detached", nil, func(_, r *historytest.Repository) { r.Git("checkout", "--quiet", "--detach") }},
		{"precious objects", nil, func(_, r *historytest.Repository) { r.Git("config", "extensions.preciousObjects", "true") }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			origin, r := whole(t, test.clone...)
			origin.TB, r.TB = t, t
			if test.change != nil {
				test.change(origin, r)
			}
			got, err := readAllOf(r)
			if err != nil {
				t.Fatal(err)
			}
			compareOutline(t, got, outlineOfWhole)
		})
	}
}

// A submodule and a linked worktree keep their repository elsewhere, a worktree of a
// sparse checkout its own settings too.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	origin, r := whole(t)
	worktree := filepath.Join(t.TempDir(), "worktree")
	r.Git("worktree", "add", "--quiet", "-b", "other", worktree)
	r.Git("sparse-checkout", "set", "--cone", "data/manufacturers") // here, and not in the worktree
	if _, err := readAllOf(r); !errors.Is(err, ErrUnreadable) {
		t.Errorf("sparse: %v", err)
	}
	other := &historytest.Repository{TB: t, Dir: worktree}
	got, err := readAllOf(other)
	if err != nil {
		t.Fatal(err)
	}
	compareOutline(t, got, outlineOfWhole)

	above := historytest.New(t)
	above.Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin.Dir, "register")
	above.Commit("2026-02-01T00:00:00Z", "a submodule")
	sub := &historytest.Repository{TB: t, Dir: above.Path("register")}
	if got, err = readAllOf(sub); err != nil {
		t.Fatal(err)
	}
	compareOutline(t, got, outlineOfWhole)

	bare := &historytest.Repository{TB: t, Dir: filepath.Join(t.TempDir(), "bare")}
	origin.Git("clone", "--quiet", "--bare", origin.Dir, bare.Dir)
	if _, err := Read(context.Background(), bare.Dir); !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), "bare repository") {
		t.Errorf("bare: %v", err)
	}

	if err := os.RemoveAll(r.Dir); err != nil {
		t.Fatal(err)
	}
	if _, err := readAllOf(other); !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), "git worktree repair") {
		t.Errorf("a worktree without its repository: %v", err)
	}
}

// A repository that names objects by SHA-256 gets an answer that says so, with the
// commands that make one which can be read.
func TestSHA256(t *testing.T) {
	t.Parallel()
	origin, _ := whole(t)
	r := &historytest.Repository{TB: t, Dir: filepath.Join(t.TempDir(), "sha256")}
	origin.Git("init", "--quiet", "--object-format=sha256", "--initial-branch=main", r.Dir)
	shell(origin, "git fast-export --all | git -C "+r.Dir+" fast-import --quiet")
	r.Git("reset", "--quiet", "--hard", "main")
	_, err := readAllOf(r)
	const copied = "git init --object-format=sha1 ../copy && git fast-export --all | git -C ../copy fast-import"
	if !errors.Is(err, ErrUnreadable) || !strings.Contains(err.Error(), "SHA256") || !strings.Contains(err.Error(), copied) {
		t.Fatalf("error is %v", err)
	}
	shell(r, copied+" --quiet && git -C ../copy checkout --quiet main")
	got, err := readAllOf(&historytest.Repository{TB: t, Dir: r.Path("../copy")})
	if err != nil {
		t.Fatal(err)
	}
	compareOutline(t, got, outlineOfWhole)
}

// A base that cannot be read is an error of the repository, not of the command line.
func TestResolveMissing(t *testing.T) {
	t.Parallel()
	_, r := whole(t)
	unpack(r)
	r.Git("branch", "old", "HEAD~1")
	r.Remove(loose(r, "old"))
	for _, name := range []string{"old", "old~1", "old^", "HEAD~1", "refs/heads/old"} {
		if _, err := Read(context.Background(), r.Path("data"), At(name)); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(context.Background(), r.Path("data"), At("none")); err == nil || errors.Is(err, ErrUnreadable) {
		t.Errorf("a branch that is not there: %v", err)
	}
}

// FuzzIndex holds that an index is read or refused.
func FuzzIndex(f *testing.F) {
	entry := append(make([]byte, indexFixed-2), 0, 1, 'a', 0, 0, 0, 0, 0, 0, 0, 0, 0)
	for _, version := range []byte{2, 3, 4, 5} {
		index := slices.Concat([]byte("DIRC\x00\x00\x00"), []byte{version, 0, 0, 0, 1}, entry, []byte("link\x00\x00\x00\x00"), make([]byte, indexHash))
		f.Add(index)
		f.Add(index[:len(index)-9])
	}
	f.Fuzz(func(t *testing.T, index []byte) {
		_ = parseIndex(index, func(e indexEntry) {
			if bytes.IndexByte([]byte(e.name), 0) >= 0 {
				t.Errorf("name %q", e.name)
			}
		})
	})
}
