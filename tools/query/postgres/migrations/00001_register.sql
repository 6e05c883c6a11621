-- +goose Up

-- The register in Postgres. Start with the view current_listings and the function
-- listings_on(day); the tables are below them.
--
-- Every row says in which versions of the register it stands: versions is a range
-- of sequence numbers of register_versions, [12,) for what stands since version 12
-- and [7,12) for what was changed or removed by it. Nothing is ever overwritten or
-- deleted: what the register said at version 9 is what has versions @> 9.
--
-- Dates are civil dates in the register's time zone. A daterange here is [from,to):
-- upper(days) is the first day that is not in it, and none while it has no end.
-- Powers are kW, energies kWh, voltages V, unless the attribute's unit says otherwise.
--
-- A column whose comment begins with → holds the id of a record in that table. There
-- are no foreign keys, since an id stands in several versions; a load checks them all.
--
-- A column x_key is x as queries compare it: trimmed, in lower case, composed (NFC).
-- Keys and ids order by their bytes (collation "C"), as the API's lists do.

create extension if not exists pg_trgm; -- substrings by index

create type listing_status as enum ('active', 'upcoming', 'suspended', 'expired', 'withdrawn', 'delisted');
create type certificate_status as enum ('current', 'upcoming', 'expired', 'revoked');
create type attribute_type as enum ('number', 'integer', 'range', 'boolean', 'enum', 'text');

comment on type attribute_type is 'What kind of value an attribute of a device class has.';
comment on type listing_status is 'What holds for a listing on a day; the most wanted first.';
comment on type certificate_status is 'What holds for a certificate on a day; the most wanted first.';

create table register_versions (
    seq          bigint primary key check (seq > 0),
    version      text not null,
    commit_id    text,
    committed_at timestamptz,
    loaded_at    timestamptz not null default clock_timestamp(),
    settings     json not null,
    counts       json not null,
    rows_written bigint not null
);
comment on table register_versions is 'The versions of the register that were loaded, one after the other. The highest seq is the current one.';
comment on column register_versions.version is 'The commit, or a digest of the files where they were no commit.';
comment on column register_versions.settings is 'The register''s own record: title, time zone, licence and so on.';
comment on column register_versions.counts is 'How many records of each kind the version has.';
comment on column register_versions.rows_written is 'How many rows in all tables this load wrote or closed.';

create table records (
    kind          text collate "C" not null,
    id            text collate "C" not null,
    digest        bytea not null,
    record        json not null,
    document_head text not null,
    document_tail text not null,
    words         text[] not null,
    search        tsvector not null generated always as (array_to_tsvector(words)) stored,
    versions      int8range not null check (not isempty(versions))
) with (toast_tuple_target = 8160); -- compressing them costs more, in loads and in lists, than it saves
comment on table records is 'Every record of every kind as JSON, and the words by which q finds it. The tables below say the same in columns.';
comment on column records.kind is 'The folder of the kind: listings, certificates, manufacturers and so on.';
comment on column records.digest is 'SHA-256 of all rows of the record in all tables: what a load compares.';
comment on column records.record is 'The record as it is stored in the files.';
comment on column records.document_head is 'The record as the API shows it, up to the part that depends on the day (all of it where none does).';
comment on column records.document_tail is 'What follows that part.';
create unique index records_current on records (kind, id) where upper_inf(versions);
create index records_id on records (kind, id, versions);
create index records_search on records using gin (search) with (fastupdate = off);

create table former_ids (
    kind      text collate "C" not null,
    former_id text collate "C" not null,
    id        text collate "C" not null,
    versions  int8range not null check (not isempty(versions))
);
comment on table former_ids is 'Ids that records had before. They lead to the record and are never used for another.';
create index former_ids_former_id on former_ids (kind, former_id);
create index former_ids_id on former_ids (kind, id);

create table sources (
    kind      text collate "C" not null,
    id        text collate "C" not null,
    position  int not null,
    title     text,
    url       text not null,
    retrieved date,
    versions  int8range not null check (not isempty(versions))
);
comment on table sources is 'Where the facts of a record can be looked up.';
create index sources_id on sources (kind, id);

-- The vocabularies.

create table entity_types (
    id          text collate "C" not null,
    name        text not null,
    name_key    text collate "C" not null,
    description text,
    versions    int8range not null check (not isempty(versions))
);
comment on table entity_types is 'What a listing is: a client, a server, a device.';
create unique index entity_types_current on entity_types (id) where upper_inf(versions);
create index entity_types_id on entity_types (id);
create index entity_types_name_key on entity_types (name_key);
create index entity_types_name_part on entity_types using gin (name_key gin_trgm_ops);
create index entity_types_id_part on entity_types using gin (id gin_trgm_ops);

create table device_classes (
    id          text collate "C" not null,
    name        text not null,
    name_key    text collate "C" not null,
    short_name  text,
    description text,
    versions    int8range not null check (not isempty(versions))
);
comment on table device_classes is 'Classes of distributed energy resources.';
create unique index device_classes_current on device_classes (id) where upper_inf(versions);
create index device_classes_id on device_classes (id);
create index device_classes_name_key on device_classes (name_key);
create index device_classes_name_part on device_classes using gin (name_key gin_trgm_ops);
create index device_classes_id_part on device_classes using gin (id gin_trgm_ops);

create table device_class_attributes (
    device_class_id text collate "C" not null,
    position        int not null,
    attribute_name  text collate "C" not null,
    attribute_key   text collate "C" not null,
    attribute_type  attribute_type not null,
    name            text not null,
    unit            text,
    minimum         double precision,
    maximum         double precision,
    at_most         text,
    description     text,
    versions        int8range not null check (not isempty(versions))
);
comment on table device_class_attributes is 'The attributes that listings of a device class can have.';
comment on column device_class_attributes.device_class_id is '→ device_classes';
comment on column device_class_attributes.attribute_name is 'The attribute''s id, such as usable_capacity.';
comment on column device_class_attributes.unit is 'The unit of its numbers: kW, kWh, V, %; none where it has none.';
comment on column device_class_attributes.at_most is 'The attribute of the same class that it cannot exceed.';
create index device_class_attributes_class on device_class_attributes (device_class_id);
create index device_class_attributes_key on device_class_attributes (attribute_key, device_class_id);
create index device_class_attributes_part on device_class_attributes using gin (attribute_key gin_trgm_ops);

create table device_class_attribute_values (
    device_class_id text collate "C" not null,
    attribute_name  text collate "C" not null,
    position        int not null,
    value           text not null,
    name            text not null,
    aliases         text[] not null,
    description     text,
    retired         date,
    versions        int8range not null check (not isempty(versions))
);
comment on table device_class_attribute_values is 'The words of the attributes of type enum.';
comment on column device_class_attribute_values.device_class_id is '→ device_classes';
comment on column device_class_attribute_values.retired is 'The last day on which it could be used.';
create index device_class_attribute_values_class on device_class_attribute_values (device_class_id, attribute_name);

create table test_profiles (
    id           text collate "C" not null,
    name         text not null,
    name_key     text collate "C" not null,
    title        text not null,
    description  text,
    "group"      text,
    group_key    text collate "C",
    standard     text,
    standard_key text collate "C",
    optional     boolean not null,
    witnessed    boolean not null,
    retired      date,
    replaced_by  text[] not null,
    versions     int8range not null check (not isempty(versions))
);
comment on table test_profiles is 'Classes of tests that a certificate can name as attained.';
comment on column test_profiles.witnessed is 'Whether the certifying body watches its tests.';
comment on column test_profiles.retired is 'The last day on which it could be attained.';
create unique index test_profiles_current on test_profiles (id) where upper_inf(versions);
create index test_profiles_id on test_profiles (id);
create index test_profiles_name_key on test_profiles (name_key);
create index test_profiles_group_key on test_profiles (group_key);
create index test_profiles_standard_key on test_profiles (standard_key);
create index test_profiles_optional on test_profiles (optional);
create index test_profiles_witnessed on test_profiles (witnessed);
create index test_profiles_retired on test_profiles (retired);
create index test_profiles_parts on test_profiles using gin (id gin_trgm_ops, name_key gin_trgm_ops, group_key gin_trgm_ops, standard_key gin_trgm_ops);

create table test_profile_versions (
    test_profile_id text collate "C" not null,
    position        int not null,
    version         text not null,
    version_key     text collate "C" not null,
    versions        int8range not null check (not isempty(versions))
);
comment on table test_profile_versions is 'The versions of CSIP-AUS in which a test profile exists.';
comment on column test_profile_versions.test_profile_id is '→ test_profiles';
create index test_profile_versions_profile on test_profile_versions (test_profile_id);
create index test_profile_versions_key on test_profile_versions (version_key);
create index test_profile_versions_part on test_profile_versions using gin (version_key gin_trgm_ops);

create table test_profile_tests (
    test_profile_id text collate "C" not null,
    position        int not null,
    test            text not null,
    test_key        text collate "C" not null,
    title           text not null,
    category        text,
    role            text,
    csip_aus        text[] not null,
    versions        int8range not null check (not isempty(versions))
);
comment on table test_profile_tests is 'The tests of a test profile.';
comment on column test_profile_tests.test_profile_id is '→ test_profiles';
comment on column test_profile_tests.role is 'Whom it tests: client or server; client where none is given.';
comment on column test_profile_tests.csip_aus is 'The versions of CSIP-AUS in which it applies.';
create index test_profile_tests_profile on test_profile_tests (test_profile_id);
create index test_profile_tests_key on test_profile_tests (test_key);
create index test_profile_tests_part on test_profile_tests using gin (test_key gin_trgm_ops);

create table manufacturers (
    id           text collate "C" not null,
    name         text not null,
    name_key     text collate "C" not null,
    description  text,
    website      text,
    listings     int not null,
    certificates int not null,
    created_at   timestamptz,
    updated_at   timestamptz,
    commit_id    text,
    versions     int8range not null check (not isempty(versions))
);
comment on table manufacturers is 'Who makes devices or clients.';
comment on column manufacturers.listings is 'How many listings it has.';
comment on column manufacturers.certificates is 'How many certificates cover one of them.';
create unique index manufacturers_current on manufacturers (id) where upper_inf(versions);
create index manufacturers_id on manufacturers (id);
create index manufacturers_name_key on manufacturers (name_key);
create index manufacturers_parts on manufacturers using gin (id gin_trgm_ops, name_key gin_trgm_ops);
create index manufacturers_listings on manufacturers (listings);
create index manufacturers_created_at on manufacturers (created_at);
create index manufacturers_updated_at on manufacturers (updated_at);

create table manufacturer_aliases (
    manufacturer_id text collate "C" not null,
    position        int not null,
    alias           text not null,
    alias_key       text collate "C" not null,
    versions        int8range not null check (not isempty(versions))
);
comment on table manufacturer_aliases is 'Other spellings of a manufacturer''s name.';
comment on column manufacturer_aliases.manufacturer_id is '→ manufacturers';
create index manufacturer_aliases_manufacturer on manufacturer_aliases (manufacturer_id);
create index manufacturer_aliases_key on manufacturer_aliases (alias_key);
create index manufacturer_aliases_part on manufacturer_aliases using gin (alias_key gin_trgm_ops);

create table certifying_bodies (
    id           text collate "C" not null,
    name         text not null,
    name_key     text collate "C" not null,
    description  text,
    website      text,
    listings     int not null,
    certificates int not null,
    created_at   timestamptz,
    updated_at   timestamptz,
    commit_id    text,
    versions     int8range not null check (not isempty(versions))
);
comment on table certifying_bodies is 'Who tests and certifies, or accredits those who do.';
comment on column certifying_bodies.certificates is 'How many certificates it has issued.';
comment on column certifying_bodies.listings is 'How many listings they cover.';
create unique index certifying_bodies_current on certifying_bodies (id) where upper_inf(versions);
create index certifying_bodies_id on certifying_bodies (id);
create index certifying_bodies_name_key on certifying_bodies (name_key);
create index certifying_bodies_parts on certifying_bodies using gin (id gin_trgm_ops, name_key gin_trgm_ops);
create index certifying_bodies_certificates on certifying_bodies (certificates);
create index certifying_bodies_created_at on certifying_bodies (created_at);
create index certifying_bodies_updated_at on certifying_bodies (updated_at);

create table certifying_body_aliases (
    certifying_body_id text collate "C" not null,
    position           int not null,
    alias              text not null,
    alias_key          text collate "C" not null,
    versions           int8range not null check (not isempty(versions))
);
comment on table certifying_body_aliases is 'Other spellings of a certifying body''s name.';
comment on column certifying_body_aliases.certifying_body_id is '→ certifying_bodies';
create index certifying_body_aliases_body on certifying_body_aliases (certifying_body_id);
create index certifying_body_aliases_key on certifying_body_aliases (alias_key);
create index certifying_body_aliases_part on certifying_body_aliases using gin (alias_key gin_trgm_ops);

-- Listings.

create table listings (
    id                   text collate "C" not null,
    manufacturer_id      text collate "C" not null,
    brand                text,
    brand_key            text collate "C",
    series               text,
    series_key           text collate "C",
    model                text not null,
    model_key            text collate "C" not null,
    entity_type_id       text collate "C" not null,
    deployment           text collate "C",
    certificate_type     text collate "C",
    csip_aus_version     text,
    csip_aus_version_key text collate "C",
    software             text,
    software_key         text collate "C",
    software_versions    text,
    hardware             text,
    delisted_on          date,
    delisted_reason      text,
    delisted_source      text,
    withdrawn_on         date,
    withdrawn_reason     text,
    withdrawn_source     text,
    notes                text,
    sample               boolean not null,
    created_at           timestamptz,
    updated_at           timestamptz,
    commit_id            text,
    versions             int8range not null check (not isempty(versions))
);
comment on table listings is 'Models, and pieces of software, that are or were listed.';
comment on column listings.manufacturer_id is '→ manufacturers';
comment on column listings.entity_type_id is '→ entity_types';
comment on column listings.id is 'Chosen once; it never changes meaning and does not follow the spelling of names.';
comment on column listings.deployment is 'How a client runs: native, gateway, cloud, cloud-gateway.';
comment on column listings.certificate_type is 'The PKI certificate that a client presents: device or aggregator.';
comment on column listings.hardware is 'What must stand on site for the client to work.';
comment on column listings.delisted_on is 'The first day of its delisting, which is for good and for a breach.';
comment on column listings.withdrawn_on is 'The first day of its withdrawal by the applicant.';
comment on column listings.sample is 'Whether its facts are made up.';
comment on column listings.commit_id is 'The newest commit that changed its file.';
create unique index listings_current on listings (id) where upper_inf(versions);
create index listings_id on listings (id, versions);
create index listings_manufacturer on listings (manufacturer_id, id);
create index listings_brand_key on listings (brand_key, id);
create index listings_series_key on listings (series_key, id);
create index listings_model_key on listings (model_key, id);
create index listings_entity_type on listings (entity_type_id, id);
create index listings_deployment on listings (deployment);
create index listings_certificate_type on listings (certificate_type);
create index listings_csip_aus_version_key on listings (csip_aus_version_key, id);
create index listings_software_key on listings (software_key, id);
create index listings_delisted_on on listings (delisted_on);
create index listings_withdrawn_on on listings (withdrawn_on);
create index listings_sample on listings (sample);
create index listings_created_at on listings (created_at, id);
create index listings_updated_at on listings (updated_at, id);
create index listings_id_part on listings using gin (id gin_trgm_ops);
create index listings_brand_part on listings using gin (brand_key gin_trgm_ops);
create index listings_series_part on listings using gin (series_key gin_trgm_ops);
create index listings_model_part on listings using gin (model_key gin_trgm_ops);
create index listings_csip_aus_version_part on listings using gin (csip_aus_version_key gin_trgm_ops);
create index listings_software_part on listings using gin (software_key gin_trgm_ops);

create table listing_aliases (
    listing_id text collate "C" not null,
    position   int not null,
    alias      text not null,
    alias_key  text collate "C" not null,
    versions   int8range not null check (not isempty(versions))
);
comment on table listing_aliases is 'Other spellings of a listing''s model.';
comment on column listing_aliases.listing_id is '→ listings';
create index listing_aliases_listing on listing_aliases (listing_id);
create index listing_aliases_key on listing_aliases (alias_key);
create index listing_aliases_part on listing_aliases using gin (alias_key gin_trgm_ops);

create table listing_white_labels (
    listing_id text collate "C" not null,
    position   int not null,
    brand      text not null,
    brand_key  text collate "C" not null,
    model      text,
    versions   int8range not null check (not isempty(versions))
);
comment on table listing_white_labels is 'The same device under other brands.';
comment on column listing_white_labels.listing_id is '→ listings';
comment on column listing_white_labels.model is 'Its model there, where that differs.';
create index listing_white_labels_listing on listing_white_labels (listing_id);
create index listing_white_labels_key on listing_white_labels (brand_key, listing_id);
create index listing_white_labels_part on listing_white_labels using gin (brand_key gin_trgm_ops);

create table listing_jurisdictions (
    listing_id       text collate "C" not null,
    position         int not null,
    jurisdiction     text not null,
    jurisdiction_key text collate "C" not null,
    versions         int8range not null check (not isempty(versions))
);
comment on table listing_jurisdictions is 'The jurisdictions that a listing is for.';
comment on column listing_jurisdictions.listing_id is '→ listings';
create index listing_jurisdictions_listing on listing_jurisdictions (listing_id);
create index listing_jurisdictions_key on listing_jurisdictions (jurisdiction_key, listing_id);
create index listing_jurisdictions_part on listing_jurisdictions using gin (jurisdiction_key gin_trgm_ops);

create table listing_periods (
    listing_id text collate "C" not null,
    position   int not null,
    days       daterange not null check (not isempty(days)),
    first_day  date not null generated always as (lower(days)) stored,
    last_day   date generated always as (upper(days) - 1) stored,
    versions   int8range not null check (not isempty(versions))
);
comment on table listing_periods is 'The days on which a listing is listed, unless it is suspended or ended. See listing_standing for what comes of all that.';
comment on column listing_periods.listing_id is '→ listings';
comment on column listing_periods.last_day is 'The last day; none while the period has no end.';
create index listing_periods_listing on listing_periods (listing_id);
create index listing_periods_first_day on listing_periods (first_day);
create index listing_periods_last_day on listing_periods (last_day);

create table listing_suspensions (
    listing_id text collate "C" not null,
    position   int not null,
    days       daterange not null check (not isempty(days)),
    reason     text,
    source     text,
    versions   int8range not null check (not isempty(versions))
);
comment on table listing_suspensions is 'The days on which a listing is suspended, until something is corrected.';
comment on column listing_suspensions.listing_id is '→ listings';
create index listing_suspensions_listing on listing_suspensions (listing_id);

create table listing_standing (
    listing_id   text collate "C" not null,
    days         daterange not null check (not isempty(days)),
    status       listing_status not null,
    certified    boolean not null,
    listed_until date,
    versions     int8range not null check (not isempty(versions))
);
comment on table listing_standing is 'What holds for each listing on every day: worked out from its periods, suspensions, ending and certificates. Each day is in just one row of a listing.';
comment on column listing_standing.listing_id is '→ listings';
comment on column listing_standing.certified is 'Whether a certificate that covers it is current.';
comment on column listing_standing.listed_until is 'The last day of the unbroken run of active days; none when it is not active or has no end.';
create index listing_standing_listing on listing_standing (listing_id);
create index listing_standing_days on listing_standing using gist (days);
create index listing_standing_certified on listing_standing using gist (days) where certified;
create index listing_standing_not_certified on listing_standing using gist (days) where not certified;
create index listing_standing_listed_until on listing_standing using gist (days);

create table listing_device_classes (
    listing_id      text collate "C" not null,
    device_class_id text collate "C" not null,
    versions        int8range not null check (not isempty(versions))
);
comment on table listing_device_classes is 'The device classes that a listing is of, or speaks for.';
comment on column listing_device_classes.listing_id is '→ listings';
comment on column listing_device_classes.device_class_id is '→ device_classes';
create index listing_device_classes_listing on listing_device_classes (listing_id);
create index listing_device_classes_class on listing_device_classes (device_class_id, listing_id);

create table listing_device_class_attributes (
    listing_id      text collate "C" not null,
    device_class_id text collate "C" not null,
    attribute_name  text collate "C" not null,
    attribute_value text not null,
    attribute_type  attribute_type not null,
    unit            text,
    number_value    double precision,
    minimum         double precision,
    maximum         double precision,
    boolean_value   boolean,
    text_value      text,
    text_key        text collate "C",
    versions        int8range not null check (not isempty(versions))
);
comment on table listing_device_class_attributes is 'The attributes of a listing for each of its device classes, typed.';
comment on column listing_device_class_attributes.listing_id is '→ listings';
comment on column listing_device_class_attributes.device_class_id is '→ device_classes';
comment on column listing_device_class_attributes.attribute_value is 'The value as a text, whatever its type: 13.5, 200-1000, true, NMC.';
comment on column listing_device_class_attributes.unit is 'The unit of number_value, minimum and maximum.';
comment on column listing_device_class_attributes.minimum is 'The lower end of a range, maximum the upper one.';
comment on column listing_device_class_attributes.text_value is 'A text, or the id of a word of an enum.';
create index listing_attributes_listing on listing_device_class_attributes (listing_id, device_class_id, attribute_name);
create index listing_attributes_number on listing_device_class_attributes (device_class_id, attribute_name, number_value) where number_value is not null;
create index listing_attributes_minimum on listing_device_class_attributes (device_class_id, attribute_name, minimum) where minimum is not null;
create index listing_attributes_maximum on listing_device_class_attributes (device_class_id, attribute_name, maximum) where maximum is not null;
create index listing_attributes_boolean on listing_device_class_attributes (device_class_id, attribute_name, boolean_value) where boolean_value is not null;
create index listing_attributes_text on listing_device_class_attributes (device_class_id, attribute_name, text_value) where text_value is not null;
create index listing_attributes_key on listing_device_class_attributes (device_class_id, attribute_name, text_key) where text_key is not null;
create index listing_attributes_part on listing_device_class_attributes using gin (text_key gin_trgm_ops) where text_key is not null;

create table listing_devices (
    listing_id text collate "C" not null,
    position   int not null,
    device_id  text collate "C" not null,
    versions   int8range not null check (not isempty(versions))
);
comment on table listing_devices is 'The devices that a client speaks for, and so the clients of a device.';
comment on column listing_devices.listing_id is '→ listings: the client';
comment on column listing_devices.device_id is '→ listings: the device';
create index listing_devices_listing on listing_devices (listing_id);
create index listing_devices_device on listing_devices (device_id, listing_id);
create index listing_devices_device_part on listing_devices using gin (device_id gin_trgm_ops);
create index listing_devices_listing_part on listing_devices using gin (listing_id gin_trgm_ops);

-- Certificates.

create table certificates (
    id                   text collate "C" not null,
    number               text not null,
    number_key           text collate "C" not null,
    certifying_body_id   text collate "C" not null,
    standard             text,
    standard_key         text collate "C",
    standard_version     text,
    standard_version_key text collate "C",
    csip_aus_version     text,
    csip_aus_version_key text collate "C",
    certification_date   date not null,
    witnessed_date       date,
    expiry               date,
    revoked_on           date,
    revoked_reason       text,
    revoked_source       text,
    software_versions    text,
    document_url         text,
    document_sha256      text,
    notes                text,
    sample               boolean not null,
    created_at           timestamptz,
    updated_at           timestamptz,
    commit_id            text,
    versions             int8range not null check (not isempty(versions))
);
comment on table certificates is 'Conformance certificates.';
comment on column certificates.certifying_body_id is '→ certifying_bodies';
comment on column certificates.certification_date is 'The first day.';
comment on column certificates.expiry is 'The last day; none where it has no end.';
comment on column certificates.revoked_on is 'The first day of its revocation.';
create unique index certificates_current on certificates (id) where upper_inf(versions);
create index certificates_id on certificates (id, versions);
create index certificates_number_key on certificates (number_key, id);
create index certificates_body on certificates (certifying_body_id, id);
create index certificates_standard_key on certificates (standard_key, id);
create index certificates_standard_version_key on certificates (standard_version_key, id);
create index certificates_csip_aus_version_key on certificates (csip_aus_version_key, id);
create index certificates_certification_date on certificates (certification_date);
create index certificates_witnessed_date on certificates (witnessed_date);
create index certificates_expiry on certificates (expiry);
create index certificates_revoked_on on certificates (revoked_on);
create index certificates_sample on certificates (sample);
create index certificates_created_at on certificates (created_at);
create index certificates_updated_at on certificates (updated_at);
create index certificates_parts on certificates using gin (id gin_trgm_ops, number_key gin_trgm_ops, standard_key gin_trgm_ops, standard_version_key gin_trgm_ops, csip_aus_version_key gin_trgm_ops);

create table certificate_standing (
    certificate_id text collate "C" not null,
    days           daterange not null check (not isempty(days)),
    status         certificate_status not null,
    versions       int8range not null check (not isempty(versions))
);
comment on table certificate_standing is 'What holds for each certificate on every day. Each day is in just one row of a certificate.';
comment on column certificate_standing.certificate_id is '→ certificates';
create index certificate_standing_certificate on certificate_standing (certificate_id);
create index certificate_standing_days on certificate_standing using gist (days);

create table certificate_listings (
    certificate_id text collate "C" not null,
    position       int not null,
    listing_id     text collate "C" not null,
    versions       int8range not null check (not isempty(versions))
);
comment on table certificate_listings is 'Which listings a certificate covers, and which certificates cover a listing.';
comment on column certificate_listings.certificate_id is '→ certificates';
comment on column certificate_listings.listing_id is '→ listings';
create index certificate_listings_certificate on certificate_listings (certificate_id, listing_id);
create index certificate_listings_listing on certificate_listings (listing_id, certificate_id);
create index certificate_listings_parts on certificate_listings using gin (certificate_id gin_trgm_ops, listing_id gin_trgm_ops);

create table certificate_test_profiles (
    certificate_id  text collate "C" not null,
    position        int not null,
    test_profile_id text collate "C" not null,
    versions        int8range not null check (not isempty(versions))
);
comment on table certificate_test_profiles is 'The test profiles that a certificate names as attained.';
comment on column certificate_test_profiles.certificate_id is '→ certificates';
comment on column certificate_test_profiles.test_profile_id is '→ test_profiles';
create index certificate_test_profiles_certificate on certificate_test_profiles (certificate_id);
create index certificate_test_profiles_profile on certificate_test_profiles (test_profile_id, certificate_id);

create table certificate_tests (
    certificate_id text collate "C" not null,
    position       int not null,
    test           text not null,
    test_key       text collate "C" not null,
    versions       int8range not null check (not isempty(versions))
);
comment on table certificate_tests is 'The tests that were passed, where a certificate says.';
comment on column certificate_tests.certificate_id is '→ certificates';
create index certificate_tests_certificate on certificate_tests (certificate_id);
create index certificate_tests_key on certificate_tests (test_key);
create index certificate_tests_part on certificate_tests using gin (test_key gin_trgm_ops);

-- Keys of the API, as an option: see opencec keys --database-url.

create table keys (
    id          bigint generated always as identity primary key,
    name        text collate "C" not null unique check (length(name) <= 64 and name ~ '^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$' and not starts_with(name, 'ocec_')),
    value       text collate "C" not null unique check (value ~ '^[0-9a-f]{64}$'),
    description text,
    created_at  timestamptz default now() check (isfinite(created_at)),
    expires_on  date check (isfinite(expires_on)),
    rate        int check (rate between 1 and 1000000),
    revoked_at  timestamptz check (isfinite(revoked_at))
);
comment on table keys is 'Who may ask the API. A key is revoked, not deleted: logs still name it.';
comment on column keys.name is 'Its name in logs.';
comment on column keys.value is 'SHA-256 of the key, in hexadecimal. The key itself is nowhere.';
comment on column keys.description is 'A note for people; the API does not read it.';
comment on column keys.expires_on is 'The last day on which it is good, in the register''s time zone.';
comment on column keys.rate is 'Requests a minute; the server''s standard one where none is given.';

-- For people.

create function current_seq() returns bigint
    language sql stable parallel safe
    return (select max(seq) from register_versions);
comment on function current_seq is 'The sequence number of the current version.';

create function register_today() returns date
    language sql stable
    return (select (now() at time zone (settings ->> 'time_zone'))::date from register_versions order by seq desc limit 1);
comment on function register_today is 'Today in the register''s time zone.';

create function seq_as_of(instant timestamptz) returns bigint
    language sql stable
    return (select max(seq) from register_versions where coalesce(committed_at, loaded_at) <= instant);
comment on function seq_as_of is 'The version that the register was at by an instant; none before the first.';

-- +goose StatementBegin
create function listings_on(day date, version bigint default current_seq())
    returns table (id text, manufacturer text, brand text, series text, model text, entity_type text, status listing_status, certified boolean, listed_until date)
    language sql stable
    begin atomic
        select l.id, m.name, l.brand, l.series, l.model, l.entity_type_id, s.status, s.certified, s.listed_until
        from listings l
        join manufacturers m on m.id = l.manufacturer_id and m.versions @> version
        join listing_standing s on s.listing_id = l.id and s.versions @> version and s.days @> day
        where l.versions @> version;
    end;
-- +goose StatementEnd
comment on function listings_on is 'All listings with their status on a day, as a version of the register has it (the current one unless another is given).';

create function listing_status_on(listing text, day date, version bigint default current_seq()) returns listing_status
    language sql stable
    return (select s.status from listing_standing s where s.listing_id = listing and s.versions @> version and s.days @> day);
comment on function listing_status_on is 'The status of a listing on a day; none where there is no such listing.';

create function certificate_status_on(certificate text, day date, version bigint default current_seq()) returns certificate_status
    language sql stable
    return (select s.status from certificate_standing s where s.certificate_id = certificate and s.versions @> version and s.days @> day);
comment on function certificate_status_on is 'The status of a certificate on a day; none where there is no such certificate.';

create view current_listings as
    select l.id, o.manufacturer, l.brand, l.series, l.model, l.entity_type_id as entity_type, l.deployment, o.status, o.certified, o.listed_until, l.sample
    from listings_on(register_today()) o
    join listings l on l.id = o.id and upper_inf(l.versions);
comment on view current_listings is 'Listings as they stand today.';

create view current_certificates as
    select c.id, c.number, b.name as certifying_body, c.standard, s.status, c.certification_date, c.expiry,
           array(select p.test_profile_id from certificate_test_profiles p where p.certificate_id = c.id and upper_inf(p.versions) order by p.position) as test_profiles,
           array(select n.listing_id from certificate_listings n where n.certificate_id = c.id and upper_inf(n.versions) order by n.position) as listings
    from certificates c
    join certifying_bodies b on b.id = c.certifying_body_id and upper_inf(b.versions)
    join certificate_standing s on s.certificate_id = c.id and upper_inf(s.versions) and s.days @> register_today()
    where upper_inf(c.versions);
comment on view current_certificates is 'Certificates as they stand today.';
