package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/intake"
	"opencec/tools/register"
	"opencec/tools/scaffold"
)

// template prints the header of a CSV file for listings.
func (m *maker) template(c *cli.Context) error {
	var classes []string
	for _, text := range c.Generic("class").(*answers).given {
		for class := range strings.SplitSeq(text, ",") {
			classes = append(classes, strings.TrimSpace(class))
		}
	}
	text, err := m.form.Template(classes)
	if err != nil {
		return usagef("--class: %v", err)
	}
	_, err = m.env.stdout.Write(text)
	return err
}

// fromCSV makes a listing of each row of a file, or none.
func (m *maker) fromCSV(c *cli.Context) error {
	for _, f := range scaffold.Fields(register.Listings) {
		if c.IsSet(f.Flag()) {
			return usagef("--%s and --from-csv are two ways to say the same: put it into a column %s", f.Flag(), f.Name)
		}
	}
	for _, other := range []string{"set", "id", "ask"} {
		if c.IsSet(other) {
			return usagef("--%s is for a single listing, and --from-csv for many", other)
		}
	}
	name, err := only(c, "from-csv")
	if err != nil {
		return err
	}
	file, err := os.Open(name)
	if err != nil {
		return usagef("--from-csv: %v", err)
	}
	defer file.Close()
	table, err := m.form.ReadListings(file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(table.Problems) > 0 {
		return m.refuse(name, table.Problems)
	}
	if table.Note != "" {
		m.note("%s: %s", name, table.Note)
	}
	return m.makeRows(c, name, table.Rows)
}

// refuse tells all problems of a file by line.
func (m *maker) refuse(name string, problems []scaffold.RowError) error {
	for _, p := range scaffold.Grouped(problems) {
		fmt.Fprintln(m.env.stderr, register.Printable(name+":"+p.Error()))
	}
	fmt.Fprintf(m.env.stderr, "%s; nothing was written\n", intake.Count(len(problems), "problem"))
	return errProblems
}

// records returns the records of rows with the lines by their ids, and the rows whose
// id another row has.
func records(rows []scaffold.Row) (recs []register.Record, lines map[string]int, wrong []scaffold.RowError, err error) {
	lines = map[string]int{}
	for _, row := range rows {
		if first, twice := lines[row.ID]; twice {
			wrong = append(wrong, scaffold.RowError{Line: row.Line, Column: "id", Reason: fmt.Sprintf("%q is the id of line %d as well", row.ID, first)})
			continue
		}
		lines[row.ID] = row.Line
		rec, err := row.Sheet.Record(row.ID)
		if err != nil {
			return nil, nil, nil, err
		}
		recs = append(recs, rec)
	}
	return recs, lines, wrong, nil
}

// tellTaken says which cells were taken as other words, each the first time.
func (m *maker) tellTaken(name string, rows []scaffold.Row) {
	told := map[scaffold.Taken]bool{}
	for _, row := range rows {
		for _, t := range row.Sheet.Taken() {
			if !told[t] {
				m.note("%s:%d: %s: %s", name, row.Line, t.Field, t)
			}
			told[t] = true
		}
	}
}

// reasonOf says what is wrong with the record of a row. Of one that repeats the model of
// another row it names both lines, for neither is in the register yet.
func reasonOf(p register.Problem, line int, firstOf map[string]int) string {
	first := firstOf[p.ID]
	if p.Rule != register.RuleUnique || p.Field != "model" || first == 0 || first == line {
		return p.Message
	}
	return fmt.Sprintf("lines %d and %d have the same model: keep one of both, or mend the model", first, line)
}

// firstLines returns the lines of the rows that are the first with their model, by the ids
// of all rows that have it.
func firstLines(rows []scaffold.Row) map[string]int {
	byModel, byID := map[string]int{}, map[string]int{}
	for _, row := range rows {
		model := row.Sheet.Text("manufacturer") + "\x00" + register.ModelKey(row.Sheet.Text("model"))
		if byModel[model] == 0 {
			byModel[model] = row.Line
		}
		byID[row.ID] = byModel[model]
	}
	return byID
}

// makeRows checks the listings of all rows together with the register, and writes or
// prints them.
func (m *maker) makeRows(c *cli.Context, name string, rows []scaffold.Row) error {
	recs, lines, wrong, err := records(rows)
	if err != nil {
		return err
	}
	problems, err := m.problems(c.Context, recs)
	if err != nil {
		return err
	}
	firstOf := firstLines(rows)
	for _, p := range problems {
		if p.Severity == register.Error {
			wrong = append(wrong, scaffold.RowError{Line: lines[p.ID], Column: p.Field, Reason: reasonOf(p, lines[p.ID], firstOf)})
		}
	}
	if len(wrong) > 0 {
		return m.refuse(name, wrong)
	}
	m.tellTaken(name, rows)
	for _, row := range rows {
		m.tellNear(row.Sheet)
	}
	for _, p := range problems {
		fmt.Fprintln(m.env.stderr, problemLine(m.dir, p)) // warnings
	}
	drafts, err := m.drafts(recs...)
	if err != nil {
		return err
	}
	if m.json || m.dryRun {
		return m.print(drafts)
	}
	return m.write(c.Context, drafts)
}
