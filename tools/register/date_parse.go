package register

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Formats of dates that people and spreadsheets use.
var (
	yearFirst = regexp.MustCompile(`^([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.)([0-9]{1,2})$`)
	yearLast  = regexp.MustCompile(`^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$`)
)

// namedMonths are layouts with the name of the month, which are unambiguous.
var namedMonths = []string{
	"2 Jan 2006", "2 January 2006", "2-Jan-2006", "Jan 2 2006", "January 2 2006", "2006 Jan 2", "2006-Jan-02", time.DateTime,
}

// maxWrittenDate is longer than any date in these formats.
const maxWrittenDate = 30

// PossibleDates returns the dates, as YYYY-MM-DD, that a text in another format can mean:
// one for 30/11/2028, 2028/11/30 and 30 Nov 2028, two for 1.12.2028, and none if it is
// not a date.
func PossibleDates(text string) []string {
	text = strings.TrimSpace(text)
	if len(text) > maxWrittenDate {
		return nil
	}
	if parts := yearFirst.FindStringSubmatch(text); parts != nil {
		return validDates(parts[1], [2]string{parts[2] + parts[3] + parts[4], parts[5]})
	}
	if parts := yearLast.FindStringSubmatch(text); parts != nil {
		return validDates(parts[3], [2]string{parts[2], parts[1]}, [2]string{parts[1], parts[2]})
	}
	plain := strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " ")
	for _, layout := range namedMonths {
		if at, err := time.Parse(layout, plain); err == nil {
			return []string{at.Format(dateLayout)}
		}
	}
	return nil
}

// validDates returns, without duplicates, those pairs of month and day that exist in the
// year.
func validDates(year string, orders ...[2]string) []string {
	var days []string
	for _, order := range orders {
		month, _ := strconv.Atoi(order[0]) // two digits at most
		day, _ := strconv.Atoi(order[1])
		written := fmt.Sprintf("%s-%02d-%02d", year, month, day)
		if _, err := ParseDate(written); err == nil && (len(days) == 0 || days[0] != written) {
			days = append(days, written)
		}
	}
	return days
}

// proposeDates returns a suggestion with the dates that a malformed text can mean.
func proposeDates(text string) string {
	days := PossibleDates(text)
	if len(days) == 0 {
		return ""
	}
	return ": " + strings.Join(days, " or ")
}
