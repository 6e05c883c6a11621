package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"

	"go.yaml.in/yaml/v4"
)

// Version is the OpenAPI version of documents.
const Version = "3.1.1"

// A Document describes an HTTP API.
type Document struct {
	OpenAPI      string                `json:"openapi"`
	Info         Info                  `json:"info"`
	Servers      []Server              `json:"servers"`
	ExternalDocs *ExternalDocs         `json:"externalDocs,omitempty"`
	Security     []Security            `json:"security,omitempty"` // the default for operations
	Tags         []Tag                 `json:"tags,omitempty"`
	Paths        map[string]Operations `json:"paths"`
	Components   Components            `json:"components"`
}

// Info is general information about the API.
type Info struct {
	Title       string   `json:"title"`
	Summary     string   `json:"summary,omitempty"`
	Description string   `json:"description,omitempty"`
	Contact     *Contact `json:"contact,omitempty"`
	License     *License `json:"license,omitempty"`
	Version     string   `json:"version"`
}

// A Contact is whom to ask.
type Contact struct {
	Name  string `json:"name,omitempty"`
	URL   string `json:"url,omitempty"`
	Email string `json:"email,omitempty"`
}

// A License has an SPDX identifier or a URL, not both.
type License struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier,omitempty"`
	URL        string `json:"url,omitempty"`
}

// A Server is the base URL of the paths.
type Server struct {
	URL         string `json:"url"`
	Description string `json:"description,omitempty"`
}

// ExternalDocs links to further documentation.
type ExternalDocs struct {
	Description string `json:"description,omitempty"`
	URL         string `json:"url"`
}

// A Security is a set of schemes that are required together.
type Security map[string][]string

// A Tag is a heading for operations.
type Tag struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// Operations are the operations of a path, by method in lower case.
type Operations map[string]*Operation

// An Operation is one method of one path.
type Operation struct {
	Tags        []string             `json:"tags,omitempty"`
	Summary     string               `json:"summary,omitempty"`
	Description string               `json:"description,omitempty"`
	OperationID string               `json:"operationId,omitempty"`
	Parameters  []Parameter          `json:"parameters,omitempty"`
	RequestBody *RequestBody         `json:"requestBody,omitempty"`
	Responses   map[string]*Response `json:"responses"`
	Security    *[]Security          `json:"security,omitempty"` // an empty list means that none is needed
}

// A Parameter is a parameter of an operation, or a reference to one.
type Parameter struct {
	Ref         string  `json:"$ref,omitempty"`
	Name        string  `json:"name,omitempty"`
	In          string  `json:"in,omitempty"`
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitempty"`
	Style       string  `json:"style,omitempty"`
	Explode     *bool   `json:"explode,omitempty"`
	Schema      *Schema `json:"schema,omitempty"`
	Example     any     `json:"example,omitempty"`
	Unit        string  `json:"x-unit,omitempty"` // of a number
}

// A RequestBody is the body of a request.
type RequestBody struct {
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitempty"`
	Content     Content `json:"content"`
}

// A Response is a response, or a reference to one.
type Response struct {
	Ref         string            `json:"$ref,omitempty"`
	Description string            `json:"description,omitempty"`
	Headers     map[string]Header `json:"headers,omitempty"`
	Content     Content           `json:"content,omitempty"`
}

// Content is a body by media type.
type Content map[string]MediaType

// A MediaType is a body in one media type.
type MediaType struct {
	Schema   *Schema            `json:"schema,omitempty"`
	Example  any                `json:"example,omitempty"`
	Examples map[string]Example `json:"examples,omitempty"`
}

// An Example is a named example.
type Example struct {
	Summary string `json:"summary,omitempty"`
	Value   any    `json:"value"`
}

// A Header is a header of a response, or a reference to one.
type Header struct {
	Ref         string  `json:"$ref,omitempty"`
	Description string  `json:"description,omitempty"`
	Required    bool    `json:"required,omitempty"`
	Schema      *Schema `json:"schema,omitempty"`
	Example     any     `json:"example,omitempty"`
}

// Components are the targets of references.
type Components struct {
	Schemas         map[string]*Schema        `json:"schemas,omitempty"`
	Responses       map[string]*Response      `json:"responses,omitempty"`
	Parameters      map[string]Parameter      `json:"parameters,omitempty"`
	Headers         map[string]Header         `json:"headers,omitempty"`
	SecuritySchemes map[string]SecurityScheme `json:"securitySchemes,omitempty"`
}

// A SecurityScheme is a way for clients to authenticate.
type SecurityScheme struct {
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
	Name        string `json:"name,omitempty"`
	In          string `json:"in,omitempty"`
	Scheme      string `json:"scheme,omitempty"`
}

// JSON returns the document as compact JSON.
func (d Document) JSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		return nil, fmt.Errorf("openapi: write the document: %w", err)
	}
	return b.Bytes(), nil
}

// YAML converts a document from JSON to YAML, which is more readable, keeping the order.
func YAML(text []byte) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil { // JSON is YAML
		return nil, fmt.Errorf("openapi: read the document: %w", err)
	}
	block(&root)
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(&root); err != nil {
		return nil, fmt.Errorf("openapi: write the document as YAML: %w", err)
	}
	return b.Bytes(), enc.Close()
}

// oldBooleans are texts that YAML 1.1 parsers read as booleans when they are unquoted.
var oldBooleans = regexp.MustCompile(`^(?i:y|n|yes|no|on|off)$`)

// block removes the braces and quotes of JSON. The encoder quotes what YAML 1.2 requires.
func block(n *yaml.Node) {
	n.Style = 0
	if n.Kind == yaml.ScalarNode && oldBooleans.MatchString(n.Value) {
		n.Style = yaml.DoubleQuotedStyle
	}
	for _, child := range n.Content {
		block(child)
	}
}
