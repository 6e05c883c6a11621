package main

import (
	"fmt"

	"opencec/tools/register"
)

// warnStale warns on stderr about official lists that are too old by the register's own settings.
func (env *environment) warnStale(r *register.Register, on register.Date) {
	for _, list := range r.Lists {
		age := r.DataAgeOfList(list, on)
		if !age.Stale {
			continue
		}
		fmt.Fprintf(env.stderr, "opencec: warning: lists/%s.yaml: %s, more than the %d days of stale_after in register.yaml: import a newer edition\n",
			list.ID, age, r.Settings.StaleAfter)
	}
}
