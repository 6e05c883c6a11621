package postgres

import (
	"regexp"
	"strconv"
	"strings"

	"opencec/tools/query"
)

// Script returns the SQL with which List answers a query, for psql or pgbench -f: the
// same statements in one request, with literals instead of parameters.
func (e *Engine) Script(q *query.Query) string {
	var script []string
	for _, question := range e.listQuestions(q, new(answered)) {
		script = append(script, question.literal())
	}
	return strings.Join(script, "\n\\;\n") + ";\n"
}

var parameter = regexp.MustCompile(`\$[0-9]+`)

// literal returns the statement with its parameters as literals.
func (s statement) literal() string {
	return parameter.ReplaceAllStringFunc(s.text, func(name string) string {
		n, _ := strconv.Atoi(name[1:])
		return literal(s.args[n-1].(string))
	})
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

var arrayEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func arrayLiteral(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = `"` + arrayEscapes.Replace(s) + `"`
	}
	return "{" + strings.Join(quoted, ",") + "}"
}
