package scaffold

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"opencec/tools/register"
)

// yearLast matches days as spreadsheets show them, with or without a time.
var yearLast = regexp.MustCompile(`^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$`)

// checkDate refuses what is no date, and says how the date is written that a
// spreadsheet shows in another form. Of two that may be meant it says both.
func checkDate(text string) error {
	_, err := register.ParseDate(text)
	if days := meantDays(text); err != nil && len(days) > 0 {
		return fmt.Errorf("%w: %s", err, strings.Join(days, " or "))
	}
	return err
}

// meantDays returns the days that a date with the year last, or with a time, may mean.
func meantDays(text string) []string {
	if at, err := time.Parse(time.DateTime, text); err == nil {
		return []string{at.Format(time.DateOnly)}
	}
	parts := yearLast.FindStringSubmatch(text)
	if parts == nil {
		return nil
	}
	var days []string
	for _, order := range [][2]string{{parts[2], parts[1]}, {parts[1], parts[2]}} {
		month, _ := strconv.Atoi(order[0]) // at most two digits
		day, _ := strconv.Atoi(order[1])
		written := fmt.Sprintf("%s-%02d-%02d", parts[3], month, day)
		if _, err := register.ParseDate(written); err == nil && (len(days) == 0 || days[0] != written) {
			days = append(days, written)
		}
	}
	return days
}
