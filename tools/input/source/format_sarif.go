package source

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"

	"opencec/tools/base/spelling"
	"opencec/tools/register"
)

// SARIF 2.1.0, as far as a check needs it.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/
const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
)

type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations,omitempty"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct {
		Level     string              `json:"level"`
		Message   sarifMessage        `json:"message"`
		Locations []sarifFileLocation `json:"locations,omitempty"`
	}
	sarifFileLocation struct {
		Physical sarifFile `json:"physicalLocation"`
	}
	sarifFile struct {
		Artifact sarifArtifact `json:"artifactLocation"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string       `json:"id"`
		Short sarifMessage `json:"shortDescription"`
		Help  sarifMessage `json:"help"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifMessage      `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Fixes        []sarifFix        `json:"fixes,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"` // relative to the repository
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	sarifFix struct {
		Description sarifMessage          `json:"description"`
		Changes     []sarifArtifactChange `json:"artifactChanges"`
	}
	sarifArtifactChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion  `json:"deletedRegion"`
		Inserted sarifMessage `json:"insertedContent"`
	}
)

// sarif returns the report as a SARIF log. It lists all rules, also those without problems,
// so that a viewer can show what was checked.
func (r Report) sarif(rules []Rule) sarifLog {
	driver := sarifDriver{Name: "opencec"}
	for _, rule := range rules {
		driver.Rules = append(driver.Rules, sarifRule{rule.Name, sarifMessage{rule.Meaning + "."}, sarifMessage{rule.Help}})
	}
	results := []sarifResult{}
	seen := map[string]int{}
	for _, p := range r.Problems {
		index := slices.IndexFunc(rules, func(rule Rule) bool { return rule.Name == p.Rule }) // -1 means none in SARIF too
		result := p.sarif(index)
		result.Fingerprints = map[string]string{"opencec/v1": p.fingerprint(seen)}
		results = append(results, result)
	}
	return sarifLog{sarifSchema, sarifVersion, []sarifRun{{sarifTool{driver}, r.Omitted.sarif(), "unicodeCodePoints", results}}}
}

// sarif returns notifications of the omitted problems, in total and by file.
func (o *Omitted) sarif() []sarifInvocation {
	if o == nil {
		return nil
	}
	notes := []sarifNotification{{Level: "warning", Message: sarifMessage{o.String()}}}
	for _, file := range o.Files {
		at := sarifFileLocation{sarifFile{sarifArtifact{(&url.URL{Path: file.File}).String()}}}
		notes = append(notes, sarifNotification{"warning", sarifMessage{file.String() + " in this file"}, []sarifFileLocation{at}})
	}
	return []sarifInvocation{{Successful: true, Notifications: notes}}
}

func (p Problem) sarif(ruleIndex int) sarifResult {
	level := "warning"
	if p.Severity == register.Error {
		level = "error"
	}
	file := sarifArtifact{(&url.URL{Path: p.File}).String()}
	result := sarifResult{
		RuleID: p.Rule, RuleIndex: ruleIndex, Level: level, Message: sarifMessage{spelling.Printable(p.Detail())},
		Locations: []sarifLocation{{sarifPhysical{file, sarifRegion{StartLine: p.Line, StartColumn: p.Column}}}},
	}
	if e := p.Edit; e != nil {
		result.Fixes = []sarifFix{{
			sarifMessage{"Write " + spelling.Printable(e.Result)},
			[]sarifArtifactChange{{file, []sarifReplacement{{sarifRegion{e.Line, e.From, e.To}, sarifMessage{e.Text}}}}},
		}}
	}
	return result
}

// fingerprint identifies a problem independently of its line and of the day: by its rule,
// file and field, and by its position among the problems that share all three.
func (p Problem) fingerprint(seen map[string]int) string {
	what := p.Rule + "\x00" + p.File + "\x00" + p.Path
	seen[what]++
	sum := sha256.Sum256([]byte(what + "\x00" + strconv.Itoa(seen[what])))
	return hex.EncodeToString(sum[:16])
}
