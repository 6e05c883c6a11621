package spreadsheet

import (
	"cmp"
	"errors"
	"regexp"
	"strings"
)

// A NumberStyle is how the numbers of a column are written. The zero NumberStyle has a decimal
// point and no thousands separators.
type NumberStyle struct {
	comma bool // the decimal mark is a comma
	// grouped reports whether the other mark separates thousands.
	grouped bool
}

// Forms of numbers. Spaces and apostrophes can only separate thousands.
var (
	numeral    = regexp.MustCompile(`[0-9]+(?:[.,' \x{00A0}\x{202F}’][0-9]+)*`)
	numberForm = regexp.MustCompile(`^[+-]?([0-9.,' \x{00A0}\x{202F}’]*[0-9])(.*)$`)
	spaces     = regexp.MustCompile(`[' \x{00A0}\x{202F}’]`)
	bySpaces   = regexp.MustCompile(`^[0-9]{1,3}([' \x{00A0}\x{202F}’][0-9]{3})+([.,][0-9]+)?$`)
	digits     = regexp.MustCompile(`^[0-9]*$`)
	byCommas   = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+$`)
	byPoints   = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{3})+$`)
)

// marks are what a number shows about the style of its column.
type marks int

const (
	noMarks      marks = iota
	decimalPoint       // 4.5
	decimalComma       // 4,5
	groupedComma       // 1,234.5 and 1,234,567
	groupedPoint       // 1.234,5 and 1.234.567
	eitherComma        // 4,999
	eitherPoint        // 4.999
	badMarks           // 1.2.3
)

func marksOf(number string) marks {
	number = spaces.ReplaceAllString(number, "")
	last := strings.LastIndexAny(number, ".,")
	if last < 0 {
		return noMarks
	}
	mark, whole, fraction := number[last], number[:last], number[last+1:]
	isComma := mark == ','
	switch {
	case strings.ContainsRune(whole, rune(mark)): // twice: it cannot be the decimal mark
		if isComma && byCommas.MatchString(number) {
			return groupedComma
		}
		if !isComma && byPoints.MatchString(number) {
			return groupedPoint
		}
		return badMarks
	case !isComma && byCommas.MatchString(whole):
		return groupedComma
	case isComma && byPoints.MatchString(whole):
		return groupedPoint
	case !digits.MatchString(whole) || fraction == "":
		return badMarks
	case len(fraction) == 3 && whole != "" && whole[0] != '0' && len(whole) <= 3:
		if isComma {
			return eitherComma
		}
		return eitherPoint
	case isComma:
		return decimalComma
	}
	return decimalPoint
}

// numbersOf returns the number at the beginning of a cell, or all numbers of a range.
func numbersOf(cell string, ranges bool) []string {
	parts := numberForm.FindStringSubmatch(cell)
	switch {
	case parts == nil:
		return nil
	case ranges:
		return numeral.FindAllString(cell, -1)
	}
	return parts[1:2]
}

// Numbers decides how the numbers of a column are written, from all its cells. A point is the
// decimal mark unless a number such as 1.234,5 shows that it is not. A number such as 4,5 or
// 1,234.5 shows the meaning of the comma; without one, 4,999 is ambiguous and an error. Other
// errors are numbers that contradict each other, and 4.999 alone in a file with semicolons,
// which programs write where the comma is the decimal mark.
func (t *Table) Numbers(c Column) (NumberStyle, *Error) {
	found := map[marks]Proof{}
	for i := range t.Rows {
		row := &t.Rows[i]
		cell := row.cell(c.Index)
		for _, number := range numbersOf(cell, c.Ranges) {
			m := marksOf(number)
			if _, known := found[m]; !known {
				found[m] = Proof{c.Name, row.Line, cell}
			}
		}
	}
	contradictions := [][2]marks{
		{decimalPoint, decimalComma}, {decimalPoint, groupedPoint}, {decimalComma, groupedComma}, {groupedComma, groupedPoint},
		{decimalComma, eitherPoint},
	}
	for _, pair := range contradictions {
		a, ok1 := found[pair[0]]
		b, ok2 := found[pair[1]]
		_, proven := found[groupedPoint]
		if ok1 && ok2 && !(pair[1] == eitherPoint && proven) {
			return NumberStyle{}, errorAt(max(a.Line, b.Line), "%s and %s are written in two ways: write all numbers of the column with a decimal point, and nothing between thousands", a, b)
		}
	}
	_, hasComma := found[decimalComma]
	_, byComma := found[groupedComma]
	_, byPoint := found[groupedPoint]
	if either, ok := found[eitherComma]; ok && !hasComma && !byComma && !byPoint {
		asPoint := strings.Replace(either.Cell, ",", ".", 1)
		return NumberStyle{}, errorAt(either.Line, "%s may be %s or %s, and no number of the column shows which: write it with a decimal point, and nothing between thousands", either, strings.Replace(either.Cell, ",", "", 1), asPoint)
	}
	_, hasPoint := found[decimalPoint]
	if either, ok := found[eitherPoint]; ok && t.Separator == ';' && !hasPoint && !byComma && !byPoint {
		return NumberStyle{}, errorAt(either.Line, "%s may be %s or %s, and no number of the column shows which: write it without marks of thousands, and with a decimal mark and two digits behind it", either, strings.Replace(either.Cell, ".", "", 1), either.Cell)
	}
	return NumberStyle{comma: hasComma || byPoint, grouped: byComma || byPoint}, nil
}

// IsPlain reports whether numbers have a decimal point and no thousands separators.
func (s NumberStyle) IsPlain() bool { return s == NumberStyle{} }

// String describes how numbers are written.
func (s NumberStyle) String() string {
	decimal, thousands := "a decimal point", "commas"
	if s.comma {
		decimal, thousands = "a decimal comma", "points"
	}
	if s.grouped {
		return decimal + " and " + thousands + " between thousands"
	}
	return decimal
}

// Plain rewrites the number at the beginning of a cell with a decimal point and without
// thousands separators. The rest of the cell stays, and so does a cell without a number.
func (s NumberStyle) Plain(cell string) (string, error) {
	cell = strings.Join(strings.Fields(cell), " ")
	at := numberForm.FindStringSubmatchIndex(cell)
	if at == nil {
		return cell, nil
	}
	number, err := s.plain(cell[at[2]:at[3]])
	return cell[:at[2]] + number + cell[at[3]:], err
}

// PlainRange does what Plain does, for every number of a cell.
func (s NumberStyle) PlainRange(cell string) (string, error) {
	var wrong error
	text := numeral.ReplaceAllStringFunc(cell, func(number string) string {
		number, err := s.plain(number)
		wrong = cmp.Or(wrong, err)
		return number
	})
	return text, wrong
}

func (s NumberStyle) plain(number string) (string, error) {
	if spaces.MatchString(number) && !bySpaces.MatchString(number) || marksOf(number) == badMarks {
		return "", errors.New("has marks between digits that are neither those of thousands nor a decimal mark")
	}
	number = spaces.ReplaceAllString(number, "")
	if s.comma {
		return strings.Replace(strings.ReplaceAll(number, ".", ""), ",", ".", 1), nil
	}
	return strings.ReplaceAll(number, ",", ""), nil
}
