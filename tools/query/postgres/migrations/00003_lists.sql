-- +goose Up

-- Official lists that the register follows, when a list did not have a listing, and
-- attributes whose value was another one in some period of a listing.

create table lists (
    id              text collate "C" not null,
    name            text not null,
    name_key        text collate "C" not null,
    description     text,
    device_class_id text collate "C" not null,
    website         text,
    website_key     text collate "C",
    date            date not null,
    first_date      date not null,
    rows            int not null,
    sha256          text,
    created_at      timestamptz,
    updated_at      timestamptz,
    commit_id       text,
    versions        int8range not null check (not isempty(versions))
);
comment on table lists is 'Official lists of approved products that the register follows. The newest date is the age of its data.';
comment on column lists.device_class_id is '→ device_classes: of the products on it';
comment on column lists.date is 'The list''s own date: of the newest edition that was imported.';
comment on column lists.first_date is 'The date of the oldest edition that was imported.';
comment on column lists.rows is 'How many rows the newest edition has.';
comment on column lists.sha256 is 'The SHA-256 of the newest edition''s file, in hexadecimal.';
create unique index lists_current on lists (id) where upper_inf(versions);
create index lists_id on lists (id);
create index lists_device_class on lists (device_class_id, id);
create index lists_name_key on lists (name_key);
create index lists_website_key on lists (website_key);
create index lists_date on lists (date);
create index lists_first_date on lists (first_date);
create index lists_rows on lists (rows);
create index lists_created_at on lists (created_at);
create index lists_updated_at on lists (updated_at);
create index lists_parts on lists using gin (id gin_trgm_ops, name_key gin_trgm_ops, website_key gin_trgm_ops);

create table listing_absences (
    listing_id text collate "C" not null,
    position   int not null,
    list_id    text collate "C" not null,
    last_seen  date,
    days       daterange not null check (not isempty(days)),
    since      date not null generated always as (lower(days)) stored,
    back       date generated always as (upper(days)) stored,
    versions   int8range not null check (not isempty(versions))
);
comment on table listing_absences is 'When an official list did not have a listing. The reason is not known, and the status does not depend on it.';
comment on column listing_absences.listing_id is '→ listings';
comment on column listing_absences.list_id is '→ lists';
comment on column listing_absences.last_seen is 'The date of the last edition that had it; none where that is not known.';
comment on column listing_absences.since is 'The date of the first edition without it.';
comment on column listing_absences.back is 'The date of the first edition that has it again; none while none has.';
create index listing_absences_listing on listing_absences (listing_id);
create index listing_absences_list on listing_absences (list_id, listing_id);
create index listing_absences_since on listing_absences (since, listing_id);

-- A value that holds on all days has days without bounds, as all values had before.
alter table listing_device_class_attributes add column days daterange not null default daterange(null, null) check (not isempty(days));
alter table listing_device_class_attributes alter column days drop default;
comment on table listing_device_class_attributes is 'The attributes of a listing for each of its device classes, typed. Each day is in at most one row of an attribute of a listing.';
comment on column listing_device_class_attributes.days is 'The days on which it has this value: (,) where it always does.';

alter table listing_standing add column device_classes json;
comment on column listing_standing.device_classes is 'The device classes with the attribute values of these days; none where all values are the same on all days.';

-- For people.

-- +goose StatementBegin
create function listing_attributes_on(day date, version bigint default current_seq())
    returns table (listing_id text, device_class_id text, attribute_name text, attribute_value text, number_value double precision, unit text)
    language sql stable
    begin atomic
        select a.listing_id, a.device_class_id, a.attribute_name, a.attribute_value, a.number_value, a.unit
        from listing_device_class_attributes a
        where a.versions @> version and a.days @> day;
    end;
-- +goose StatementEnd
comment on function listing_attributes_on is 'The attributes of all listings with their values on a day, as a version of the register has them (the current one unless another is given).';
