package main

import (
	"fmt"
	"os"
	"time"
)

// A progress shows on a terminal how far a long piece of work is. Elsewhere, and
// in the first second, it shows nothing.
type progress struct {
	env    *environment
	what   string
	start  time.Time
	last   time.Time
	silent bool
}

// progressEvery is how often the line is drawn: often enough to look alive.
const progressEvery = 100 * time.Millisecond

func (env *environment) newProgress(what string) *progress {
	return &progress{env: env, what: what, start: env.now(), silent: !isTerminal(env.stderr)}
}

func (p *progress) show(done, total int) {
	now := p.env.now()
	if p.silent || now.Sub(p.start) < time.Second || now.Sub(p.last) < progressEvery {
		return
	}
	p.last = now
	fmt.Fprintf(p.env.stderr, "\r%s: %d of %d (%d %%)", p.what, done, total, 100*done/max(total, 1))
}

// end clears the line.
func (p *progress) end() {
	if !p.last.IsZero() {
		fmt.Fprintf(p.env.stderr, "\r%60s\r", "")
	}
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
