package website

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// assetsVersion returns a digest of all assets. They are published in a folder of that name, so
// that browsers can cache them for ever.
func (p *project) assetsVersion() string {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if strings.HasPrefix(name, "assets/") {
			hash.Write([]byte(name + "\x00"))
			hash.Write(p.files[name])
		}
	}
	return hex.EncodeToString(hash.Sum(nil)[:6])
}

const (
	scriptsFolder    = "assets/js" // of the modules of JavaScript
	scriptsNamespace = "project"   // what esbuild calls files that are not on the disk
)

// bundleScripts replaces each module by one that has everything that it imports, without comments
// and spaces, so that a browser loads one script per page. Hugo's js.Build cannot do this: it reads
// imports from the disk, and the project is in memory.
func (p *project) bundleScripts() error {
	var entries []api.EntryPoint
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if path.Dir(name) == scriptsFolder && path.Ext(name) == ".js" {
			entries = append(entries, api.EntryPoint{InputPath: name, OutputPath: strings.TrimSuffix(path.Base(name), ".js")})
		}
	}
	built := api.Build(api.BuildOptions{
		EntryPointsAdvanced: entries,
		Bundle:              true,
		Format:              api.FormatESModule,
		Target:              api.ES2023, // findLast, which the modules call, came with it
		MinifySyntax:        true,
		MinifyWhitespace:    true,
		MinifyIdentifiers:   true,
		Charset:             api.CharsetUTF8,
		AbsWorkingDir:       "/",
		Outdir:              "/" + scriptsFolder,
		Plugins:             []api.Plugin{{Name: "project", Setup: p.resolveScripts}},
	})
	if len(built.Errors) > 0 {
		return scriptErrors(built.Errors)
	}
	for _, f := range built.OutputFiles {
		p.files[scriptsFolder+"/"+path.Base(f.Path)] = f.Contents
	}
	return nil
}

// resolveScripts makes esbuild read modules from the project, and nothing from the disk.
func (p *project) resolveScripts(build api.PluginBuild) {
	const all = ".*"
	build.OnResolve(api.OnResolveOptions{Filter: all}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
		name := args.Path
		if args.Kind != api.ResolveEntryPoint {
			name = path.Join(path.Dir(args.Importer), args.Path)
		}
		if _, ok := p.files[name]; !ok {
			return api.OnResolveResult{}, fmt.Errorf("there is no file %s", name)
		}
		return api.OnResolveResult{Path: name, Namespace: scriptsNamespace}, nil
	})
	build.OnLoad(api.OnLoadOptions{Filter: all, Namespace: scriptsNamespace}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		content := string(p.files[args.Path])
		return api.OnLoadResult{Contents: &content, Loader: api.LoaderJS}, nil
	})
}

// scriptErrors joins esbuild's messages, each once with its file and line.
func scriptErrors(messages []api.Message) error {
	var errs []error
	seen := map[string]bool{}
	for _, m := range messages {
		text := strings.ReplaceAll(m.Text, scriptsNamespace+":", "")
		if at := m.Location; at != nil {
			text = fmt.Sprintf("%s:%d: %s", strings.TrimPrefix(at.File, scriptsNamespace+":"), at.Line, text)
		}
		if !seen[text] {
			errs = append(errs, errors.New(text))
		}
		seen[text] = true
	}
	return errors.Join(errs...)
}
