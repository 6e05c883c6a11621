package website

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/bep/logg"
	"github.com/gohugoio/hugo/common/loggers"
	"github.com/gohugoio/hugo/config"
	"github.com/gohugoio/hugo/config/allconfig"
	"github.com/gohugoio/hugo/deps"
	"github.com/gohugoio/hugo/hugofs"
	"github.com/gohugoio/hugo/hugolib"
	"github.com/spf13/afero"
)

// Folders of the in-memory file systems of Hugo.
const (
	projectDir = "/site"
	publishDir = "/public"
	cacheDir   = "/cache"
)

// hugoMu is held while Hugo builds, because Hugo has global state.
var hugoMu sync.Mutex

// A run is what one run of Hugo renders.
type run struct {
	// written is whether to render what people write: the home page, the files of content, the page
	// for addresses without one, and robots.txt. Without it, layouts only see them.
	written bool
	pages   []*Page // of the catalogue
}

// render runs Hugo on the project with the catalogue as a parameter, and hands each file to save,
// which goroutines call side by side. It returns the pages of Hugo.
func render(ctx context.Context, c *Catalogue, r run, save saveFunc) (w hugoOutput, err error) {
	hugoMu.Lock()
	defer hugoMu.Unlock()
	destination := newPublishFs(ctx, save)
	if err := destination.failed(); err != nil {
		return hugoOutput{}, err
	}
	source, err := c.project.memoryFs()
	if err != nil {
		return hugoOutput{}, err
	}
	var log bytes.Buffer
	sites, err := newHugo(c, r, source, destination, &log)
	if err != nil {
		return hugoOutput{}, withLog(err, &log)
	}
	defer func() { err = errors.Join(err, sites.Close()) }()
	destination.stop = sites.Stop
	defer context.AfterFunc(destination.ctx, sites.Stop)()
	err = sites.Build(hugolib.BuildCfg{NoBuildLock: true})
	if cause := destination.failed(); cause != nil {
		return hugoOutput{}, cause
	}
	// Templates report errors only to the log, and so does Hugo for pages without a layout.
	if err == nil && log.Len() > 0 {
		err = errors.New("warnings from Hugo")
	}
	if err != nil {
		return hugoOutput{}, withLog(err, &log)
	}
	return hugoOutputOf(sites, c.BaseURL), nil
}

func hugoOutputOf(sites *hugolib.HugoSites, baseURL string) hugoOutput {
	var w hugoOutput
	for _, p := range sites.Pages() {
		address := strings.TrimPrefix(p.Permalink(), baseURL)
		w.pages = append(w.pages, address)
		if p.Title() == "" && p.File() != nil {
			w.untitled = append(w.untitled, "content/"+filepath.ToSlash(p.File().Path()))
		}
		for _, alias := range p.Aliases() {
			if !strings.HasPrefix(alias, "/") {
				alias = path.Join(address, "..", alias) // beside the page
			}
			w.redirects = append(w.redirects, strings.TrimSuffix(path.Clean(alias), "/")+"/")
		}
	}
	return w
}

// newHugo configures Hugo. The environment of the process has no effect.
func newHugo(c *Catalogue, r run, source, destination afero.Fs, log *bytes.Buffer) (*hugolib.HugoSites, error) {
	settings := config.New()
	settings.Set("workingDir", projectDir)
	settings.Set("cacheDir", cacheDir)
	settings.Set("publishDir", publishDir)
	settings.Set("baseURL", c.BaseURL+"/")
	settings.Set("title", c.Title)
	if !r.written {
		settings.Set("disableKinds", []string{"section", "taxonomy", "term", "rss", "sitemap", "404"})
		settings.Set("enableRobotsTXT", false)
		settings.Set("cascade", []map[string]any{{"build": map[string]any{"render": "link"}}})
	}
	configs, err := allconfig.LoadConfig(allconfig.ConfigSourceDescriptor{
		Fs:           source,
		Filename:     projectDir + "/hugo.toml",
		Flags:        settings,
		Environ:      []string{"NO_ENVIRONMENT=1"}, // an empty list would mean the process's environment
		Logger:       loggers.New(loggers.Options{StdOut: log, StdErr: log, Level: logg.LevelWarn}),
		SkipNpmCheck: true,
	})
	if err != nil {
		return nil, err
	}
	for _, language := range configs.LanguageConfigMap {
		language.Params["catalogue"] = c
		language.Params["adds"] = r.pages
	}
	return hugolib.NewHugoSites(deps.DepsCfg{
		Configs:  configs,
		Fs:       hugofs.NewFromSourceAndDestination(source, destination, settings),
		LogLevel: logg.LevelWarn,
		StdOut:   log,
		StdErr:   log,
	})
}

// maxLogLines is the most lines of Hugo's log in an error.
const maxLogLines = 20

// withLog adds the lines of Hugo's log to an error. Hugo reports a broken layout for every page;
// withLog keeps each message once, with the first page that has it.
func withLog(err error, log *bytes.Buffer) error {
	var lines []string
	seen := map[string]bool{}
	for _, line := range append([]string{err.Error()}, strings.Split(log.String(), "\n")...) {
		page, fault := parseLogLine(line)
		if fault != "" && !seen[fault] {
			seen[fault] = true
			lines = append(lines, page+fault)
		}
	}
	if len(lines) > maxLogLines {
		more := fmt.Sprintf("… and %d lines more", len(lines)-maxLogLines)
		lines = append(lines[:maxLogLines], more)
	}
	return errors.New(strings.Join(lines, "\n"))
}

// pageInLog matches the page in messages of site/layouts/all.html.
var pageInLog = regexp.MustCompile(`the page \S+: `)

// omittedHTML matches Hugo's message about a page with HTML in it.
var omittedHTML = regexp.MustCompile(`Raw HTML omitted while rendering "` + projectDir + `/([^"]+)"`)

// settingsAdvice matches Hugo's advice about its settings, which an installation cannot change.
var settingsAdvice = regexp.MustCompile(`^(You can suppress this |ignoreLogs = )`)

// parseLogLine returns the page and the last message in a line of Hugo's log: the one about the file
// with the fault, not about the files that call it. Paths are relative to the project.
func parseLogLine(line string) (page, fault string) {
	if of := omittedHTML.FindStringSubmatch(line); of != nil {
		return "", of[1] + ": has HTML in it, which pages leave out: write it in Markdown, or put it in a file of layouts/_shortcodes and call that with {{< its-name >}}"
	}
	if settingsAdvice.MatchString(line) {
		return "", ""
	}
	const file = `"` + projectDir + "/"
	at := strings.LastIndex(line, file)
	if at < 0 {
		return "", strings.TrimSpace(line)
	}
	return pageInLog.FindString(line), strings.Replace(line[at+len(file):], `"`, "", 1)
}
