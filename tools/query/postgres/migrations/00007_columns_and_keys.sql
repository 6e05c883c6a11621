-- +goose Up

-- Plain columns in place of ranges, and a primary key for every table. Replication, and
-- engines that are Postgres in all but ranges and GiST, work with that.
--
-- A row stands in the versions from from_seq up to, not including, to_seq, which is null
-- while it stands. What the register said at version 9 is what has
--   from_seq <= 9 and (to_seq is null or to_seq > 9)
-- and what it says now is what has to_seq null. What holds on some days has the first and
-- the last of them in from_day and to_day, which are -infinity and infinity where it has
-- always held and has no end:
--   from_day <= '2026-11-23' and to_day >= '2026-11-23'
--
-- The tables are changed in place, so that roles keep their rights. Columns get their values
-- by rewriting tables and not by updates, which fail in a published table without a key.

-- The views and functions let go of the columns that go. They get their bodies again below,
-- and keep their rights.

-- +goose StatementBegin
do $$
declare
    v text;
begin
    foreach v in array array['current_listings', 'current_certificates', 'current_changes'] loop
        execute (
            select format('create or replace view %I as select %s where false', v,
                string_agg(format('null::%s%s as %I', format_type(atttypid, atttypmod), case when attcollation <> 0 then format(' collate %s', attcollation::regcollation) else '' end, attname), ', ' order by attnum))
            from pg_attribute where attrelid = v::regclass and attnum > 0 and not attisdropped);
    end loop;
end $$;
-- +goose StatementEnd

create or replace function seq_as_of(instant timestamptz) returns bigint
    language sql stable as 'select null::bigint';
create or replace function listings_on(day date, version bigint default current_seq())
    returns table (id text, manufacturer text, brand text, series text, model text, entity_type text, status listing_status, certified boolean, listed_until date)
    language sql stable as 'select null::text, null::text, null::text, null::text, null::text, null::text, null::listing_status, null::boolean, null::date';
create or replace function listing_status_on(listing text, day date, version bigint default current_seq()) returns listing_status
    language sql stable as 'select null::listing_status';
create or replace function certificate_status_on(certificate text, day date, version bigint default current_seq()) returns certificate_status
    language sql stable as 'select null::certificate_status';
create or replace function listing_attributes_on(day date, version bigint default current_seq())
    returns table (listing_id text, device_class_id text, attribute_name text, attribute_value text, number_value double precision, unit text)
    language sql stable as 'select null::text, null::text, null::text, null::text, null::double precision, null::text';

-- The indexes that name ranges, or that the primary keys and partial indexes below replace.

drop index
    records_current, records_id, records_search, former_ids_former_id, former_ids_id, sources_id, entity_types_current, entity_types_id,
    entity_types_id_part, entity_types_name_key, entity_types_name_part, device_classes_current, device_classes_id, device_classes_id_part,
    device_classes_name_key, device_classes_name_part, device_classes_requires_inverter, device_class_attributes_class, device_class_attributes_key,
    device_class_attributes_part, device_class_attribute_values_class, test_profiles_current, test_profiles_group_key, test_profiles_id,
    test_profiles_name_key, test_profiles_optional, test_profiles_parts, test_profiles_retired, test_profiles_standard_key, test_profiles_witnessed,
    test_profile_versions_key, test_profile_versions_part, test_profile_versions_profile, test_profile_tests_key, test_profile_tests_part,
    test_profile_tests_profile, manufacturers_created_at, manufacturers_current, manufacturers_id, manufacturers_listings, manufacturers_name_key,
    manufacturers_parts, manufacturers_updated_at, manufacturer_aliases_key, manufacturer_aliases_manufacturer, manufacturer_aliases_part,
    certifying_bodies_certificates, certifying_bodies_created_at, certifying_bodies_current, certifying_bodies_id, certifying_bodies_name_key,
    certifying_bodies_parts, certifying_bodies_updated_at, certifying_body_aliases_body, certifying_body_aliases_key, certifying_body_aliases_part,
    listings_brand_key, listings_brand_part, listings_certificate_type, listings_created_at, listings_csip_aus_version_key,
    listings_csip_aus_version_part, listings_current, listings_delisted_on, listings_deployment, listings_entity_type, listings_id, listings_id_part,
    listings_manufacturer, listings_model_key, listings_model_part, listings_sample, listings_series_key, listings_series_part, listings_software_key,
    listings_software_part, listings_updated_at, listings_withdrawn_on, listing_aliases_key, listing_aliases_listing, listing_aliases_part,
    listing_white_labels_key, listing_white_labels_listing, listing_white_labels_part, listing_jurisdictions_key, listing_jurisdictions_listing,
    listing_jurisdictions_part, listing_periods_first_day, listing_periods_last_day, listing_periods_listing, listing_suspensions_listing,
    listing_standing_certified, listing_standing_days, listing_standing_listed_until, listing_standing_listing, listing_standing_not_certified,
    listing_device_classes_class, listing_device_classes_listing, listing_attributes_boolean, listing_attributes_key, listing_attributes_listing,
    listing_attributes_maximum, listing_attributes_minimum, listing_attributes_number, listing_attributes_part, listing_attributes_text,
    listing_devices_device, listing_devices_device_part, listing_devices_listing, listing_devices_listing_part, certificates_body,
    certificates_certification_date, certificates_created_at, certificates_csip_aus_version_key, certificates_current, certificates_expiry,
    certificates_id, certificates_number_key, certificates_parts, certificates_revoked_on, certificates_sample, certificates_standard_key,
    certificates_standard_version_key, certificates_updated_at, certificates_witnessed_date, certificate_standing_certificate,
    certificate_standing_days, certificate_listings_certificate, certificate_listings_listing, certificate_listings_parts,
    certificate_test_profiles_certificate, certificate_test_profiles_profile, certificate_tests_certificate, certificate_tests_key,
    certificate_tests_part, lists_created_at, lists_current, lists_date, lists_device_class, lists_first_date, lists_id, lists_name_key, lists_parts,
    lists_rows, lists_updated_at, lists_website_key, listing_absences_list, listing_absences_listing, listing_absences_since, listing_names_key,
    listing_names_listing, revisions_current, revisions_revision, revisions_committed_at, changes_current, changes_place, changes_id,
    changes_moved_to, changes_former_ids, changes_what, changes_listings, changes_manufacturers;

alter table listing_periods drop column first_day, drop column last_day;
alter table listing_absences drop column since, drop column back;

-- A generated column gets its values without an update.

-- +goose StatementBegin
do $$
declare
    versioned text[] := array[
        'records', 'former_ids', 'sources',
        'entity_types', 'device_classes', 'device_class_attributes', 'device_class_attribute_values', 'test_profiles', 'test_profile_versions', 'test_profile_tests', 'lists',
        'manufacturers', 'manufacturer_aliases', 'certifying_bodies', 'certifying_body_aliases',
        'listings', 'listing_aliases', 'listing_names', 'listing_white_labels', 'listing_jurisdictions', 'listing_periods', 'listing_suspensions', 'listing_absences',
        'listing_standing', 'listing_device_classes', 'listing_device_class_attributes', 'listing_devices',
        'certificates', 'certificate_standing', 'certificate_listings', 'certificate_test_profiles', 'certificate_tests',
        'revisions', 'changes'];
    daily text[] := array['listing_periods', 'listing_suspensions', 'listing_absences', 'listing_standing', 'listing_device_class_attributes', 'certificate_standing'];
    seqs text := '
        add column from_seq bigint not null generated always as (lower(versions)) stored,
        add column to_seq bigint generated always as (upper(versions)) stored';
    days text := '
        add column from_day date not null generated always as (case when lower_inf(days) then ''-infinity'' else lower(days) end) stored,
        add column to_day date not null generated always as (case when upper_inf(days) then ''infinity'' else upper(days) - 1 end) stored,';
    t text;
begin
    foreach t in array versioned loop
        execute format('alter table %I %s %s', t, case when t = any (daily) then days end, seqs);
        execute format('alter table %I alter column from_seq drop expression, alter column to_seq drop expression', t);
        execute format('alter table %I drop column versions, add constraint %I check (from_seq < to_seq)', t, t || '_seqs_check');
        execute format('comment on column %I.from_seq is %L', t, 'The version since which the row stands.');
        execute format('comment on column %I.to_seq is %L', t, 'The version that ended it; none while it stands.');
    end loop;
    foreach t in array daily loop
        execute format('alter table %I alter column from_day drop expression, alter column to_day drop expression', t);
        execute format('alter table %I drop column days, add constraint %I check (from_day <= to_day)', t, t || '_days_check');
        execute format('comment on column %I.from_day is %L', t, 'The first day; -infinity where it has always been so.');
        execute format('comment on column %I.to_day is %L', t, 'The last day; infinity where it has no end.');
    end loop;
end $$;
-- +goose StatementEnd

alter table listing_periods add column last_day date generated always as (case when isfinite(to_day) then to_day end) stored;
comment on column listing_periods.last_day is 'The last day as a period has it: none while it has no end.';
alter table listing_absences add column back date generated always as (case when isfinite(to_day) then to_day + 1 end) stored;
comment on column listing_absences.back is 'The date of the first edition that has it again; none while none has.';

comment on column listing_absences.from_day is 'The date of the first edition without it.';
comment on column listing_absences.to_day is 'The day before that of the first edition that has it again; infinity while none has.';
comment on column listing_device_class_attributes.from_day is 'The first day on which it has this value; -infinity where it always had.';
comment on column listing_device_class_attributes.to_day is 'The last day on which it has this value; infinity where that has no end.';
comment on table register_versions is 'The versions of the register that were loaded, one after the other. The highest seq is the current one. The other tables name them in from_seq and to_seq.';

-- A record changes at most once in a version, and its rows with it. Its files could once name
-- a former id twice, or an attribute. Rows of a table that is published can be deleted before it
-- has a key only with the replica identity full.
alter table former_ids replica identity full;
alter table device_class_attribute_values replica identity full;
delete from former_ids f where exists (
    select from former_ids o where (o.kind, o.id, o.former_id, o.from_seq) = (f.kind, f.id, f.former_id, f.from_seq) and o.ctid < f.ctid);
delete from device_class_attribute_values v where exists (
    select from device_class_attribute_values o
    where (o.device_class_id, o.attribute_name, o.position, o.from_seq) = (v.device_class_id, v.attribute_name, v.position, v.from_seq) and o.ctid < v.ctid);

alter table former_ids replica identity default;
alter table device_class_attribute_values replica identity default;

alter table records add primary key (kind, id, from_seq);
alter table former_ids add primary key (kind, id, former_id, from_seq);
alter table sources add primary key (kind, id, position, from_seq);
alter table entity_types add primary key (id, from_seq);
alter table device_classes add primary key (id, from_seq);
alter table device_class_attributes add primary key (device_class_id, position, from_seq);
alter table device_class_attribute_values add primary key (device_class_id, attribute_name, position, from_seq);
alter table test_profiles add primary key (id, from_seq);
alter table test_profile_versions add primary key (test_profile_id, position, from_seq);
alter table test_profile_tests add primary key (test_profile_id, position, from_seq);
alter table lists add primary key (id, from_seq);
alter table manufacturers add primary key (id, from_seq);
alter table manufacturer_aliases add primary key (manufacturer_id, position, from_seq);
alter table certifying_bodies add primary key (id, from_seq);
alter table certifying_body_aliases add primary key (certifying_body_id, position, from_seq);
alter table listings add primary key (id, from_seq);
alter table listing_aliases add primary key (listing_id, position, from_seq);
alter table listing_names add primary key (listing_id, name_key, from_seq);
alter table listing_white_labels add primary key (listing_id, position, from_seq);
alter table listing_jurisdictions add primary key (listing_id, position, from_seq);
alter table listing_periods add primary key (listing_id, position, from_seq);
alter table listing_suspensions add primary key (listing_id, position, from_seq);
alter table listing_absences add primary key (listing_id, position, from_seq);
alter table listing_standing add primary key (listing_id, from_day, from_seq);
alter table listing_device_classes add primary key (listing_id, device_class_id, from_seq);
alter table listing_device_class_attributes add primary key (listing_id, device_class_id, attribute_name, from_day, from_seq);
alter table listing_devices add primary key (listing_id, position, from_seq);
alter table certificates add primary key (id, from_seq);
alter table certificate_standing add primary key (certificate_id, from_day, from_seq);
alter table certificate_listings add primary key (certificate_id, position, from_seq);
alter table certificate_test_profiles add primary key (certificate_id, position, from_seq);
alter table certificate_tests add primary key (certificate_id, position, from_seq);
alter table revisions add primary key (revision, from_seq);
alter table changes add primary key (revision, number, from_seq);

-- What is often asked together with a status is beside it: nothing needs to be joined then.

-- +goose StatementBegin
create function pg_temp.entity_type_of(listing text, seq bigint) returns text
    language sql stable
    return (select l.entity_type_id from listings l where l.id = listing and l.from_seq <= seq and (l.to_seq is null or l.to_seq > seq));
-- +goose StatementEnd
alter table listing_standing add column entity_type_id text collate "C";
alter table listing_standing
    alter column entity_type_id type text collate "C" using pg_temp.entity_type_of(listing_id, from_seq),
    alter column entity_type_id set not null;
drop function pg_temp.entity_type_of(text, bigint);
comment on column listing_standing.entity_type_id is '→ entity_types: that of the listing, once more';

-- Of a record, one row stands.

create unique index records_current on records (kind, id) where to_seq is null;
create index records_ended on records (to_seq) where to_seq is not null; -- by which a server finds what has ended since it read the records
create unique index entity_types_current on entity_types (id) where to_seq is null;
create unique index device_classes_current on device_classes (id) where to_seq is null;
create unique index test_profiles_current on test_profiles (id) where to_seq is null;
create unique index lists_current on lists (id) where to_seq is null;
create unique index manufacturers_current on manufacturers (id) where to_seq is null;
create unique index certifying_bodies_current on certifying_bodies (id) where to_seq is null;
create unique index listings_current on listings (id) where to_seq is null;
create unique index certificates_current on certificates (id) where to_seq is null;
create unique index revisions_current on revisions (revision) where to_seq is null;
create unique index changes_current on changes (revision, number) where to_seq is null;

-- What leads from one record to others, in any version. The primary keys lead the other way.

create index former_ids_former_id on former_ids (kind, former_id);
create index listing_names_key on listing_names (name_key, listing_id);
create index listing_devices_device on listing_devices (device_id, listing_id);
create index certificate_listings_listing on certificate_listings (listing_id, certificate_id);

-- What filters and orders need, of what stands.

create index records_search on records using gin (search) with (fastupdate = off) where to_seq is null;

create index entity_types_name_key on entity_types (name_key) where to_seq is null;
create index entity_types_id_part on entity_types using gin (id gin_trgm_ops) where to_seq is null;
create index entity_types_name_part on entity_types using gin (name_key gin_trgm_ops) where to_seq is null;

create index device_classes_name_key on device_classes (name_key) where to_seq is null;
create index device_classes_requires_inverter on device_classes (requires_inverter) where to_seq is null;
create index device_classes_id_part on device_classes using gin (id gin_trgm_ops) where to_seq is null;
create index device_classes_name_part on device_classes using gin (name_key gin_trgm_ops) where to_seq is null;
create index device_class_attributes_key on device_class_attributes (attribute_key, device_class_id) where to_seq is null;
create index device_class_attributes_part on device_class_attributes using gin (attribute_key gin_trgm_ops) where to_seq is null;

create index test_profiles_name_key on test_profiles (name_key) where to_seq is null;
create index test_profiles_group_key on test_profiles (group_key) where to_seq is null;
create index test_profiles_standard_key on test_profiles (standard_key) where to_seq is null;
create index test_profiles_optional on test_profiles (optional) where to_seq is null;
create index test_profiles_witnessed on test_profiles (witnessed) where to_seq is null;
create index test_profiles_retired on test_profiles (retired) where to_seq is null;
create index test_profiles_id_part on test_profiles using gin (id gin_trgm_ops) where to_seq is null;
create index test_profiles_name_part on test_profiles using gin (name_key gin_trgm_ops) where to_seq is null;
create index test_profiles_group_part on test_profiles using gin (group_key gin_trgm_ops) where to_seq is null;
create index test_profiles_standard_part on test_profiles using gin (standard_key gin_trgm_ops) where to_seq is null;
create index test_profile_versions_key on test_profile_versions (version_key) where to_seq is null;
create index test_profile_versions_part on test_profile_versions using gin (version_key gin_trgm_ops) where to_seq is null;
create index test_profile_tests_key on test_profile_tests (test_key) where to_seq is null;
create index test_profile_tests_part on test_profile_tests using gin (test_key gin_trgm_ops) where to_seq is null;

create index lists_device_class on lists (device_class_id, id) where to_seq is null;
create index lists_name_key on lists (name_key) where to_seq is null;
create index lists_website_key on lists (website_key) where to_seq is null;
create index lists_date on lists (date) where to_seq is null;
create index lists_first_date on lists (first_date) where to_seq is null;
create index lists_rows on lists (rows) where to_seq is null;
create index lists_created_at on lists (created_at) where to_seq is null;
create index lists_updated_at on lists (updated_at) where to_seq is null;
create index lists_id_part on lists using gin (id gin_trgm_ops) where to_seq is null;
create index lists_name_part on lists using gin (name_key gin_trgm_ops) where to_seq is null;
create index lists_website_part on lists using gin (website_key gin_trgm_ops) where to_seq is null;

create index manufacturers_name_key on manufacturers (name_key) where to_seq is null;
create index manufacturers_listings on manufacturers (listings) where to_seq is null;
create index manufacturers_created_at on manufacturers (created_at) where to_seq is null;
create index manufacturers_updated_at on manufacturers (updated_at) where to_seq is null;
create index manufacturers_id_part on manufacturers using gin (id gin_trgm_ops) where to_seq is null;
create index manufacturers_name_part on manufacturers using gin (name_key gin_trgm_ops) where to_seq is null;
create index manufacturer_aliases_key on manufacturer_aliases (alias_key) where to_seq is null;
create index manufacturer_aliases_part on manufacturer_aliases using gin (alias_key gin_trgm_ops) where to_seq is null;

create index certifying_bodies_name_key on certifying_bodies (name_key) where to_seq is null;
create index certifying_bodies_certificates on certifying_bodies (certificates) where to_seq is null;
create index certifying_bodies_created_at on certifying_bodies (created_at) where to_seq is null;
create index certifying_bodies_updated_at on certifying_bodies (updated_at) where to_seq is null;
create index certifying_bodies_id_part on certifying_bodies using gin (id gin_trgm_ops) where to_seq is null;
create index certifying_bodies_name_part on certifying_bodies using gin (name_key gin_trgm_ops) where to_seq is null;
create index certifying_body_aliases_key on certifying_body_aliases (alias_key) where to_seq is null;
create index certifying_body_aliases_part on certifying_body_aliases using gin (alias_key gin_trgm_ops) where to_seq is null;

create index listings_manufacturer on listings (manufacturer_id, id) where to_seq is null;
create index listings_brand_key on listings (brand_key, id) where to_seq is null;
create index listings_series_key on listings (series_key, id) where to_seq is null;
create index listings_model_key on listings (model_key, id) where to_seq is null;
create index listings_entity_type on listings (entity_type_id, id) where to_seq is null;
create index listings_deployment on listings (deployment) where to_seq is null;
create index listings_certificate_type on listings (certificate_type) where to_seq is null;
create index listings_csip_aus_version_key on listings (csip_aus_version_key, id) where to_seq is null;
create index listings_software_key on listings (software_key, id) where to_seq is null;
create index listings_delisted_on on listings (delisted_on) where to_seq is null;
create index listings_withdrawn_on on listings (withdrawn_on) where to_seq is null;
create index listings_sample on listings (sample) where to_seq is null;
create index listings_created_at on listings (created_at, id) where to_seq is null;
create index listings_updated_at on listings (updated_at, id) where to_seq is null;
create index listings_id_part on listings using gin (id gin_trgm_ops) where to_seq is null;
create index listings_brand_part on listings using gin (brand_key gin_trgm_ops) where to_seq is null;
create index listings_series_part on listings using gin (series_key gin_trgm_ops) where to_seq is null;
create index listings_model_part on listings using gin (model_key gin_trgm_ops) where to_seq is null;
create index listings_csip_aus_version_part on listings using gin (csip_aus_version_key gin_trgm_ops) where to_seq is null;
create index listings_software_part on listings using gin (software_key gin_trgm_ops) where to_seq is null;
create index listing_aliases_key on listing_aliases (alias_key) where to_seq is null;
create index listing_aliases_part on listing_aliases using gin (alias_key gin_trgm_ops) where to_seq is null;
create index listing_white_labels_key on listing_white_labels (brand_key, listing_id) where to_seq is null;
create index listing_white_labels_part on listing_white_labels using gin (brand_key gin_trgm_ops) where to_seq is null;
create index listing_jurisdictions_key on listing_jurisdictions (jurisdiction_key, listing_id) where to_seq is null;
create index listing_jurisdictions_part on listing_jurisdictions using gin (jurisdiction_key gin_trgm_ops) where to_seq is null;
create index listing_periods_from_day on listing_periods (from_day) where to_seq is null;
create index listing_periods_last_day on listing_periods (last_day) where to_seq is null;
create index listing_absences_list on listing_absences (list_id, listing_id) where to_seq is null;
create index listing_absences_from_day on listing_absences (from_day, listing_id) where to_seq is null;
create index listing_standing_current on listing_standing (listing_id, from_day, to_day, status, entity_type_id) where to_seq is null;
create index listing_standing_status on listing_standing (status, entity_type_id, from_day, to_day, listing_id) where to_seq is null;
create index listing_standing_certified on listing_standing (certified, from_day, to_day, listing_id) where to_seq is null;
create index listing_standing_listed_until on listing_standing (listed_until, from_day, to_day, listing_id) where to_seq is null;
create index listing_device_classes_class on listing_device_classes (device_class_id, listing_id) where to_seq is null;
create index listing_attributes_number on listing_device_class_attributes (device_class_id, attribute_name, number_value, from_day, to_day, listing_id) where to_seq is null and number_value is not null;
create index listing_attributes_minimum on listing_device_class_attributes (device_class_id, attribute_name, minimum, from_day, to_day, listing_id) where to_seq is null and minimum is not null;
create index listing_attributes_maximum on listing_device_class_attributes (device_class_id, attribute_name, maximum, from_day, to_day, listing_id) where to_seq is null and maximum is not null;
create index listing_attributes_boolean on listing_device_class_attributes (device_class_id, attribute_name, boolean_value, from_day, to_day, listing_id) where to_seq is null and boolean_value is not null;
create index listing_attributes_text on listing_device_class_attributes (device_class_id, attribute_name, text_value, from_day, to_day, listing_id) where to_seq is null and text_value is not null;
create index listing_attributes_key on listing_device_class_attributes (device_class_id, attribute_name, text_key, from_day, to_day, listing_id) where to_seq is null and text_key is not null;
create index listing_attributes_part on listing_device_class_attributes using gin (text_key gin_trgm_ops) where to_seq is null and text_key is not null;
create index listing_devices_device_part on listing_devices using gin (device_id gin_trgm_ops) where to_seq is null;
create index listing_devices_listing_part on listing_devices using gin (listing_id gin_trgm_ops) where to_seq is null;

create index certificates_number_key on certificates (number_key, id) where to_seq is null;
create index certificates_body on certificates (certifying_body_id, id) where to_seq is null;
create index certificates_standard_key on certificates (standard_key, id) where to_seq is null;
create index certificates_standard_version_key on certificates (standard_version_key, id) where to_seq is null;
create index certificates_csip_aus_version_key on certificates (csip_aus_version_key, id) where to_seq is null;
create index certificates_certification_date on certificates (certification_date) where to_seq is null;
create index certificates_witnessed_date on certificates (witnessed_date) where to_seq is null;
create index certificates_expiry on certificates (expiry) where to_seq is null;
create index certificates_revoked_on on certificates (revoked_on) where to_seq is null;
create index certificates_sample on certificates (sample) where to_seq is null;
create index certificates_created_at on certificates (created_at) where to_seq is null;
create index certificates_updated_at on certificates (updated_at) where to_seq is null;
create index certificates_id_part on certificates using gin (id gin_trgm_ops) where to_seq is null;
create index certificates_number_part on certificates using gin (number_key gin_trgm_ops) where to_seq is null;
create index certificates_standard_part on certificates using gin (standard_key gin_trgm_ops) where to_seq is null;
create index certificates_standard_version_part on certificates using gin (standard_version_key gin_trgm_ops) where to_seq is null;
create index certificates_csip_aus_version_part on certificates using gin (csip_aus_version_key gin_trgm_ops) where to_seq is null;
create index certificate_standing_status on certificate_standing (status, from_day, to_day) where to_seq is null;
create index certificate_listings_certificate_part on certificate_listings using gin (certificate_id gin_trgm_ops) where to_seq is null;
create index certificate_listings_listing_part on certificate_listings using gin (listing_id gin_trgm_ops) where to_seq is null;
create index certificate_test_profiles_profile on certificate_test_profiles (test_profile_id, certificate_id) where to_seq is null;
create index certificate_tests_key on certificate_tests (test_key) where to_seq is null;
create index certificate_tests_part on certificate_tests using gin (test_key gin_trgm_ops) where to_seq is null;

create index revisions_committed_at on revisions (committed_at) where to_seq is null;
create index changes_id on changes (kind, id, revision, number) where to_seq is null;
create index changes_moved_to on changes (kind, moved_to) where to_seq is null and moved_to is not null;
create index changes_former_ids on changes using gin (former_ids) where to_seq is null;
create index changes_what on changes using gin (what) where to_seq is null;
create index changes_listings on changes using gin (listings) where to_seq is null;
create index changes_manufacturers on changes using gin (manufacturers) where to_seq is null;

-- The new columns have no statistics yet.
analyze records, former_ids, sources,
    entity_types, device_classes, device_class_attributes, device_class_attribute_values, test_profiles, test_profile_versions, test_profile_tests, lists,
    manufacturers, manufacturer_aliases, certifying_bodies, certifying_body_aliases,
    listings, listing_aliases, listing_names, listing_white_labels, listing_jurisdictions, listing_periods, listing_suspensions, listing_absences,
    listing_standing, listing_device_classes, listing_device_class_attributes, listing_devices,
    certificates, certificate_standing, certificate_listings, certificate_test_profiles, certificate_tests,
    revisions, changes;

-- +goose StatementBegin
do $$
begin
    drop extension if exists btree_gist;
exception when dependent_objects_still_exist or insufficient_privilege then
    null; -- it is somebody else's, or somebody else needs it
end $$;
-- +goose StatementEnd

-- For people.

create or replace function seq_as_of(instant timestamptz) returns bigint
    language sql stable
    return (case when exists (select from revisions where to_seq is null)
        then (select max(v.seq) from register_versions v where v.state = (
            select r.state from revisions r where r.to_seq is null and r.whole and r.committed_at <= instant order by r.revision desc limit 1))
        else (select max(seq) from register_versions where coalesce(committed_at, loaded_at) <= instant) end);

-- +goose StatementBegin
create or replace function listings_on(day date, version bigint default current_seq())
    returns table (id text, manufacturer text, brand text, series text, model text, entity_type text, status listing_status, certified boolean, listed_until date)
    language sql stable
    begin atomic
        select l.id, m.name, l.brand, l.series, l.model, l.entity_type_id, s.status, s.certified, s.listed_until
        from listings l
        join manufacturers m on m.id = l.manufacturer_id and m.from_seq <= version and (m.to_seq is null or m.to_seq > version)
        join listing_standing s on s.listing_id = l.id and s.from_seq <= version and (s.to_seq is null or s.to_seq > version) and s.from_day <= day and s.to_day >= day
        where l.from_seq <= version and (l.to_seq is null or l.to_seq > version);
    end;
-- +goose StatementEnd

create or replace function listing_status_on(listing text, day date, version bigint default current_seq()) returns listing_status
    language sql stable
    return (select s.status from listing_standing s
        where s.listing_id = listing and s.from_seq <= version and (s.to_seq is null or s.to_seq > version) and s.from_day <= day and s.to_day >= day);

create or replace function certificate_status_on(certificate text, day date, version bigint default current_seq()) returns certificate_status
    language sql stable
    return (select s.status from certificate_standing s
        where s.certificate_id = certificate and s.from_seq <= version and (s.to_seq is null or s.to_seq > version) and s.from_day <= day and s.to_day >= day);

-- +goose StatementBegin
create or replace function listing_attributes_on(day date, version bigint default current_seq())
    returns table (listing_id text, device_class_id text, attribute_name text, attribute_value text, number_value double precision, unit text)
    language sql stable
    begin atomic
        select a.listing_id, a.device_class_id, a.attribute_name, a.attribute_value, a.number_value, a.unit
        from listing_device_class_attributes a
        where a.from_seq <= version and (a.to_seq is null or a.to_seq > version) and a.from_day <= day and a.to_day >= day;
    end;
-- +goose StatementEnd

create or replace view current_listings as
    select l.id, o.manufacturer, l.brand, l.series, l.model, l.entity_type_id as entity_type, l.deployment, o.status, o.certified, o.listed_until, l.sample
    from listings_on(register_today()) o
    join listings l on l.id = o.id and l.to_seq is null;

create or replace view current_certificates as
    select c.id, c.number, b.name as certifying_body, c.standard, s.status, c.certification_date, c.expiry,
           array(select p.test_profile_id from certificate_test_profiles p where p.certificate_id = c.id and p.to_seq is null order by p.position) as test_profiles,
           array(select n.listing_id from certificate_listings n where n.certificate_id = c.id and n.to_seq is null order by n.position) as listings
    from certificates c
    join certifying_bodies b on b.id = c.certifying_body_id and b.to_seq is null
    join certificate_standing s on s.certificate_id = c.id and s.to_seq is null and s.from_day <= register_today() and s.to_day >= register_today()
    where c.to_seq is null;

create or replace view current_changes as
    select c.revision, r.committed_at, r.author, r.summary, c.kind, c.id, c.what, c.listings, c.manufacturers, c.line
    from changes c
    join revisions r on r.revision = c.revision and r.to_seq is null
    where c.to_seq is null;
