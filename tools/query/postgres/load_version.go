package postgres

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"opencec/tools/register"
)

// A heldVersion is the current version in a database, with the digests of its records.
type heldVersion struct {
	version  *LoadedVersion // nil if nothing was loaded
	settings string
	digests  map[register.Ref][]byte
	ids      map[register.Kind][]string // sorted
}

// is reports whether the version and the settings are those of a register.
func (h heldVersion) is(reg *register.Register) bool {
	settings, err := register.EncodeJSON(reg.Settings)
	return err == nil && h.version != nil && h.version.ID == reg.Version.ID && h.settings == string(settings)
}

// readHeld reads the current version.
func (l *loader) readHeld(ctx context.Context) (heldVersion, error) {
	h := heldVersion{digests: make(map[register.Ref][]byte, len(l.records)), ids: map[register.Kind][]string{}}
	var v LoadedVersion
	var commit *string
	var at *time.Time
	err := l.tx.QueryRow(ctx, `select seq, version, commit_id, committed_at, settings::text from register_versions order by seq desc limit 1`).
		Scan(&v.Seq, &v.ID, &commit, &at, &h.settings)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return h, nil
	case err != nil:
		return h, fmt.Errorf("read the current version: %w", explain(err))
	}
	if commit != nil {
		v.Commit = *commit
	}
	if at != nil {
		v.Time = at.UTC()
	}
	h.version = &v
	if err := l.readDigests(ctx, &h); err != nil {
		return h, fmt.Errorf("read the digests of the current version: %w", explain(err))
	}
	return h, nil
}

func (l *loader) readDigests(ctx context.Context, h *heldVersion) error {
	rows, err := l.tx.Query(ctx, `select kind, id, encode(digest, 'hex') from records where `+standing(l.schema)+` order by kind, id`)
	if err != nil {
		return err
	}
	var at register.Ref
	var digest string // a format that no database setting changes
	_, err = pgx.ForEachRow(rows, []any{&at.Kind, &at.ID, &digest}, func() error {
		h.ids[at.Kind] = append(h.ids[at.Kind], at.ID)
		var err error
		h.digests[at], err = hex.DecodeString(digest)
		return err
	})
	return err
}

// channel is the notification channel for new versions; the payload is the sequence
// number.
const channel = "opencec_version"

// writeVersion writes the row of a version.
func (l *loader) writeVersion(ctx context.Context, v *writtenVersion) error {
	settings, err := register.EncodeJSON(v.settings)
	if err != nil {
		return fmt.Errorf("encode the settings: %w", err)
	}
	counts, err := register.EncodeJSON(v.counts)
	if err != nil {
		return fmt.Errorf("encode the counts: %w", err)
	}
	var revision *int
	var state []byte
	if r := v.revision; r != nil {
		revision, state = &r.Seq, r.state
	}
	_, err = l.tx.Exec(ctx, `
		insert into register_versions (seq, version, commit_id, committed_at, settings, counts, rows_written, revision, state)
		values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9)`,
		v.seq, v.ID, v.Commit, known(v.Time), string(settings), string(counts), v.rows, revision, state)
	if err != nil {
		return fmt.Errorf("write the version: %w", explain(err))
	}
	return nil
}

// notifyListeners notifies listeners of the current version.
func (l *loader) notifyListeners(ctx context.Context) error {
	if _, err := l.tx.Exec(ctx, `select pg_notify($1, $2)`, channel, strconv.FormatInt(l.seq, 10)); err != nil {
		return fmt.Errorf("notify listeners of the version: %w", explain(err))
	}
	return nil
}

// known returns a time, or nil, which is NULL, if it is unknown.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// A table's statistics are refreshed when one in analyzeShare of its rows has changed.
// Autovacuum handles small changes.
const analyzeShare = 10

// analyze refreshes the statistics of tables that changed considerably. It is part of the
// transaction, so that the statistics appear together with the version.
func (l *loader) analyze(ctx context.Context, history *historyChange) error {
	total := make([]int64, len(tables))
	for _, r := range l.records {
		for i, n := range r.rows {
			total[i] += int64(n)
		}
	}
	var changed []string
	for i, t := range tables {
		if l.written[i] > 0 && l.written[i]*analyzeShare >= total[i] {
			changed = append(changed, t.name)
		}
	}
	if n := len(history.writeRevisions); n > 0 && n*analyzeShare >= len(l.revisions) {
		changed = append(changed, revisionTable.name, changeTable.name)
	}
	if len(changed) == 0 {
		return nil
	}
	if _, err := l.tx.Exec(ctx, "analyze register_versions, "+strings.Join(changed, ", ")); err != nil {
		return fmt.Errorf("refresh the statistics: %w", explain(err))
	}
	return nil
}
