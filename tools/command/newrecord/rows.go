package newrecord

import (
	"context"
	"fmt"
	"os"

	"opencec/tools/base/spelling"
	"opencec/tools/input/scaffold"
	"opencec/tools/register"
)

// MakeFromFile makes a listing from each row of a file, or none.
func (m *Builder) MakeFromFile(ctx context.Context, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return inputErrorf("--from-csv: %v", err)
	}
	defer file.Close()
	table, err := m.Form.ReadListings(file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(table.Problems) > 0 {
		return m.refuse(name, table.Problems)
	}
	if table.Note != "" {
		m.Note("%s: %s", name, table.Note)
	}
	return m.makeRows(ctx, name, table.Rows)
}

// refuse reports all problems of a file by line.
func (m *Builder) refuse(name string, problems []scaffold.RowError) error {
	for _, p := range scaffold.GroupByReason(problems) {
		fmt.Fprintln(m.Stderr, spelling.Printable(name+":"+p.Error()))
	}
	fmt.Fprintf(m.Stderr, "%s; nothing was written\n", register.CountOf(len(problems), "problem"))
	return ErrProblems
}

// records returns the records of rows, their lines by id, and the rows whose id an earlier row
// has.
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

// noteInterpretations notes how cells were understood, each kind once.
func (m *Builder) noteInterpretations(name string, rows []scaffold.Row) {
	noted := map[scaffold.Interpretation]bool{}
	for _, row := range rows {
		for _, t := range row.Sheet.Interpretations() {
			if !noted[t] {
				m.Note("%s:%d: %s: %s", name, row.Line, t.Field, t)
			}
			noted[t] = true
		}
	}
}

// reasonOf returns the problem with the record of a row. If the row repeats the model of another
// row, the reason names both lines, because neither is in the register yet.
func reasonOf(p register.Problem, line int, firstOf map[string]int) string {
	first := firstOf[p.ID]
	if p.Rule != register.RuleUnique || p.Field != "model" || first == 0 || first == line {
		return p.Message
	}
	return fmt.Sprintf("lines %d and %d have the same model: keep one of the two, or fix the model", first, line)
}

// firstLines returns, by the id of a row, the line of the first row with its model.
func firstLines(rows []scaffold.Row) map[string]int {
	byModel, byID := map[string]int{}, map[string]int{}
	for _, row := range rows {
		model := row.Sheet.Text("manufacturer") + "\x00" + spelling.ModelKey(row.Sheet.Text("model"))
		if byModel[model] == 0 {
			byModel[model] = row.Line
		}
		byID[row.ID] = byModel[model]
	}
	return byID
}

// makeRows checks the listings of all rows together with the register, and writes or prints them.
func (m *Builder) makeRows(ctx context.Context, name string, rows []scaffold.Row) error {
	recs, lines, wrong, err := records(rows)
	if err != nil {
		return err
	}
	problems, err := m.problems(ctx, recs)
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
	m.noteInterpretations(name, rows)
	for _, row := range rows {
		m.ReportSimilar(row.Sheet)
	}
	for _, p := range problems {
		fmt.Fprintln(m.Stderr, problemLine(m.Dir, p)) // warnings
	}
	drafts, err := m.encode(recs...)
	if err != nil {
		return err
	}
	if m.JSON || m.DryRun {
		return m.print(drafts)
	}
	return m.write(ctx, drafts)
}
