package api

import (
	"cmp"
	"strconv"
	"strings"
)

// softwareCovers reports whether a version satisfies a constraint such as ">=25.10.4,
// <26", and whether that can be decided: a constraint is free text. All of its parts must
// hold; a version without a comparison stands for itself.
func softwareCovers(constraint, version string) (covered, known bool) {
	have, ok := parseSoftware(version)
	parts := strings.FieldsFunc(constraint, func(r rune) bool { return r == ',' || r == ' ' })
	if !ok || len(parts) == 0 {
		return false, false
	}
	covered = true
	for i := 0; i < len(parts); i++ {
		part := parts[i]
		number := strings.TrimLeft(part, "<>=")
		operator := part[:len(part)-len(number)]
		if number == "" && i+1 < len(parts) { // ">= 25.10"
			i++
			number = parts[i]
		}
		bound, ok := parseSoftware(number)
		if !ok {
			return false, false
		}
		c := compareSoftware(have, bound)
		switch operator {
		case "", "=", "==":
			covered = covered && c == 0
		case ">=":
			covered = covered && c >= 0
		case ">":
			covered = covered && c > 0
		case "<=":
			covered = covered && c <= 0
		case "<":
			covered = covered && c < 0
		default:
			return false, false
		}
	}
	return covered, true
}

// parseSoftware returns the numbers of a version such as v25.10.4. Other versions have no
// generally accepted order.
func parseSoftware(version string) ([]uint64, bool) {
	version = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(version)), "v")
	var numbers []uint64
	for _, part := range strings.Split(version, ".") {
		n, err := strconv.ParseUint(part, 10, 64)
		if err != nil {
			return nil, false
		}
		numbers = append(numbers, n)
	}
	return numbers, true
}

// compareSoftware compares versions number by number; 25.10 equals 25.10.0.
func compareSoftware(a, b []uint64) int {
	at := func(numbers []uint64, i int) uint64 {
		if i < len(numbers) {
			return numbers[i]
		}
		return 0
	}
	for i := range max(len(a), len(b)) {
		if c := cmp.Compare(at(a, i), at(b, i)); c != 0 {
			return c
		}
	}
	return 0
}
