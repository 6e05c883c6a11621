-- +goose Up

-- By what a model is found that is asked for as a whole, as a check finds it.

create table listing_names (
    listing_id text collate "C" not null,
    name_key   text collate "C" not null,
    versions   int8range not null check (not isempty(versions))
);
comment on table listing_names is 'The names of a listing''s model, with its aliases and its models under white labels, in the forms in which spellings of one model are the same.';
comment on column listing_names.listing_id is '→ listings';
comment on column listing_names.name_key is 'Without case, spaces and accents; without the tag of a standard, and with its digits behind a space; with and without punctuation.';
create index listing_names_listing on listing_names (listing_id);
create index listing_names_key on listing_names (name_key, listing_id);

-- The next load writes the rows of the newest version. Those of versions before keep the
-- spelling without case and spaces alone.
insert into listing_names
    select id, replace(model_key, ' ', ''), versions from listings
    union
    select listing_id, replace(alias_key, ' ', ''), versions from listing_aliases;
