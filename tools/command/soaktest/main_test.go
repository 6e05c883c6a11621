package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
)

func TestWrongUse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"more"}, `"more" was given`},
		{[]string{"--colour"}, "colour"},
		{[]string{"--kills", "many"}, "kills"},
		{[]string{"--listings", "5"}, "from 100 to 100000"},
		{[]string{"--time", "1ms"}, "from 1s to 24h"},
		{[]string{"--swap-every", "0s"}, "from 100ms to 1h"},
		{[]string{"--unavailable", "2"}, "from 0 to 1"},
		{[]string{"--keep", "here"}, "an absolute path"},
		{[]string{"--without", "kills,cats"}, `no part "cats"; there are memory, postgres`},
	} {
		err := app().RunContext(context.Background(), append([]string{"soak"}, test.args...))
		if !errors.As(err, new(usageError)) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: %v", test.args, err)
		}
	}
}

// The help of the script has every flag of the program.
func TestHelpHasAllFlags(t *testing.T) {
	t.Parallel()
	script, err := os.ReadFile("tools/soak")
	if err != nil {
		t.Fatal(err)
	}
	for _, flag := range app().Flags {
		if name := flag.Names()[0]; name != "help" && !strings.Contains(string(script), "\n#   --"+name+" ") {
			t.Errorf("tools/soak does not describe --%s", name)
		}
	}
	for _, part := range parts {
		if !strings.Contains(string(script), part) {
			t.Errorf("tools/soak does not say that %s can be left out", part)
		}
	}
}
