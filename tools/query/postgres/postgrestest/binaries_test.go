package postgrestest

import (
	"slices"
	"testing"
)

func TestMajor(t *testing.T) {
	t.Parallel()
	paths := []string{"/usr/lib/postgresql/9.6/bin", "/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/9/bin"}
	newest := slices.MaxFunc(paths, func(a, b string) int { return major(a) - major(b) })
	if newest != "/usr/lib/postgresql/15/bin" {
		t.Errorf("the newest is %s", newest)
	}
}
