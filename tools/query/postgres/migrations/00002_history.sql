-- +goose Up

-- What the register said before, and when: its revisions, which are commits that
-- changed it, and what each of them changed. Start with the view current_changes.
--
-- The history is versioned as everything is: it can be learnt later, and be written
-- anew. The rows of records as of a revision are those of the version that was loaded
-- of it: the newest of register_versions with the revision's state.

alter table register_versions add column revision int check (revision > 0);
alter table register_versions add column state bytea;
comment on column register_versions.revision is 'Which revision of the history the version has, as the history was when it was loaded; none where that is not known.';
comment on column register_versions.state is 'The state of that revision: see revisions.';
create index register_versions_state on register_versions (state, seq);

create table revisions (
    revision     int not null,
    commit_id    text collate "C",
    committed_at timestamptz not null,
    author       text not null,
    summary      text not null,
    changes      int not null,
    unchanged    text[] not null,
    whole        boolean not null,
    state        bytea not null,
    digest       bytea not null,
    versions     int8range not null check (not isempty(versions))
);
comment on table revisions is 'The revisions of the register, numbered from 1, the oldest: commits that changed its data.';
comment on column revisions.commit_id is 'None for files that are not committed, which only the newest can be.';
comment on column revisions.committed_at is 'Never earlier than that of the revision before.';
comment on column revisions.changes is 'How many lines it has in changes.';
comment on column revisions.unchanged is 'Commits that followed it and left the register as it was.';
comment on column revisions.whole is 'Whether all its files could be read, and all that they refer to was there. One that is not counts as if the register had stayed as it was before.';
comment on column revisions.state is 'A digest of all records as of the revision, and of how they came to be so.';
comment on column revisions.digest is 'SHA-256 of its lines in changes: what a load compares.';
create unique index revisions_current on revisions (revision) where upper_inf(versions);
create index revisions_revision on revisions (revision, versions);
create index revisions_committed_at on revisions (committed_at);

create table changes (
    revision      int not null,
    number        int not null,
    kind          text collate "C" not null,
    id            text collate "C" not null,
    former_ids    text[] collate "C" not null,
    moved_to      text collate "C",
    what          text[] not null,
    listings      text[] collate "C" not null,
    manufacturers text[] collate "C" not null,
    line          json not null,
    versions      int8range not null check (not isempty(versions))
);
comment on table changes is 'What each revision changed, one row for each line of the download changes.ndjson.';
comment on column changes.number is 'Which line of the revision it is, from 1.';
comment on column changes.kind is 'The folder of the kind: listings, certificates, manufacturers and so on; or settings, which have an empty id.';
comment on column changes.id is 'The record''s id since then; of a record that is gone, the one before.';
comment on column changes.former_ids is 'Ids that the record had before.';
comment on column changes.moved_to is 'The record that a merged one became part of.';
comment on column changes.what is 'Words for what happened: added, changed, renamed, suspended, expiry-moved and so on.';
comment on column changes.listings is 'The listings that it concerns: itself, or those that a certificate covers or covered.';
comment on column changes.manufacturers is 'The manufacturers that it concerns.';
comment on column changes.line is 'The whole line: what differs, field by field, and the record as it is since.';
create unique index changes_current on changes (revision, number) where upper_inf(versions);
create index changes_place on changes (revision, number);
create index changes_id on changes (kind, id, revision, number);
create index changes_moved_to on changes (kind, moved_to) where moved_to is not null;
create index changes_former_ids on changes using gin (former_ids);
create index changes_what on changes using gin (what);
create index changes_listings on changes using gin (listings);
create index changes_manufacturers on changes using gin (manufacturers);

-- For people.

create or replace function seq_as_of(instant timestamptz) returns bigint
    language sql stable
    return (case when exists (select from revisions where upper_inf(versions))
        then (select max(v.seq) from register_versions v where v.state = (
            select r.state from revisions r where upper_inf(r.versions) and r.whole and r.committed_at <= instant order by r.revision desc limit 1))
        else (select max(seq) from register_versions where coalesce(committed_at, loaded_at) <= instant) end);
comment on function seq_as_of is 'The version that the register was at by an instant: that of the newest revision up to it or, where no history was loaded, of the newest commit. None before the first.';

create view current_changes as
    select c.revision, r.committed_at, r.author, r.summary, c.kind, c.id, c.what, c.listings, c.manufacturers, c.line
    from changes c
    join revisions r on r.revision = c.revision and upper_inf(r.versions)
    where upper_inf(c.versions);
comment on view current_changes is 'What changed in the register, and when, as its history is known today.';
