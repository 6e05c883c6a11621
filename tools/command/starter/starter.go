// Package starter makes the files of a new register: its settings, the vocabularies that every
// register needs, the schemas for editors, and configuration for git and GitHub. The package
// example makes one.
package starter

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"opencec/schemas"
	"opencec/tools/base/buildinfo"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

//go:embed files
var own embed.FS

// dataFolder is the folder of a register's files.
const dataFolder = "data"

// ownFiles maps names in a register to files in files/. Those have no leading dot, because git and
// editors would apply them to this repository too.
var ownFiles = map[string]string{
	".editorconfig":                 "editorconfig",
	".gitattributes":                "gitattributes",
	".gitignore":                    "gitignore",
	".vscode/settings.json":         "vscode/settings.json",
	"CONTRIBUTING.md":               "CONTRIBUTING.md",
	"README.md":                     "README.md",
	hooksFolder + "pre-commit":      "hooks/pre-commit",
	".github/dependabot.yml":        "dependabot.yml",
	".github/opencec.env":           "opencec.env",
	".github/workflows/check.yml":   "workflows/check.yml",
	".github/workflows/publish.yml": "workflows/publish.yml",
}

// hooksFolder has the hooks for git.
const hooksFolder = "hooks/"

// sourceNotice credits the source of the vocabularies, as their licence requires.
const sourceNotice = "The types of listings, the device classes and the test profiles are from the Open register of CSIP-AUS listings, under CC BY 4.0."

// A File is a file of a new register.
type File struct {
	Name       string // with forward slashes
	Content    []byte
	Executable bool
}

// A Kit has the vocabularies of a new register.
type Kit struct {
	tree  *source.Tree
	words *source.Vocabulary
}

// New reads the vocabularies that are embedded in the program.
func New(ctx context.Context) (kit *Kit, err error) {
	dir, remove, err := unpackVocabulary()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	tree, err := source.Load(ctx, dir)
	if err != nil {
		return nil, fmt.Errorf("read the vocabulary: %w", err)
	}
	words, err := tree.Vocabulary()
	if err != nil {
		return nil, fmt.Errorf("read the vocabulary: %w", err)
	}
	return &Kit{tree, words}, nil
}

// Check returns the problems of settings.
func (k *Kit) Check(settings register.Settings) ([]source.Problem, error) {
	content, err := encode(settings)
	if err != nil {
		return nil, err
	}
	problems := k.words.Check(source.SettingsFile, content)
	if _, err := register.LoadZone(settings.TimeZone); err != nil && settings.TimeZone != "" {
		problems = append(problems, source.Problem{File: source.SettingsFile, Path: "time_zone", Severity: register.Error, Message: err.Error()})
	}
	return problems, nil
}

// encode writes settings in the form of a register's file.
func encode(settings register.Settings) ([]byte, error) {
	content, err := json.Marshal(settings) // which is YAML
	if err != nil {
		return nil, fmt.Errorf("encode the settings: %w", err)
	}
	content, problems := source.Canonical(source.SettingsFile, content)
	if len(problems) > 0 {
		return nil, errors.New(problems[0].String())
	}
	return content, nil
}

// Files returns the files of a register with these settings, sorted by name. It adds the notices
// that the vocabularies require.
func (k *Kit) Files(settings register.Settings) ([]File, error) {
	settings.Notices = slices.Concat([]string{sourceNotice}, k.tree.Records.Settings.Notices, settings.Notices)
	content, err := encode(settings)
	if err != nil {
		return nil, err
	}
	files := []File{{Name: path.Join(dataFolder, source.SettingsFile), Content: content}}
	for _, name := range k.tree.Files() {
		if name != source.SettingsFile {
			files = append(files, File{Name: path.Join(dataFolder, name), Content: k.tree.File(name)})
		}
	}
	all, err := schemas.All(k.tree.Records.DeviceClasses)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		files = append(files, File{Name: path.Join("schemas", s.Name), Content: s.Data})
	}
	for name, here := range ownFiles {
		content, err := own.ReadFile("files/" + here)
		if err != nil {
			return nil, fmt.Errorf("read %s in the program: %w", here, err)
		}
		if slices.Contains(templates, name) {
			if content, err = fillIn(name, content, settings); err != nil {
				return nil, err
			}
		}
		files = append(files, File{Name: name, Content: content, Executable: strings.HasPrefix(name, hooksFolder)})
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

// templates are the own files in which settings are filled in.
var templates = []string{"README.md", ".github/opencec.env"}

func fillIn(name string, text []byte, settings register.Settings) ([]byte, error) {
	t, err := template.New(name).Funcs(template.FuncMap{"text": markdownText}).Parse(string(text))
	if err != nil {
		return nil, err
	}
	module, version := tool(buildinfo.Read(), mainModule())
	var b bytes.Buffer
	if err := t.Execute(&b, struct {
		register.Settings
		Module, Version string
	}{settings, module, version}); err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// markdownMarks matches the characters with a special meaning in Markdown.
var markdownMarks = regexp.MustCompile("[\\\\`*_{}\\[\\]<>#|~&]")

// markdownText escapes a line of text for Markdown.
func markdownText(text string) string { return markdownMarks.ReplaceAllString(text, `\$0`) }
