CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';
CREATE TYPE public.attribute_type AS ENUM (
    'number',
    'integer',
    'range',
    'boolean',
    'enum',
    'text'
);
COMMENT ON TYPE public.attribute_type IS 'What kind of value an attribute of a device class has.';
CREATE TYPE public.certificate_status AS ENUM (
    'current',
    'upcoming',
    'expired',
    'revoked'
);
COMMENT ON TYPE public.certificate_status IS 'What holds for a certificate on a day; the most wanted first.';
CREATE TYPE public.listing_status AS ENUM (
    'active',
    'upcoming',
    'suspended',
    'expired',
    'withdrawn',
    'delisted'
);
COMMENT ON TYPE public.listing_status IS 'What holds for a listing on a day; the most wanted first.';
CREATE TABLE public.register_versions (
    seq bigint NOT NULL,
    version text NOT NULL,
    commit_id text,
    committed_at timestamp with time zone,
    loaded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    settings json NOT NULL,
    counts json NOT NULL,
    rows_written bigint NOT NULL,
    revision integer,
    state bytea,
    CONSTRAINT register_versions_revision_check CHECK ((revision > 0)),
    CONSTRAINT register_versions_seq_check CHECK ((seq > 0))
);
COMMENT ON TABLE public.register_versions IS 'The versions of the register that were loaded, one after the other. The highest seq is the current one.';
COMMENT ON COLUMN public.register_versions.version IS 'The commit, or a digest of the files where they were no commit.';
COMMENT ON COLUMN public.register_versions.settings IS 'The register''s own record: title, time zone, licence and so on.';
COMMENT ON COLUMN public.register_versions.counts IS 'How many records of each kind the version has.';
COMMENT ON COLUMN public.register_versions.rows_written IS 'How many rows in all tables this load wrote or closed.';
COMMENT ON COLUMN public.register_versions.revision IS 'Which revision of the history the version has, as the history was when it was loaded; none where that is not known.';
COMMENT ON COLUMN public.register_versions.state IS 'The state of that revision: see revisions.';
CREATE FUNCTION public.current_seq() RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT max(register_versions.seq) AS max FROM public.register_versions);
COMMENT ON FUNCTION public.current_seq() IS 'The sequence number of the current version.';
CREATE TABLE public.certificate_standing (
    certificate_id text NOT NULL COLLATE pg_catalog."C",
    days daterange NOT NULL,
    status public.certificate_status NOT NULL,
    versions int8range NOT NULL,
    CONSTRAINT certificate_standing_days_check CHECK ((NOT isempty(days))),
    CONSTRAINT certificate_standing_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.certificate_standing IS 'What holds for each certificate on every day. Each day is in just one row of a certificate.';
COMMENT ON COLUMN public.certificate_standing.certificate_id IS '→ certificates';
CREATE FUNCTION public.certificate_status_on(certificate text, day date, version bigint DEFAULT public.current_seq()) RETURNS public.certificate_status
    LANGUAGE sql STABLE
    RETURN (SELECT s.status FROM public.certificate_standing s WHERE ((s.certificate_id = certificate_status_on.certificate) AND (s.versions @> certificate_status_on.version) AND (s.days @> certificate_status_on.day)));
COMMENT ON FUNCTION public.certificate_status_on(certificate text, day date, version bigint) IS 'The status of a certificate on a day; none where there is no such certificate.';
CREATE TABLE public.listing_device_class_attributes (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    device_class_id text NOT NULL COLLATE pg_catalog."C",
    attribute_name text NOT NULL COLLATE pg_catalog."C",
    attribute_value text NOT NULL,
    attribute_type public.attribute_type NOT NULL,
    unit text,
    number_value double precision,
    minimum double precision,
    maximum double precision,
    boolean_value boolean,
    text_value text,
    text_key text COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    days daterange NOT NULL,
    CONSTRAINT listing_device_class_attributes_days_check CHECK ((NOT isempty(days))),
    CONSTRAINT listing_device_class_attributes_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_device_class_attributes IS 'The attributes of a listing for each of its device classes, typed. Each day is in at most one row of an attribute of a listing.';
COMMENT ON COLUMN public.listing_device_class_attributes.listing_id IS '→ listings';
COMMENT ON COLUMN public.listing_device_class_attributes.device_class_id IS '→ device_classes';
COMMENT ON COLUMN public.listing_device_class_attributes.attribute_value IS 'The value as a text, whatever its type: 13.5, 200-1000, true, NMC.';
COMMENT ON COLUMN public.listing_device_class_attributes.unit IS 'The unit of number_value, minimum and maximum.';
COMMENT ON COLUMN public.listing_device_class_attributes.minimum IS 'The lower end of a range, maximum the upper one.';
COMMENT ON COLUMN public.listing_device_class_attributes.text_value IS 'A text, or the id of a word of an enum.';
COMMENT ON COLUMN public.listing_device_class_attributes.days IS 'The days on which it has this value: (,) where it always does.';
CREATE FUNCTION public.listing_attributes_on(day date, version bigint DEFAULT public.current_seq()) RETURNS TABLE(listing_id text, device_class_id text, attribute_name text, attribute_value text, number_value double precision, unit text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT a.listing_id,
     a.device_class_id,
     a.attribute_name,
     a.attribute_value,
     a.number_value,
     a.unit
    FROM public.listing_device_class_attributes a
   WHERE ((a.versions @> listing_attributes_on.version) AND (a.days @> listing_attributes_on.day));
END;
COMMENT ON FUNCTION public.listing_attributes_on(day date, version bigint) IS 'The attributes of all listings with their values on a day, as a version of the register has them (the current one unless another is given).';
CREATE TABLE public.listing_standing (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    days daterange NOT NULL,
    status public.listing_status NOT NULL,
    certified boolean NOT NULL,
    listed_until date,
    versions int8range NOT NULL,
    device_classes json,
    CONSTRAINT listing_standing_days_check CHECK ((NOT isempty(days))),
    CONSTRAINT listing_standing_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_standing IS 'What holds for each listing on every day: worked out from its periods, suspensions, ending and certificates. Each day is in just one row of a listing.';
COMMENT ON COLUMN public.listing_standing.listing_id IS '→ listings';
COMMENT ON COLUMN public.listing_standing.certified IS 'Whether a certificate that covers it is current.';
COMMENT ON COLUMN public.listing_standing.listed_until IS 'The last day of the unbroken run of active days; none when it is not active or has no end.';
COMMENT ON COLUMN public.listing_standing.device_classes IS 'The device classes with the attribute values of these days; none where all values are the same on all days.';
CREATE FUNCTION public.listing_status_on(listing text, day date, version bigint DEFAULT public.current_seq()) RETURNS public.listing_status
    LANGUAGE sql STABLE
    RETURN (SELECT s.status FROM public.listing_standing s WHERE ((s.listing_id = listing_status_on.listing) AND (s.versions @> listing_status_on.version) AND (s.days @> listing_status_on.day)));
COMMENT ON FUNCTION public.listing_status_on(listing text, day date, version bigint) IS 'The status of a listing on a day; none where there is no such listing.';
CREATE TABLE public.listings (
    id text NOT NULL COLLATE pg_catalog."C",
    manufacturer_id text NOT NULL COLLATE pg_catalog."C",
    brand text,
    brand_key text COLLATE pg_catalog."C",
    series text,
    series_key text COLLATE pg_catalog."C",
    model text NOT NULL,
    model_key text NOT NULL COLLATE pg_catalog."C",
    entity_type_id text NOT NULL COLLATE pg_catalog."C",
    deployment text COLLATE pg_catalog."C",
    certificate_type text COLLATE pg_catalog."C",
    csip_aus_version text,
    csip_aus_version_key text COLLATE pg_catalog."C",
    software text,
    software_key text COLLATE pg_catalog."C",
    software_versions text,
    hardware text,
    delisted_on date,
    delisted_reason text,
    delisted_source text,
    withdrawn_on date,
    withdrawn_reason text,
    withdrawn_source text,
    notes text,
    sample boolean NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    commit_id text,
    versions int8range NOT NULL,
    CONSTRAINT listings_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listings IS 'Models, and pieces of software, that are or were listed.';
COMMENT ON COLUMN public.listings.id IS 'Chosen once; it never changes meaning and does not follow the spelling of names.';
COMMENT ON COLUMN public.listings.manufacturer_id IS '→ manufacturers';
COMMENT ON COLUMN public.listings.entity_type_id IS '→ entity_types';
COMMENT ON COLUMN public.listings.deployment IS 'How a client runs: native, gateway, cloud, cloud-gateway.';
COMMENT ON COLUMN public.listings.certificate_type IS 'The PKI certificate that a client presents: device or aggregator.';
COMMENT ON COLUMN public.listings.hardware IS 'What must stand on site for the client to work.';
COMMENT ON COLUMN public.listings.delisted_on IS 'The first day of its delisting, which is for good and for a breach.';
COMMENT ON COLUMN public.listings.withdrawn_on IS 'The first day of its withdrawal by the applicant.';
COMMENT ON COLUMN public.listings.sample IS 'Whether its facts are made up.';
COMMENT ON COLUMN public.listings.commit_id IS 'The newest commit that changed its file.';
CREATE TABLE public.manufacturers (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    description text,
    website text,
    listings integer NOT NULL,
    certificates integer NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    commit_id text,
    versions int8range NOT NULL,
    CONSTRAINT manufacturers_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.manufacturers IS 'Who makes devices or clients.';
COMMENT ON COLUMN public.manufacturers.listings IS 'How many listings it has.';
COMMENT ON COLUMN public.manufacturers.certificates IS 'How many certificates cover one of them.';
CREATE FUNCTION public.listings_on(day date, version bigint DEFAULT public.current_seq()) RETURNS TABLE(id text, manufacturer text, brand text, series text, model text, entity_type text, status public.listing_status, certified boolean, listed_until date)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT l.id,
     m.name,
     l.brand,
     l.series,
     l.model,
     l.entity_type_id,
     s.status,
     s.certified,
     s.listed_until
    FROM ((public.listings l
      JOIN public.manufacturers m ON (((m.id = l.manufacturer_id) AND (m.versions @> listings_on.version))))
      JOIN public.listing_standing s ON (((s.listing_id = l.id) AND (s.versions @> listings_on.version) AND (s.days @> listings_on.day))))
   WHERE (l.versions @> listings_on.version);
END;
COMMENT ON FUNCTION public.listings_on(day date, version bigint) IS 'All listings with their status on a day, as a version of the register has it (the current one unless another is given).';
CREATE FUNCTION public.register_today() RETURNS date
    LANGUAGE sql STABLE
    RETURN (SELECT ((now() AT TIME ZONE (register_versions.settings ->> 'time_zone'::text)))::date AS timezone FROM public.register_versions ORDER BY register_versions.seq DESC LIMIT 1);
COMMENT ON FUNCTION public.register_today() IS 'Today in the register''s time zone.';
CREATE TABLE public.revisions (
    revision integer NOT NULL,
    commit_id text COLLATE pg_catalog."C",
    committed_at timestamp with time zone NOT NULL,
    author text NOT NULL,
    summary text NOT NULL,
    changes integer NOT NULL,
    unchanged text[] NOT NULL,
    whole boolean NOT NULL,
    state bytea NOT NULL,
    digest bytea NOT NULL,
    versions int8range NOT NULL,
    CONSTRAINT revisions_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.revisions IS 'The revisions of the register, numbered from 1, the oldest: commits that changed its data.';
COMMENT ON COLUMN public.revisions.commit_id IS 'None for files that are not committed, which only the newest can be.';
COMMENT ON COLUMN public.revisions.committed_at IS 'Never earlier than that of the revision before.';
COMMENT ON COLUMN public.revisions.changes IS 'How many lines it has in changes.';
COMMENT ON COLUMN public.revisions.unchanged IS 'Commits that followed it and left the register as it was.';
COMMENT ON COLUMN public.revisions.whole IS 'Whether all its files could be read, and all that they refer to was there. One that is not counts as if the register had stayed as it was before.';
COMMENT ON COLUMN public.revisions.state IS 'A digest of all records as of the revision, and of how they came to be so.';
COMMENT ON COLUMN public.revisions.digest IS 'SHA-256 of its lines in changes: what a load compares.';
CREATE FUNCTION public.seq_as_of(instant timestamp with time zone) RETURNS bigint
    LANGUAGE sql STABLE
    RETURN CASE WHEN (EXISTS (SELECT FROM public.revisions WHERE upper_inf(revisions.versions))) THEN (SELECT max(v.seq) AS max FROM public.register_versions v WHERE (v.state = (SELECT r.state FROM public.revisions r WHERE (upper_inf(r.versions) AND r.whole AND (r.committed_at <= seq_as_of.instant)) ORDER BY r.revision DESC LIMIT 1))) ELSE (SELECT max(register_versions.seq) AS max FROM public.register_versions WHERE (COALESCE(register_versions.committed_at, register_versions.loaded_at) <= seq_as_of.instant)) END;
COMMENT ON FUNCTION public.seq_as_of(instant timestamp with time zone) IS 'The version that the register was at by an instant: that of the newest revision up to it or, where no history was loaded, of the newest commit. None before the first.';
CREATE TABLE public.certificate_listings (
    certificate_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    listing_id text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT certificate_listings_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.certificate_listings IS 'Which listings a certificate covers, and which certificates cover a listing.';
COMMENT ON COLUMN public.certificate_listings.certificate_id IS '→ certificates';
COMMENT ON COLUMN public.certificate_listings.listing_id IS '→ listings';
CREATE TABLE public.certificate_test_profiles (
    certificate_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    test_profile_id text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT certificate_test_profiles_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.certificate_test_profiles IS 'The test profiles that a certificate names as attained.';
COMMENT ON COLUMN public.certificate_test_profiles.certificate_id IS '→ certificates';
COMMENT ON COLUMN public.certificate_test_profiles.test_profile_id IS '→ test_profiles';
CREATE TABLE public.certificate_tests (
    certificate_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    test text NOT NULL,
    test_key text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT certificate_tests_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.certificate_tests IS 'The tests that were passed, where a certificate says.';
COMMENT ON COLUMN public.certificate_tests.certificate_id IS '→ certificates';
CREATE TABLE public.certificates (
    id text NOT NULL COLLATE pg_catalog."C",
    number text NOT NULL,
    number_key text NOT NULL COLLATE pg_catalog."C",
    certifying_body_id text NOT NULL COLLATE pg_catalog."C",
    standard text,
    standard_key text COLLATE pg_catalog."C",
    standard_version text,
    standard_version_key text COLLATE pg_catalog."C",
    csip_aus_version text,
    csip_aus_version_key text COLLATE pg_catalog."C",
    certification_date date NOT NULL,
    witnessed_date date,
    expiry date,
    revoked_on date,
    revoked_reason text,
    revoked_source text,
    software_versions text,
    document_url text,
    document_sha256 text,
    notes text,
    sample boolean NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    commit_id text,
    versions int8range NOT NULL,
    CONSTRAINT certificates_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.certificates IS 'Conformance certificates.';
COMMENT ON COLUMN public.certificates.certifying_body_id IS '→ certifying_bodies';
COMMENT ON COLUMN public.certificates.certification_date IS 'The first day.';
COMMENT ON COLUMN public.certificates.expiry IS 'The last day; none where it has no end.';
COMMENT ON COLUMN public.certificates.revoked_on IS 'The first day of its revocation.';
CREATE TABLE public.certifying_bodies (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    description text,
    website text,
    listings integer NOT NULL,
    certificates integer NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    commit_id text,
    versions int8range NOT NULL,
    CONSTRAINT certifying_bodies_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.certifying_bodies IS 'Who tests and certifies, or accredits those who do.';
COMMENT ON COLUMN public.certifying_bodies.listings IS 'How many listings they cover.';
COMMENT ON COLUMN public.certifying_bodies.certificates IS 'How many certificates it has issued.';
CREATE TABLE public.certifying_body_aliases (
    certifying_body_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    alias text NOT NULL,
    alias_key text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT certifying_body_aliases_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.certifying_body_aliases IS 'Other spellings of a certifying body''s name.';
COMMENT ON COLUMN public.certifying_body_aliases.certifying_body_id IS '→ certifying_bodies';
CREATE TABLE public.changes (
    revision integer NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    former_ids text[] NOT NULL COLLATE pg_catalog."C",
    moved_to text COLLATE pg_catalog."C",
    what text[] NOT NULL,
    listings text[] NOT NULL COLLATE pg_catalog."C",
    manufacturers text[] NOT NULL COLLATE pg_catalog."C",
    line json NOT NULL,
    versions int8range NOT NULL,
    CONSTRAINT changes_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.changes IS 'What each revision changed, one row for each line of the download changes.ndjson.';
COMMENT ON COLUMN public.changes.number IS 'Which line of the revision it is, from 1.';
COMMENT ON COLUMN public.changes.kind IS 'The folder of the kind: listings, certificates, manufacturers and so on; or settings, which have an empty id.';
COMMENT ON COLUMN public.changes.id IS 'The record''s id since then; of a record that is gone, the one before.';
COMMENT ON COLUMN public.changes.former_ids IS 'Ids that the record had before.';
COMMENT ON COLUMN public.changes.moved_to IS 'The record that a merged one became part of.';
COMMENT ON COLUMN public.changes.what IS 'Words for what happened: added, changed, renamed, suspended, expiry-moved and so on.';
COMMENT ON COLUMN public.changes.listings IS 'The listings that it concerns: itself, or those that a certificate covers or covered.';
COMMENT ON COLUMN public.changes.manufacturers IS 'The manufacturers that it concerns.';
COMMENT ON COLUMN public.changes.line IS 'The whole line: what differs, field by field, and the record as it is since.';
CREATE VIEW public.current_certificates AS
 SELECT c.id,
    c.number,
    b.name AS certifying_body,
    c.standard,
    s.status,
    c.certification_date,
    c.expiry,
    ARRAY( SELECT p.test_profile_id
           FROM public.certificate_test_profiles p
          WHERE ((p.certificate_id = c.id) AND upper_inf(p.versions))
          ORDER BY p."position") AS test_profiles,
    ARRAY( SELECT n.listing_id
           FROM public.certificate_listings n
          WHERE ((n.certificate_id = c.id) AND upper_inf(n.versions))
          ORDER BY n."position") AS listings
   FROM ((public.certificates c
     JOIN public.certifying_bodies b ON (((b.id = c.certifying_body_id) AND upper_inf(b.versions))))
     JOIN public.certificate_standing s ON (((s.certificate_id = c.id) AND upper_inf(s.versions) AND (s.days @> public.register_today()))))
  WHERE upper_inf(c.versions);
COMMENT ON VIEW public.current_certificates IS 'Certificates as they stand today.';
CREATE VIEW public.current_changes AS
 SELECT c.revision,
    r.committed_at,
    r.author,
    r.summary,
    c.kind,
    c.id,
    c.what,
    c.listings,
    c.manufacturers,
    c.line
   FROM (public.changes c
     JOIN public.revisions r ON (((r.revision = c.revision) AND upper_inf(r.versions))))
  WHERE upper_inf(c.versions);
COMMENT ON VIEW public.current_changes IS 'What changed in the register, and when, as its history is known today.';
CREATE VIEW public.current_listings AS
 SELECT l.id,
    o.manufacturer,
    l.brand,
    l.series,
    l.model,
    l.entity_type_id AS entity_type,
    l.deployment,
    o.status,
    o.certified,
    o.listed_until,
    l.sample
   FROM (public.listings_on(public.register_today()) o(id, manufacturer, brand, series, model, entity_type, status, certified, listed_until)
     JOIN public.listings l ON (((l.id = o.id) AND upper_inf(l.versions))));
COMMENT ON VIEW public.current_listings IS 'Listings as they stand today.';
CREATE TABLE public.device_class_attribute_values (
    device_class_id text NOT NULL COLLATE pg_catalog."C",
    attribute_name text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    value text NOT NULL,
    name text NOT NULL,
    aliases text[] NOT NULL,
    description text,
    retired date,
    versions int8range NOT NULL,
    CONSTRAINT device_class_attribute_values_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.device_class_attribute_values IS 'The words of the attributes of type enum.';
COMMENT ON COLUMN public.device_class_attribute_values.device_class_id IS '→ device_classes';
COMMENT ON COLUMN public.device_class_attribute_values.retired IS 'The last day on which it could be used.';
CREATE TABLE public.device_class_attributes (
    device_class_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    attribute_name text NOT NULL COLLATE pg_catalog."C",
    attribute_key text NOT NULL COLLATE pg_catalog."C",
    attribute_type public.attribute_type NOT NULL,
    name text NOT NULL,
    unit text,
    minimum double precision,
    maximum double precision,
    at_most text,
    description text,
    versions int8range NOT NULL,
    CONSTRAINT device_class_attributes_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.device_class_attributes IS 'The attributes that listings of a device class can have.';
COMMENT ON COLUMN public.device_class_attributes.device_class_id IS '→ device_classes';
COMMENT ON COLUMN public.device_class_attributes.attribute_name IS 'The attribute''s id, such as usable_capacity.';
COMMENT ON COLUMN public.device_class_attributes.unit IS 'The unit of its numbers: kW, kWh, V, %; none where it has none.';
COMMENT ON COLUMN public.device_class_attributes.at_most IS 'The attribute of the same class that it cannot exceed.';
CREATE TABLE public.device_classes (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    short_name text,
    description text,
    versions int8range NOT NULL,
    requires_inverter boolean,
    CONSTRAINT device_classes_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.device_classes IS 'Classes of distributed energy resources.';
COMMENT ON COLUMN public.device_classes.requires_inverter IS 'Whether its products work only with an inverter, which has to be listed too; none where that is not known.';
CREATE TABLE public.entity_types (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    description text,
    versions int8range NOT NULL,
    CONSTRAINT entity_types_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.entity_types IS 'What a listing is: a client, a server, a device.';
CREATE TABLE public.former_ids (
    kind text NOT NULL COLLATE pg_catalog."C",
    former_id text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT former_ids_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.former_ids IS 'Ids that records had before. They lead to the record and are never used for another.';
CREATE TABLE public.goose_db_version (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.goose_db_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.goose_db_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.keys (
    id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C",
    description text,
    created_at timestamp with time zone DEFAULT now(),
    expires_on date,
    rate integer,
    revoked_at timestamp with time zone,
    CONSTRAINT keys_created_at_check CHECK (isfinite(created_at)),
    CONSTRAINT keys_expires_on_check CHECK (isfinite(expires_on)),
    CONSTRAINT keys_name_check CHECK (((length(name) <= 64) AND (name ~ '^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$'::text) AND (NOT starts_with(name, 'ocec_'::text)))),
    CONSTRAINT keys_rate_check CHECK (((rate >= 1) AND (rate <= 1000000))),
    CONSTRAINT keys_revoked_at_check CHECK (isfinite(revoked_at)),
    CONSTRAINT keys_value_check CHECK ((value ~ '^[0-9a-f]{64}$'::text))
);
COMMENT ON TABLE public.keys IS 'Who may ask the API. A key is revoked, not deleted: logs still name it.';
COMMENT ON COLUMN public.keys.name IS 'Its name in logs.';
COMMENT ON COLUMN public.keys.value IS 'SHA-256 of the key, in hexadecimal. The key itself is nowhere.';
COMMENT ON COLUMN public.keys.description IS 'A note for people; the API does not read it.';
COMMENT ON COLUMN public.keys.expires_on IS 'The last day on which it is good, in the register''s time zone.';
COMMENT ON COLUMN public.keys.rate IS 'Requests a minute; the server''s standard one where none is given.';
ALTER TABLE public.keys ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.keys_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.listing_absences (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    list_id text NOT NULL COLLATE pg_catalog."C",
    last_seen date,
    days daterange NOT NULL,
    since date GENERATED ALWAYS AS (lower(days)) STORED NOT NULL,
    back date GENERATED ALWAYS AS (upper(days)) STORED,
    versions int8range NOT NULL,
    CONSTRAINT listing_absences_days_check CHECK ((NOT isempty(days))),
    CONSTRAINT listing_absences_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_absences IS 'When an official list did not have a listing. The reason is not known, and the status does not depend on it.';
COMMENT ON COLUMN public.listing_absences.listing_id IS '→ listings';
COMMENT ON COLUMN public.listing_absences.list_id IS '→ lists';
COMMENT ON COLUMN public.listing_absences.last_seen IS 'The date of the last edition that had it; none where that is not known.';
COMMENT ON COLUMN public.listing_absences.since IS 'The date of the first edition without it.';
COMMENT ON COLUMN public.listing_absences.back IS 'The date of the first edition that has it again; none while none has.';
CREATE TABLE public.listing_aliases (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    alias text NOT NULL,
    alias_key text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT listing_aliases_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_aliases IS 'Other spellings of a listing''s model.';
COMMENT ON COLUMN public.listing_aliases.listing_id IS '→ listings';
CREATE TABLE public.listing_device_classes (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    device_class_id text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT listing_device_classes_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_device_classes IS 'The device classes that a listing is of, or speaks for.';
COMMENT ON COLUMN public.listing_device_classes.listing_id IS '→ listings';
COMMENT ON COLUMN public.listing_device_classes.device_class_id IS '→ device_classes';
CREATE TABLE public.listing_devices (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    device_id text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT listing_devices_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_devices IS 'The devices that a client speaks for, and so the clients of a device.';
COMMENT ON COLUMN public.listing_devices.listing_id IS '→ listings: the client';
COMMENT ON COLUMN public.listing_devices.device_id IS '→ listings: the device';
CREATE TABLE public.listing_jurisdictions (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    jurisdiction text NOT NULL,
    jurisdiction_key text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT listing_jurisdictions_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_jurisdictions IS 'The jurisdictions that a listing is for.';
COMMENT ON COLUMN public.listing_jurisdictions.listing_id IS '→ listings';
CREATE TABLE public.listing_names (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    name_key text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT listing_names_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_names IS 'The names of a listing''s model, with its aliases and its models under white labels, in the forms in which spellings of one model are the same.';
COMMENT ON COLUMN public.listing_names.listing_id IS '→ listings';
COMMENT ON COLUMN public.listing_names.name_key IS 'Without case, spaces and accents; without the tag of a standard, and with its digits behind a space; with and without punctuation.';
CREATE TABLE public.listing_periods (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    days daterange NOT NULL,
    first_day date GENERATED ALWAYS AS (lower(days)) STORED NOT NULL,
    last_day date GENERATED ALWAYS AS ((upper(days) - 1)) STORED,
    versions int8range NOT NULL,
    CONSTRAINT listing_periods_days_check CHECK ((NOT isempty(days))),
    CONSTRAINT listing_periods_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_periods IS 'The days on which a listing is listed, unless it is suspended or ended. See listing_standing for what comes of all that.';
COMMENT ON COLUMN public.listing_periods.listing_id IS '→ listings';
COMMENT ON COLUMN public.listing_periods.last_day IS 'The last day; none while the period has no end.';
CREATE TABLE public.listing_suspensions (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    days daterange NOT NULL,
    reason text,
    source text,
    versions int8range NOT NULL,
    CONSTRAINT listing_suspensions_days_check CHECK ((NOT isempty(days))),
    CONSTRAINT listing_suspensions_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_suspensions IS 'The days on which a listing is suspended, until something is corrected.';
COMMENT ON COLUMN public.listing_suspensions.listing_id IS '→ listings';
CREATE TABLE public.listing_white_labels (
    listing_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    brand text NOT NULL,
    brand_key text NOT NULL COLLATE pg_catalog."C",
    model text,
    versions int8range NOT NULL,
    CONSTRAINT listing_white_labels_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.listing_white_labels IS 'The same device under other brands.';
COMMENT ON COLUMN public.listing_white_labels.listing_id IS '→ listings';
COMMENT ON COLUMN public.listing_white_labels.model IS 'Its model there, where that differs.';
CREATE TABLE public.lists (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    description text,
    device_class_id text NOT NULL COLLATE pg_catalog."C",
    website text,
    website_key text COLLATE pg_catalog."C",
    date date NOT NULL,
    first_date date NOT NULL,
    rows integer NOT NULL,
    sha256 text,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    commit_id text,
    versions int8range NOT NULL,
    CONSTRAINT lists_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.lists IS 'Official lists of approved products that the register follows. The newest date is the age of its data.';
COMMENT ON COLUMN public.lists.device_class_id IS '→ device_classes: of the products on it';
COMMENT ON COLUMN public.lists.date IS 'The list''s own date: of the newest edition that was imported.';
COMMENT ON COLUMN public.lists.first_date IS 'The date of the oldest edition that was imported.';
COMMENT ON COLUMN public.lists.rows IS 'How many rows the newest edition has.';
COMMENT ON COLUMN public.lists.sha256 IS 'The SHA-256 of the newest edition''s file, in hexadecimal.';
CREATE TABLE public.manufacturer_aliases (
    manufacturer_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    alias text NOT NULL,
    alias_key text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT manufacturer_aliases_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.manufacturer_aliases IS 'Other spellings of a manufacturer''s name.';
COMMENT ON COLUMN public.manufacturer_aliases.manufacturer_id IS '→ manufacturers';
CREATE TABLE public.records (
    kind text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL,
    record json NOT NULL,
    document_head text NOT NULL,
    document_tail text NOT NULL,
    words text[] NOT NULL,
    search tsvector GENERATED ALWAYS AS (array_to_tsvector(words)) STORED NOT NULL,
    versions int8range NOT NULL,
    CONSTRAINT records_versions_check CHECK ((NOT isempty(versions)))
)
WITH (toast_tuple_target='8160');
COMMENT ON TABLE public.records IS 'Every record of every kind as JSON, and the words by which q finds it. The tables below say the same in columns.';
COMMENT ON COLUMN public.records.kind IS 'The folder of the kind: listings, certificates, manufacturers and so on.';
COMMENT ON COLUMN public.records.digest IS 'SHA-256 of all rows of the record in all tables: what a load compares.';
COMMENT ON COLUMN public.records.record IS 'The record as it is stored in the files.';
COMMENT ON COLUMN public.records.document_head IS 'The record as the API shows it, up to the part that depends on the day (all of it where none does).';
COMMENT ON COLUMN public.records.document_tail IS 'What follows that part.';
CREATE TABLE public.register_loads (
    loaded_on date NOT NULL
);
COMMENT ON TABLE public.register_loads IS 'One row: the last day on which a load ended well, also when nothing differed.';
COMMENT ON COLUMN public.register_loads.loaded_on IS 'In the register''s time zone.';
CREATE TABLE public.sources (
    kind text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    title text,
    url text NOT NULL,
    retrieved date,
    versions int8range NOT NULL,
    CONSTRAINT sources_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.sources IS 'Where the facts of a record can be looked up.';
CREATE TABLE public.test_profile_tests (
    test_profile_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    test text NOT NULL,
    test_key text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL,
    category text,
    role text,
    csip_aus text[] NOT NULL,
    versions int8range NOT NULL,
    CONSTRAINT test_profile_tests_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.test_profile_tests IS 'The tests of a test profile.';
COMMENT ON COLUMN public.test_profile_tests.test_profile_id IS '→ test_profiles';
COMMENT ON COLUMN public.test_profile_tests.role IS 'Whom it tests: client or server; client where none is given.';
COMMENT ON COLUMN public.test_profile_tests.csip_aus IS 'The versions of CSIP-AUS in which it applies.';
CREATE TABLE public.test_profile_versions (
    test_profile_id text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    version text NOT NULL,
    version_key text NOT NULL COLLATE pg_catalog."C",
    versions int8range NOT NULL,
    CONSTRAINT test_profile_versions_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.test_profile_versions IS 'The versions of CSIP-AUS in which a test profile exists.';
COMMENT ON COLUMN public.test_profile_versions.test_profile_id IS '→ test_profiles';
CREATE TABLE public.test_profiles (
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL,
    name_key text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL,
    description text,
    "group" text,
    group_key text COLLATE pg_catalog."C",
    standard text,
    standard_key text COLLATE pg_catalog."C",
    optional boolean NOT NULL,
    witnessed boolean NOT NULL,
    retired date,
    replaced_by text[] NOT NULL,
    versions int8range NOT NULL,
    CONSTRAINT test_profiles_versions_check CHECK ((NOT isempty(versions)))
);
COMMENT ON TABLE public.test_profiles IS 'Classes of tests that a certificate can name as attained.';
COMMENT ON COLUMN public.test_profiles.witnessed IS 'Whether the certifying body watches its tests.';
COMMENT ON COLUMN public.test_profiles.retired IS 'The last day on which it could be attained.';
INSERT INTO public.certificate_listings VALUES
	('lab/c-1', 0, 'acme/one', '[1,3)'),
	('lab/c-1', 0, 'acme/one', '[3,)');
INSERT INTO public.certificate_standing VALUES
	('lab/c-1', '(,2023-01-15)', 'upcoming', '[1,3)'),
	('lab/c-1', '[2023-01-15,2026-01-01)', 'current', '[1,3)'),
	('lab/c-1', '[2026-01-01,)', 'expired', '[1,3)'),
	('lab/c-1', '(,2023-01-15)', 'upcoming', '[3,)'),
	('lab/c-1', '[2023-01-15,2027-01-01)', 'current', '[3,)'),
	('lab/c-1', '[2027-01-01,)', 'expired', '[3,)');
INSERT INTO public.certificate_test_profiles VALUES
	('lab/c-1', 0, 'A', '[1,3)'),
	('lab/c-1', 0, 'A', '[3,)');
INSERT INTO public.certificate_tests VALUES
	('lab/c-1', 0, 'ALL-01', 'all-01', '[3,)');
INSERT INTO public.certificates VALUES
	('lab/c-1', 'C-1', 'c-1', 'lab', NULL, NULL, NULL, NULL, NULL, NULL, '2023-01-15', NULL, '2025-12-31', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, '2026-03-01 01:00:00+00', '2026-03-01 01:00:00+00', '6edcd4e2db3c8a045b8216248a28627c70ea94e1', '[1,3)'),
	('lab/c-1', 'C-1', 'c-1', 'lab', NULL, NULL, NULL, NULL, NULL, NULL, '2023-01-15', NULL, '2026-12-31', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, '2026-03-01 01:00:00+00', '2026-03-03 01:00:00+00', '9fee06a78ce58ff52f1361f84828112aa511f052', '[3,)');
INSERT INTO public.certifying_bodies VALUES
	('lab', 'The Lab', 'the lab', NULL, NULL, 1, 1, '2026-03-01 01:00:00+00', '2026-03-01 01:00:00+00', '6edcd4e2db3c8a045b8216248a28627c70ea94e1', '[1,)');
INSERT INTO public.changes VALUES
	(1, 1, 'settings', '', '{}', NULL, '{added}', '{}', '{}', '{"seq":1,"commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","time":"2026-03-01T01:00:00Z","author":"Test","summary":"Commit 1","kind":"settings","id":null,"former_id":null,"moved_to":null,"what":["added"],"fields":[],"standing":null,"effects":[],"unreadable":null,"record":{"title":"A small register","description":"For tests.","base_url":"https://register.example","time_zone":"Australia/Sydney","licence":{"name":"Creative Commons Attribution 4.0 International","spdx":"CC-BY-4.0","url":"https://creativecommons.org/licenses/by/4.0/"}}}', '[5,)'),
	(1, 2, 'entity-types', 'client', '{}', NULL, '{added}', '{}', '{}', '{"seq":1,"commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","time":"2026-03-01T01:00:00Z","author":"Test","summary":"Commit 1","kind":"entity-types","id":"client","former_id":null,"moved_to":null,"what":["added"],"fields":[],"standing":null,"effects":[],"unreadable":null,"record":{"id":"client","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"Client"}}', '[5,)'),
	(1, 3, 'entity-types', 'device', '{}', NULL, '{added}', '{}', '{}', '{"seq":1,"commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","time":"2026-03-01T01:00:00Z","author":"Test","summary":"Commit 1","kind":"entity-types","id":"device","former_id":null,"moved_to":null,"what":["added"],"fields":[],"standing":null,"effects":[],"unreadable":null,"record":{"id":"device","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"Device"}}', '[5,)'),
	(1, 4, 'device-classes', 'inverter', '{}', NULL, '{added}', '{}', '{}', '{"seq":1,"commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","time":"2026-03-01T01:00:00Z","author":"Test","summary":"Commit 1","kind":"device-classes","id":"inverter","former_id":null,"moved_to":null,"what":["added"],"fields":[],"standing":null,"effects":[],"unreadable":null,"record":{"id":"inverter","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"Inverter","attributes":[{"id":"max_power","name":"Maximum power","type":"number","unit":"kW"},{"id":"input_voltage_range","name":"Input voltage range","type":"range","unit":"V"},{"id":"grid_tie","name":"Grid tie","type":"boolean"}]}}', '[5,)'),
	(1, 5, 'test-profiles', 'A', '{}', NULL, '{added}', '{}', '{}', '{"seq":1,"commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","time":"2026-03-01T01:00:00Z","author":"Test","summary":"Commit 1","kind":"test-profiles","id":"A","former_id":null,"moved_to":null,"what":["added"],"fields":[],"standing":null,"effects":[],"unreadable":null,"record":{"id":"A","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"A","title":"All clients","tests":[{"id":"ALL-01","title":"Discovery","versions":["1.2"]}]}}', '[5,)'),
	(1, 6, 'manufacturers', 'acme', '{}', NULL, '{added}', '{}', '{acme}', '{"seq":1,"commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","time":"2026-03-01T01:00:00Z","author":"Test","summary":"Commit 1","kind":"manufacturers","id":"acme","former_id":null,"moved_to":null,"what":["added"],"fields":[],"standing":null,"effects":[],"unreadable":null,"record":{"id":"acme","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"Acme","aliases":["ACME Pty Ltd"]}}', '[5,)'),
	(1, 7, 'certifying-bodies', 'lab', '{}', NULL, '{added}', '{}', '{}', '{"seq":1,"commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","time":"2026-03-01T01:00:00Z","author":"Test","summary":"Commit 1","kind":"certifying-bodies","id":"lab","former_id":null,"moved_to":null,"what":["added"],"fields":[],"standing":null,"effects":[],"unreadable":null,"record":{"id":"lab","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"The Lab"}}', '[5,)'),
	(1, 8, 'listings', 'acme/one', '{}', NULL, '{added,period-added}', '{acme/one}', '{acme}', '{"seq":1,"commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","time":"2026-03-01T01:00:00Z","author":"Test","summary":"Commit 1","kind":"listings","id":"acme/one","former_id":null,"moved_to":null,"what":["added","period-added"],"fields":[],"standing":{"on":"2026-03-01","before":null,"after":{"status":"expired","certified":false},"past":[]},"effects":[],"unreadable":null,"record":{"id":"acme/one","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","manufacturer":"acme","brand":"Acme","model":"One 5.0","aliases":["ONE-5"],"entity_type":"client","jurisdictions":["NSW","SA"],"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2026-01-31"}],"sources":[{"url":"https://example.org/list","retrieved":"2026-02-20"}]}}', '[5,)'),
	(1, 9, 'listings', 'acme/two', '{}', NULL, '{added,period-added}', '{acme/two}', '{acme}', '{"seq":1,"commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","time":"2026-03-01T01:00:00Z","author":"Test","summary":"Commit 1","kind":"listings","id":"acme/two","former_id":null,"moved_to":null,"what":["added","period-added"],"fields":[],"standing":{"on":"2026-03-01","before":null,"after":{"status":"active","certified":false},"past":[]},"effects":[],"unreadable":null,"record":{"id":"acme/two","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","manufacturer":"acme","model":"Two","white_labels":[{"brand":"Other","model":"T-2"}],"entity_type":"device","device_classes":{"inverter":{"max_power":10}},"periods":[{"from":"2022-05-01","to":"2023-04-30"},{"from":"2024-05-01"}]}}', '[5,)'),
	(1, 10, 'certificates', 'lab/c-1', '{}', NULL, '{added,certificate-added,test-profile-added}', '{acme/one}', '{acme}', '{"seq":1,"commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","time":"2026-03-01T01:00:00Z","author":"Test","summary":"Commit 1","kind":"certificates","id":"lab/c-1","former_id":null,"moved_to":null,"what":["added","certificate-added","test-profile-added"],"fields":[],"standing":{"on":"2026-03-01","before":null,"after":{"status":"expired","certified":null},"past":[]},"effects":[{"id":"acme/one","what":["certificate-added"],"certified":{"before":false,"after":false}}],"unreadable":null,"record":{"id":"lab/c-1","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","number":"C-1","certifying_body":"lab","certification_date":"2023-01-15","expiry":"2025-12-31","test_profiles":["A"],"listings":["acme/one"]}}', '[5,)'),
	(2, 1, 'listings', 'acme/one', '{}', NULL, '{changed,expiry-moved}', '{acme/one}', '{acme}', '{"seq":2,"commit":"86166e37b0341096ba699078cd8fe8b0755ad508","time":"2026-03-02T01:00:00Z","author":"Test","summary":"Commit 2","kind":"listings","id":"acme/one","former_id":null,"moved_to":null,"what":["changed","expiry-moved"],"fields":[{"path":"periods[0].to","before":"2026-01-31","after":"2028-01-31"}],"standing":{"on":"2026-03-02","before":{"status":"expired","certified":false},"after":{"status":"active","certified":false},"past":[{"from":"2026-02-01","to":"2026-03-01","before":"expired","after":"active"}]},"effects":[],"unreadable":null,"record":{"id":"acme/one","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-02T01:00:00Z","commit":"86166e37b0341096ba699078cd8fe8b0755ad508","manufacturer":"acme","brand":"Acme","model":"One 5.0","aliases":["ONE-5"],"entity_type":"client","jurisdictions":["NSW","SA"],"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2028-01-31"}],"sources":[{"url":"https://example.org/list","retrieved":"2026-02-20"}]}}', '[5,)'),
	(3, 1, 'listings', 'acme/two', '{}', NULL, '{changed,suspended,attributes-changed}', '{acme/two}', '{acme}', '{"seq":3,"commit":"9fee06a78ce58ff52f1361f84828112aa511f052","time":"2026-03-03T01:00:00Z","author":"Test","summary":"Commit 3","kind":"listings","id":"acme/two","former_id":null,"moved_to":null,"what":["changed","suspended","attributes-changed"],"fields":[{"path":"device_classes.inverter.max_power","before":10,"after":9.5},{"path":"suspensions[0]","before":null,"after":{"from":"2026-02-01","reason":"Firmware."}}],"standing":{"on":"2026-03-03","before":{"status":"active","certified":false},"after":{"status":"suspended","certified":false},"past":[{"from":"2026-02-01","to":"2026-03-02","before":"active","after":"suspended"}]},"effects":[],"unreadable":null,"record":{"id":"acme/two","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-03T01:00:00Z","commit":"9fee06a78ce58ff52f1361f84828112aa511f052","manufacturer":"acme","model":"Two","white_labels":[{"brand":"Other","model":"T-2"}],"entity_type":"device","device_classes":{"inverter":{"max_power":9.5}},"periods":[{"from":"2022-05-01","to":"2023-04-30"},{"from":"2024-05-01"}],"suspensions":[{"from":"2026-02-01","reason":"Firmware."}]}}', '[5,)'),
	(3, 2, 'certificates', 'lab/c-1', '{}', NULL, '{changed,expiry-moved}', '{acme/one}', '{acme}', '{"seq":3,"commit":"9fee06a78ce58ff52f1361f84828112aa511f052","time":"2026-03-03T01:00:00Z","author":"Test","summary":"Commit 3","kind":"certificates","id":"lab/c-1","former_id":null,"moved_to":null,"what":["changed","expiry-moved"],"fields":[{"path":"expiry","before":"2025-12-31","after":"2026-12-31"},{"path":"tests_passed[0]","before":null,"after":"ALL-01"}],"standing":{"on":"2026-03-03","before":{"status":"expired","certified":null},"after":{"status":"current","certified":null},"past":[{"from":"2026-01-01","to":"2026-03-02","before":"expired","after":"current"}]},"effects":[{"id":"acme/one","what":[],"certified":{"before":false,"after":true}}],"unreadable":null,"record":{"id":"lab/c-1","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-03T01:00:00Z","commit":"9fee06a78ce58ff52f1361f84828112aa511f052","number":"C-1","certifying_body":"lab","certification_date":"2023-01-15","expiry":"2026-12-31","test_profiles":["A"],"tests_passed":["ALL-01"],"listings":["acme/one"]}}', '[5,)'),
	(4, 1, 'listings', 'acme/three', '{}', NULL, '{added,period-added,device-added}', '{acme/three}', '{acme}', '{"seq":4,"commit":"3e246ec3e2e19eb7325c6feefdced25930418785","time":"2026-03-04T01:00:00Z","author":"Test","summary":"Commit 4","kind":"listings","id":"acme/three","former_id":null,"moved_to":null,"what":["added","period-added","device-added"],"fields":[],"standing":{"on":"2026-03-04","before":null,"after":{"status":"active","certified":false},"past":[]},"effects":[],"unreadable":null,"record":{"id":"acme/three","created_at":"2026-03-04T01:00:00Z","updated_at":"2026-03-04T01:00:00Z","commit":"3e246ec3e2e19eb7325c6feefdced25930418785","manufacturer":"acme","model":"Three","entity_type":"client","periods":[{"from":"2026-03-01"}],"devices":["acme/two"]}}', '[5,)'),
	(5, 1, 'listings', 'acme/one', '{}', NULL, '{changed,delisted}', '{acme/one}', '{acme}', '{"seq":5,"commit":"2f8e634814a39777a1b16c41dd1813f0ca9dd546","time":"2026-03-05T01:00:00Z","author":"Test","summary":"Commit 5","kind":"listings","id":"acme/one","former_id":null,"moved_to":null,"what":["changed","delisted"],"fields":[{"path":"delisted","before":null,"after":{"on":"2026-03-04","reason":"Breach."}}],"standing":{"on":"2026-03-05","before":{"status":"active","certified":true},"after":{"status":"delisted","certified":true},"past":[{"from":"2026-03-04","to":"2026-03-04","before":"active","after":"delisted"}]},"effects":[],"unreadable":null,"record":{"id":"acme/one","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-05T01:00:00Z","commit":"2f8e634814a39777a1b16c41dd1813f0ca9dd546","manufacturer":"acme","brand":"Acme","model":"One 5.0","aliases":["ONE-5"],"entity_type":"client","jurisdictions":["NSW","SA"],"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2028-01-31"}],"delisted":{"on":"2026-03-04","reason":"Breach."},"sources":[{"url":"https://example.org/list","retrieved":"2026-02-20"}]}}', '[5,)');
INSERT INTO public.device_class_attributes VALUES
	('inverter', 0, 'max_power', 'max_power', 'number', 'Maximum power', 'kW', NULL, NULL, NULL, NULL, '[1,)'),
	('inverter', 1, 'input_voltage_range', 'input_voltage_range', 'range', 'Input voltage range', 'V', NULL, NULL, NULL, NULL, '[1,)'),
	('inverter', 2, 'grid_tie', 'grid_tie', 'boolean', 'Grid tie', NULL, NULL, NULL, NULL, NULL, '[1,)');
INSERT INTO public.device_classes VALUES
	('inverter', 'Inverter', 'inverter', NULL, NULL, '[1,)', NULL);
INSERT INTO public.entity_types VALUES
	('client', 'Client', 'client', NULL, '[1,)'),
	('device', 'Device', 'device', NULL, '[1,)');
INSERT INTO public.goose_db_version VALUES
	(1, 0, true, '2026-12-01 00:02:39.906668'),
	(2, 1, true, '2026-12-01 00:02:39.924251'),
	(3, 2, true, '2026-12-01 00:02:40.358642'),
	(4, 3, true, '2026-12-01 00:02:40.399669'),
	(5, 4, true, '2026-12-01 00:02:40.459726'),
	(6, 5, true, '2026-12-01 00:02:40.471709'),
	(7, 6, true, '2026-12-01 00:02:40.478678');
INSERT INTO public.listing_aliases VALUES
	('acme/one', 0, 'ONE-5', 'one-5', '[1,2)'),
	('acme/one', 0, 'ONE-5', 'one-5', '[2,3)'),
	('acme/one', 0, 'ONE-5', 'one-5', '[3,5)'),
	('acme/one', 0, 'ONE-5', 'one-5', '[5,)');
INSERT INTO public.listing_device_class_attributes VALUES
	('acme/one', 'inverter', 'grid_tie', 'true', 'boolean', NULL, NULL, NULL, NULL, true, NULL, NULL, '[1,2)', '(,)'),
	('acme/one', 'inverter', 'input_voltage_range', '200-1000', 'range', 'V', NULL, 200, 1000, NULL, NULL, NULL, '[1,2)', '(,)'),
	('acme/one', 'inverter', 'max_power', '5', 'number', 'kW', 5, NULL, NULL, NULL, NULL, NULL, '[1,2)', '(,)'),
	('acme/two', 'inverter', 'max_power', '10', 'number', 'kW', 10, NULL, NULL, NULL, NULL, NULL, '[1,3)', '(,)'),
	('acme/one', 'inverter', 'grid_tie', 'true', 'boolean', NULL, NULL, NULL, NULL, true, NULL, NULL, '[2,3)', '(,)'),
	('acme/one', 'inverter', 'input_voltage_range', '200-1000', 'range', 'V', NULL, 200, 1000, NULL, NULL, NULL, '[2,3)', '(,)'),
	('acme/one', 'inverter', 'max_power', '5', 'number', 'kW', 5, NULL, NULL, NULL, NULL, NULL, '[2,3)', '(,)'),
	('acme/one', 'inverter', 'grid_tie', 'true', 'boolean', NULL, NULL, NULL, NULL, true, NULL, NULL, '[3,5)', '(,)'),
	('acme/one', 'inverter', 'input_voltage_range', '200-1000', 'range', 'V', NULL, 200, 1000, NULL, NULL, NULL, '[3,5)', '(,)'),
	('acme/one', 'inverter', 'max_power', '5', 'number', 'kW', 5, NULL, NULL, NULL, NULL, NULL, '[3,5)', '(,)'),
	('acme/two', 'inverter', 'max_power', '9.5', 'number', 'kW', 9.5, NULL, NULL, NULL, NULL, NULL, '[3,4)', '(,)'),
	('acme/two', 'inverter', 'max_power', '9.5', 'number', 'kW', 9.5, NULL, NULL, NULL, NULL, NULL, '[4,)', '(,)'),
	('acme/one', 'inverter', 'grid_tie', 'true', 'boolean', NULL, NULL, NULL, NULL, true, NULL, NULL, '[5,)', '(,)'),
	('acme/one', 'inverter', 'input_voltage_range', '200-1000', 'range', 'V', NULL, 200, 1000, NULL, NULL, NULL, '[5,)', '(,)'),
	('acme/one', 'inverter', 'max_power', '5', 'number', 'kW', 5, NULL, NULL, NULL, NULL, NULL, '[5,)', '(,)');
INSERT INTO public.listing_device_classes VALUES
	('acme/one', 'inverter', '[1,2)'),
	('acme/two', 'inverter', '[1,3)'),
	('acme/one', 'inverter', '[2,3)'),
	('acme/one', 'inverter', '[3,5)'),
	('acme/two', 'inverter', '[3,4)'),
	('acme/two', 'inverter', '[4,)'),
	('acme/one', 'inverter', '[5,)');
INSERT INTO public.listing_devices VALUES
	('acme/three', 0, 'acme/two', '[4,)');
INSERT INTO public.listing_jurisdictions VALUES
	('acme/one', 0, 'NSW', 'nsw', '[1,2)'),
	('acme/one', 1, 'SA', 'sa', '[1,2)'),
	('acme/one', 0, 'NSW', 'nsw', '[2,3)'),
	('acme/one', 1, 'SA', 'sa', '[2,3)'),
	('acme/one', 0, 'NSW', 'nsw', '[3,5)'),
	('acme/one', 1, 'SA', 'sa', '[3,5)'),
	('acme/one', 0, 'NSW', 'nsw', '[5,)'),
	('acme/one', 1, 'SA', 'sa', '[5,)');
INSERT INTO public.listing_names VALUES
	('acme/one', 'one-5', '[1,2)'),
	('acme/one', 'one-5 ', '[1,2)'),
	('acme/one', 'one5', '[1,2)'),
	('acme/one', 'one5 ', '[1,2)'),
	('acme/one', 'one5.0', '[1,2)'),
	('acme/one', 'one5.0 ', '[1,2)'),
	('acme/two', 't-2', '[1,3)'),
	('acme/two', 't-2 ', '[1,3)'),
	('acme/two', 't2', '[1,3)'),
	('acme/two', 't2 ', '[1,3)'),
	('acme/two', 'two', '[1,3)'),
	('acme/two', 'two ', '[1,3)'),
	('acme/one', 'one-5', '[2,3)'),
	('acme/one', 'one-5 ', '[2,3)'),
	('acme/one', 'one5', '[2,3)'),
	('acme/one', 'one5 ', '[2,3)'),
	('acme/one', 'one5.0', '[2,3)'),
	('acme/one', 'one5.0 ', '[2,3)'),
	('acme/one', 'one-5', '[3,5)'),
	('acme/one', 'one-5 ', '[3,5)'),
	('acme/one', 'one5', '[3,5)'),
	('acme/one', 'one5 ', '[3,5)'),
	('acme/one', 'one5.0', '[3,5)'),
	('acme/one', 'one5.0 ', '[3,5)'),
	('acme/two', 't-2', '[3,4)'),
	('acme/two', 't-2 ', '[3,4)'),
	('acme/two', 't2', '[3,4)'),
	('acme/two', 't2 ', '[3,4)'),
	('acme/two', 'two', '[3,4)'),
	('acme/two', 'two ', '[3,4)'),
	('acme/three', 'three', '[4,)'),
	('acme/three', 'three ', '[4,)'),
	('acme/two', 't-2', '[4,)'),
	('acme/two', 't-2 ', '[4,)'),
	('acme/two', 't2', '[4,)'),
	('acme/two', 't2 ', '[4,)'),
	('acme/two', 'two', '[4,)'),
	('acme/two', 'two ', '[4,)'),
	('acme/one', 'one-5', '[5,)'),
	('acme/one', 'one-5 ', '[5,)'),
	('acme/one', 'one5', '[5,)'),
	('acme/one', 'one5 ', '[5,)'),
	('acme/one', 'one5.0', '[5,)'),
	('acme/one', 'one5.0 ', '[5,)');
INSERT INTO public.listing_periods VALUES
	('acme/one', 0, '[2023-01-15,2026-02-01)', DEFAULT, DEFAULT, '[1,2)'),
	('acme/two', 0, '[2022-05-01,2023-05-01)', DEFAULT, DEFAULT, '[1,3)'),
	('acme/two', 1, '[2024-05-01,)', DEFAULT, DEFAULT, '[1,3)'),
	('acme/one', 0, '[2023-01-15,2028-02-01)', DEFAULT, DEFAULT, '[2,3)'),
	('acme/one', 0, '[2023-01-15,2028-02-01)', DEFAULT, DEFAULT, '[3,5)'),
	('acme/two', 0, '[2022-05-01,2023-05-01)', DEFAULT, DEFAULT, '[3,4)'),
	('acme/two', 1, '[2024-05-01,)', DEFAULT, DEFAULT, '[3,4)'),
	('acme/three', 0, '[2026-03-01,)', DEFAULT, DEFAULT, '[4,)'),
	('acme/two', 0, '[2022-05-01,2023-05-01)', DEFAULT, DEFAULT, '[4,)'),
	('acme/two', 1, '[2024-05-01,)', DEFAULT, DEFAULT, '[4,)'),
	('acme/one', 0, '[2023-01-15,2028-02-01)', DEFAULT, DEFAULT, '[5,)');
INSERT INTO public.listing_standing VALUES
	('acme/one', '(,2023-01-15)', 'upcoming', false, NULL, '[1,2)', NULL),
	('acme/one', '[2023-01-15,2026-01-01)', 'active', true, '2026-01-31', '[1,2)', NULL),
	('acme/one', '[2026-01-01,2026-02-01)', 'active', false, '2026-01-31', '[1,2)', NULL),
	('acme/one', '[2026-02-01,)', 'expired', false, NULL, '[1,2)', NULL),
	('acme/two', '(,2022-05-01)', 'upcoming', false, NULL, '[1,3)', NULL),
	('acme/two', '[2022-05-01,2023-05-01)', 'active', false, '2023-04-30', '[1,3)', NULL),
	('acme/two', '[2023-05-01,2024-05-01)', 'expired', false, NULL, '[1,3)', NULL),
	('acme/two', '[2024-05-01,)', 'active', false, NULL, '[1,3)', NULL),
	('acme/one', '(,2023-01-15)', 'upcoming', false, NULL, '[2,3)', NULL),
	('acme/one', '[2023-01-15,2026-01-01)', 'active', true, '2028-01-31', '[2,3)', NULL),
	('acme/one', '[2026-01-01,2028-02-01)', 'active', false, '2028-01-31', '[2,3)', NULL),
	('acme/one', '[2028-02-01,)', 'expired', false, NULL, '[2,3)', NULL),
	('acme/one', '(,2023-01-15)', 'upcoming', false, NULL, '[3,5)', NULL),
	('acme/one', '[2023-01-15,2027-01-01)', 'active', true, '2028-01-31', '[3,5)', NULL),
	('acme/one', '[2027-01-01,2028-02-01)', 'active', false, '2028-01-31', '[3,5)', NULL),
	('acme/one', '[2028-02-01,)', 'expired', false, NULL, '[3,5)', NULL),
	('acme/two', '(,2022-05-01)', 'upcoming', false, NULL, '[3,4)', NULL),
	('acme/two', '[2022-05-01,2023-05-01)', 'active', false, '2023-04-30', '[3,4)', NULL),
	('acme/two', '[2023-05-01,2024-05-01)', 'expired', false, NULL, '[3,4)', NULL),
	('acme/two', '[2024-05-01,2026-02-01)', 'active', false, '2026-01-31', '[3,4)', NULL),
	('acme/two', '[2026-02-01,)', 'suspended', false, NULL, '[3,4)', NULL),
	('acme/three', '(,2026-03-01)', 'upcoming', false, NULL, '[4,)', NULL),
	('acme/three', '[2026-03-01,)', 'active', false, NULL, '[4,)', NULL),
	('acme/two', '(,2022-05-01)', 'upcoming', false, NULL, '[4,)', NULL),
	('acme/two', '[2022-05-01,2023-05-01)', 'active', false, '2023-04-30', '[4,)', NULL),
	('acme/two', '[2023-05-01,2024-05-01)', 'expired', false, NULL, '[4,)', NULL),
	('acme/two', '[2024-05-01,2026-02-01)', 'active', false, '2026-01-31', '[4,)', NULL),
	('acme/two', '[2026-02-01,)', 'suspended', false, NULL, '[4,)', NULL),
	('acme/one', '(,2023-01-15)', 'upcoming', false, NULL, '[5,)', NULL),
	('acme/one', '[2023-01-15,2026-03-04)', 'active', true, '2026-03-03', '[5,)', NULL),
	('acme/one', '[2026-03-04,2027-01-01)', 'delisted', true, NULL, '[5,)', NULL),
	('acme/one', '[2027-01-01,)', 'delisted', false, NULL, '[5,)', NULL);
INSERT INTO public.listing_suspensions VALUES
	('acme/two', 0, '[2026-02-01,)', 'Firmware.', NULL, '[3,4)'),
	('acme/two', 0, '[2026-02-01,)', 'Firmware.', NULL, '[4,)');
INSERT INTO public.listing_white_labels VALUES
	('acme/two', 0, 'Other', 'other', 'T-2', '[1,3)'),
	('acme/two', 0, 'Other', 'other', 'T-2', '[3,4)'),
	('acme/two', 0, 'Other', 'other', 'T-2', '[4,)');
INSERT INTO public.listings VALUES
	('acme/one', 'acme', 'Acme', 'acme', NULL, NULL, 'One 5.0', 'one 5.0', 'client', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, '2026-03-01 01:00:00+00', '2026-03-01 01:00:00+00', '6edcd4e2db3c8a045b8216248a28627c70ea94e1', '[1,2)'),
	('acme/two', 'acme', NULL, NULL, NULL, NULL, 'Two', 'two', 'device', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, '2026-03-01 01:00:00+00', '2026-03-01 01:00:00+00', '6edcd4e2db3c8a045b8216248a28627c70ea94e1', '[1,3)'),
	('acme/one', 'acme', 'Acme', 'acme', NULL, NULL, 'One 5.0', 'one 5.0', 'client', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, '2026-03-01 01:00:00+00', '2026-03-02 01:00:00+00', '86166e37b0341096ba699078cd8fe8b0755ad508', '[2,3)'),
	('acme/one', 'acme', 'Acme', 'acme', NULL, NULL, 'One 5.0', 'one 5.0', 'client', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, '2026-03-01 01:00:00+00', '2026-03-02 01:00:00+00', '86166e37b0341096ba699078cd8fe8b0755ad508', '[3,5)'),
	('acme/two', 'acme', NULL, NULL, NULL, NULL, 'Two', 'two', 'device', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, '2026-03-01 01:00:00+00', '2026-03-03 01:00:00+00', '9fee06a78ce58ff52f1361f84828112aa511f052', '[3,4)'),
	('acme/three', 'acme', NULL, NULL, NULL, NULL, 'Three', 'three', 'client', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, '2026-03-04 01:00:00+00', '2026-03-04 01:00:00+00', '3e246ec3e2e19eb7325c6feefdced25930418785', '[4,)'),
	('acme/two', 'acme', NULL, NULL, NULL, NULL, 'Two', 'two', 'device', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, '2026-03-01 01:00:00+00', '2026-03-03 01:00:00+00', '9fee06a78ce58ff52f1361f84828112aa511f052', '[4,)'),
	('acme/one', 'acme', 'Acme', 'acme', NULL, NULL, 'One 5.0', 'one 5.0', 'client', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-03-04', 'Breach.', NULL, NULL, NULL, NULL, NULL, false, '2026-03-01 01:00:00+00', '2026-03-05 01:00:00+00', '2f8e634814a39777a1b16c41dd1813f0ca9dd546', '[5,)');
INSERT INTO public.manufacturer_aliases VALUES
	('acme', 0, 'ACME Pty Ltd', 'acme pty ltd', '[1,4)'),
	('acme', 0, 'ACME Pty Ltd', 'acme pty ltd', '[4,)');
INSERT INTO public.manufacturers VALUES
	('acme', 'Acme', 'acme', NULL, NULL, 2, 1, '2026-03-01 01:00:00+00', '2026-03-01 01:00:00+00', '6edcd4e2db3c8a045b8216248a28627c70ea94e1', '[1,4)'),
	('acme', 'Acme', 'acme', NULL, NULL, 3, 1, '2026-03-01 01:00:00+00', '2026-03-01 01:00:00+00', '6edcd4e2db3c8a045b8216248a28627c70ea94e1', '[4,)');
INSERT INTO public.records VALUES
	('entity-types', 'client', '\x5064f5ad04e9b045cf4bd117b2954c795e54b756c43d17cbd37913d0267ed32f', '{"id":"client","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"Client"}', '{"id":"client","name":"Client","description":null,"former_ids":[],"links":{"self":"/v1/entity-types/client","html":"https://register.example/entity-types/client/","history":"/v1/entity-types/client/history"}}', '', '{client}', DEFAULT, '[1,)'),
	('entity-types', 'device', '\xf52691484a64f18bf1eaf7f7e3b1da78f7572bc80162e9f8cd2e8410aea55520', '{"id":"device","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"Device"}', '{"id":"device","name":"Device","description":null,"former_ids":[],"links":{"self":"/v1/entity-types/device","html":"https://register.example/entity-types/device/","history":"/v1/entity-types/device/history"}}', '', '{device}', DEFAULT, '[1,)'),
	('device-classes', 'inverter', '\xdf9a09ca03dfbdf49103166b65d11c12c8b9378a922571ddb413fceef900fc97', '{"id":"inverter","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"Inverter","attributes":[{"id":"max_power","name":"Maximum power","type":"number","unit":"kW"},{"id":"input_voltage_range","name":"Input voltage range","type":"range","unit":"V"},{"id":"grid_tie","name":"Grid tie","type":"boolean"}]}', '{"id":"inverter","name":"Inverter","short_name":null,"description":null,"requires_inverter":null,"attributes":[{"id":"max_power","name":"Maximum power","type":"number","unit":"kW","minimum":null,"maximum":null,"values":[],"at_most":null,"description":null},{"id":"input_voltage_range","name":"Input voltage range","type":"range","unit":"V","minimum":null,"maximum":null,"values":[],"at_most":null,"description":null},{"id":"grid_tie","name":"Grid tie","type":"boolean","unit":null,"minimum":null,"maximum":null,"values":[],"at_most":null,"description":null}],"former_ids":[],"links":{"self":"/v1/device-classes/inverter","html":"https://register.example/device-classes/inverter/","history":"/v1/device-classes/inverter/history"}}', '', '{grid,gridtie,input,inputvoltagerange,inverter,max,maximum,maximumpower,maxpower,power,range,tie,voltage}', DEFAULT, '[1,)'),
	('test-profiles', 'A', '\x93d8aee005a3a4dabf078ddf2559df74e4cd00bc83f6f3a4dcaa498c3a105a4d', '{"id":"A","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"A","title":"All clients","tests":[{"id":"ALL-01","title":"Discovery","versions":["1.2"]}]}', '{"id":"A","name":"A","title":"All clients","description":null,"group":null,"standard":null,"optional":false,"witnessed":false,"versions":[],"retired":null,"replaced_by":[],"tests":[{"id":"ALL-01","title":"Discovery","category":null,"role":"client","versions":["1.2"]}],"sources":[],"former_ids":[],"links":{"self":"/v1/test-profiles/A","html":"https://register.example/test-profiles/a/","history":"/v1/test-profiles/A/history"}}', '', '{a,all,allclients,clients}', DEFAULT, '[1,)'),
	('manufacturers', 'acme', '\x58a0848d500e31aaf1cf55be17c08bd76b81ffbbc1b2e13a7d447cb211845365', '{"id":"acme","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"Acme","aliases":["ACME Pty Ltd"]}', '{"id":"acme","name":"Acme","aliases":["ACME Pty Ltd"],"description":null,"website":null,"listings":2,"certificates":1,"sources":[],"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","links":{"self":"/v1/manufacturers/acme","html":"https://register.example/manufacturers/acme/","history":"/v1/manufacturers/acme/history"}}', '', '{acme,acmeptyltd,ltd,pty}', DEFAULT, '[1,4)'),
	('certifying-bodies', 'lab', '\x853dc0ac7e4008016d0f57e4e9d64b59ae459f5eeac39f9bb28805c258edd922', '{"id":"lab","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"The Lab"}', '{"id":"lab","name":"The Lab","aliases":[],"description":null,"website":null,"listings":1,"certificates":1,"sources":[],"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","links":{"self":"/v1/certifying-bodies/lab","html":"https://register.example/certifying-bodies/lab/","history":"/v1/certifying-bodies/lab/history"}}', '', '{lab,the,thelab}', DEFAULT, '[1,)'),
	('listings', 'acme/one', '\xf073e7327028ac95bcae9f9cd42c65deb20c8b9f48b443be744b75b1ca004339', '{"id":"acme/one","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","manufacturer":"acme","brand":"Acme","model":"One 5.0","aliases":["ONE-5"],"entity_type":"client","jurisdictions":["NSW","SA"],"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2026-01-31"}],"sources":[{"url":"https://example.org/list","retrieved":"2026-02-20"}]}', '{"id":"acme/one","manufacturer":"Acme","manufacturer_id":"acme","brand":"Acme","series":null,"model":"One 5.0","entity_type":"client","deployment":null,', ',"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2026-01-31"}],"suspensions":[],"delisted":null,"withdrawn":null,"not_in_list":[],"certificates":["lab/c-1"],"test_profiles":["A"],"devices":[],"clients":[],"certificate_type":null,"csip_aus_version":null,"software":null,"hardware":null,"jurisdictions":["NSW","SA"],"aliases":["ONE-5"],"white_labels":[],"notes":null,"sources":[{"title":null,"url":"https://example.org/list","retrieved":"2026-02-20"}],"sample":false,"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","links":{"self":"/v1/listings/acme/one","html":"https://register.example/listings/acme/one/","history":"/v1/listings/acme/one/history"}}', '{0,1,5,50,acme,acmeptyltd,c,c1,ltd,one,one5,one50,pty}', DEFAULT, '[1,2)'),
	('listings', 'acme/two', '\x23141fabb204576860edc9d17cc4c41bb1e63eda2d9404a67479511e7a00b641', '{"id":"acme/two","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","manufacturer":"acme","model":"Two","white_labels":[{"brand":"Other","model":"T-2"}],"entity_type":"device","device_classes":{"inverter":{"max_power":10}},"periods":[{"from":"2022-05-01","to":"2023-04-30"},{"from":"2024-05-01"}]}', '{"id":"acme/two","manufacturer":"Acme","manufacturer_id":"acme","brand":null,"series":null,"model":"Two","entity_type":"device","deployment":null,', ',"device_classes":{"inverter":{"max_power":10}},"periods":[{"from":"2022-05-01","to":"2023-04-30"},{"from":"2024-05-01","to":null}],"suspensions":[],"delisted":null,"withdrawn":null,"not_in_list":[],"certificates":[],"test_profiles":[],"devices":[],"clients":[],"certificate_type":null,"csip_aus_version":null,"software":null,"hardware":null,"jurisdictions":[],"aliases":[],"white_labels":[{"brand":"Other","model":"T-2"}],"notes":null,"sources":[],"sample":false,"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","links":{"self":"/v1/listings/acme/two","html":"https://register.example/listings/acme/two/","history":"/v1/listings/acme/two/history"}}', '{2,acme,acmeptyltd,ltd,other,pty,t,t2,two}', DEFAULT, '[1,3)'),
	('certificates', 'lab/c-1', '\x0ba7b9c680862c77016c2f39d4b8ab749245a1459d638cdc3c58186f836fcf2c', '{"id":"lab/c-1","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","number":"C-1","certifying_body":"lab","certification_date":"2023-01-15","expiry":"2025-12-31","test_profiles":["A"],"listings":["acme/one"]}', '{"id":"lab/c-1","number":"C-1","certifying_body":"The Lab","certifying_body_id":"lab","standard":null,"standard_version":null,"csip_aus_version":null,', ',"certification_date":"2023-01-15","witnessed_date":null,"expiry":"2025-12-31","revoked":null,"test_profiles":["A"],"tests_passed":[],"software_versions":null,"listings":["acme/one"],"document":null,"notes":null,"sources":[],"sample":false,"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","links":{"self":"/v1/certificates/lab/c-1","html":"https://register.example/certificates/lab/c-1/","history":"/v1/certificates/lab/c-1/history"}}', '{1,c,c1,lab,the,thelab}', DEFAULT, '[1,3)'),
	('listings', 'acme/one', '\xa820849e08f15f0ab2748c748edf590319974033d725d90ef9d5a80c0c4d51fc', '{"id":"acme/one","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-02T01:00:00Z","commit":"86166e37b0341096ba699078cd8fe8b0755ad508","manufacturer":"acme","brand":"Acme","model":"One 5.0","aliases":["ONE-5"],"entity_type":"client","jurisdictions":["NSW","SA"],"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2028-01-31"}],"sources":[{"url":"https://example.org/list","retrieved":"2026-02-20"}]}', '{"id":"acme/one","manufacturer":"Acme","manufacturer_id":"acme","brand":"Acme","series":null,"model":"One 5.0","entity_type":"client","deployment":null,', ',"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2028-01-31"}],"suspensions":[],"delisted":null,"withdrawn":null,"not_in_list":[],"certificates":["lab/c-1"],"test_profiles":["A"],"devices":[],"clients":[],"certificate_type":null,"csip_aus_version":null,"software":null,"hardware":null,"jurisdictions":["NSW","SA"],"aliases":["ONE-5"],"white_labels":[],"notes":null,"sources":[{"title":null,"url":"https://example.org/list","retrieved":"2026-02-20"}],"sample":false,"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-02T01:00:00Z","commit":"86166e37b0341096ba699078cd8fe8b0755ad508","links":{"self":"/v1/listings/acme/one","html":"https://register.example/listings/acme/one/","history":"/v1/listings/acme/one/history"}}', '{0,1,5,50,acme,acmeptyltd,c,c1,ltd,one,one5,one50,pty}', DEFAULT, '[2,3)'),
	('certificates', 'lab/c-1', '\xe1d18f7fc5fd99ac36714327824e13ce743e554dbd1706b82cdebb0feb05bf37', '{"id":"lab/c-1","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-03T01:00:00Z","commit":"9fee06a78ce58ff52f1361f84828112aa511f052","number":"C-1","certifying_body":"lab","certification_date":"2023-01-15","expiry":"2026-12-31","test_profiles":["A"],"tests_passed":["ALL-01"],"listings":["acme/one"]}', '{"id":"lab/c-1","number":"C-1","certifying_body":"The Lab","certifying_body_id":"lab","standard":null,"standard_version":null,"csip_aus_version":null,', ',"certification_date":"2023-01-15","witnessed_date":null,"expiry":"2026-12-31","revoked":null,"test_profiles":["A"],"tests_passed":["ALL-01"],"software_versions":null,"listings":["acme/one"],"document":null,"notes":null,"sources":[],"sample":false,"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-03T01:00:00Z","commit":"9fee06a78ce58ff52f1361f84828112aa511f052","links":{"self":"/v1/certificates/lab/c-1","html":"https://register.example/certificates/lab/c-1/","history":"/v1/certificates/lab/c-1/history"}}', '{1,c,c1,lab,the,thelab}', DEFAULT, '[3,)'),
	('listings', 'acme/one', '\x64778d892500bc3353a2b81c9f185eaab613306bf455134959571d6d171f3a20', '{"id":"acme/one","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-02T01:00:00Z","commit":"86166e37b0341096ba699078cd8fe8b0755ad508","manufacturer":"acme","brand":"Acme","model":"One 5.0","aliases":["ONE-5"],"entity_type":"client","jurisdictions":["NSW","SA"],"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2028-01-31"}],"sources":[{"url":"https://example.org/list","retrieved":"2026-02-20"}]}', '{"id":"acme/one","manufacturer":"Acme","manufacturer_id":"acme","brand":"Acme","series":null,"model":"One 5.0","entity_type":"client","deployment":null,', ',"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2028-01-31"}],"suspensions":[],"delisted":null,"withdrawn":null,"not_in_list":[],"certificates":["lab/c-1"],"test_profiles":["A"],"devices":[],"clients":[],"certificate_type":null,"csip_aus_version":null,"software":null,"hardware":null,"jurisdictions":["NSW","SA"],"aliases":["ONE-5"],"white_labels":[],"notes":null,"sources":[{"title":null,"url":"https://example.org/list","retrieved":"2026-02-20"}],"sample":false,"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-02T01:00:00Z","commit":"86166e37b0341096ba699078cd8fe8b0755ad508","links":{"self":"/v1/listings/acme/one","html":"https://register.example/listings/acme/one/","history":"/v1/listings/acme/one/history"}}', '{0,1,5,50,acme,acmeptyltd,c,c1,ltd,one,one5,one50,pty}', DEFAULT, '[3,5)'),
	('listings', 'acme/two', '\x4f12ac7bdecf3a3f84dacdec98a54c6b4f30f1704a06d40f724e351d10432a6a', '{"id":"acme/two","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-03T01:00:00Z","commit":"9fee06a78ce58ff52f1361f84828112aa511f052","manufacturer":"acme","model":"Two","white_labels":[{"brand":"Other","model":"T-2"}],"entity_type":"device","device_classes":{"inverter":{"max_power":9.5}},"periods":[{"from":"2022-05-01","to":"2023-04-30"},{"from":"2024-05-01"}],"suspensions":[{"from":"2026-02-01","reason":"Firmware."}]}', '{"id":"acme/two","manufacturer":"Acme","manufacturer_id":"acme","brand":null,"series":null,"model":"Two","entity_type":"device","deployment":null,', ',"device_classes":{"inverter":{"max_power":9.5}},"periods":[{"from":"2022-05-01","to":"2023-04-30"},{"from":"2024-05-01","to":null}],"suspensions":[{"from":"2026-02-01","to":null,"reason":"Firmware.","source":null}],"delisted":null,"withdrawn":null,"not_in_list":[],"certificates":[],"test_profiles":[],"devices":[],"clients":[],"certificate_type":null,"csip_aus_version":null,"software":null,"hardware":null,"jurisdictions":[],"aliases":[],"white_labels":[{"brand":"Other","model":"T-2"}],"notes":null,"sources":[],"sample":false,"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-03T01:00:00Z","commit":"9fee06a78ce58ff52f1361f84828112aa511f052","links":{"self":"/v1/listings/acme/two","html":"https://register.example/listings/acme/two/","history":"/v1/listings/acme/two/history"}}', '{2,acme,acmeptyltd,ltd,other,pty,t,t2,two}', DEFAULT, '[3,4)'),
	('listings', 'acme/three', '\x8f6c1c987554f5f793f82cb2bcc3ab437a3215a05d3e86d39bc32299f942e670', '{"id":"acme/three","created_at":"2026-03-04T01:00:00Z","updated_at":"2026-03-04T01:00:00Z","commit":"3e246ec3e2e19eb7325c6feefdced25930418785","manufacturer":"acme","model":"Three","entity_type":"client","periods":[{"from":"2026-03-01"}],"devices":["acme/two"]}', '{"id":"acme/three","manufacturer":"Acme","manufacturer_id":"acme","brand":null,"series":null,"model":"Three","entity_type":"client","deployment":null,', ',"device_classes":{},"periods":[{"from":"2026-03-01","to":null}],"suspensions":[],"delisted":null,"withdrawn":null,"not_in_list":[],"certificates":[],"test_profiles":[],"devices":["acme/two"],"clients":[],"certificate_type":null,"csip_aus_version":null,"software":null,"hardware":null,"jurisdictions":[],"aliases":[],"white_labels":[],"notes":null,"sources":[],"sample":false,"former_ids":[],"created_at":"2026-03-04T01:00:00Z","updated_at":"2026-03-04T01:00:00Z","commit":"3e246ec3e2e19eb7325c6feefdced25930418785","links":{"self":"/v1/listings/acme/three","html":"https://register.example/listings/acme/three/","history":"/v1/listings/acme/three/history"}}', '{acme,acmeptyltd,ltd,pty,three}', DEFAULT, '[4,)'),
	('listings', 'acme/two', '\x1feea22d337878362df611c11d6bf31c206580d9ac8ffaf8d9acd9bba9f702ed', '{"id":"acme/two","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-03T01:00:00Z","commit":"9fee06a78ce58ff52f1361f84828112aa511f052","manufacturer":"acme","model":"Two","white_labels":[{"brand":"Other","model":"T-2"}],"entity_type":"device","device_classes":{"inverter":{"max_power":9.5}},"periods":[{"from":"2022-05-01","to":"2023-04-30"},{"from":"2024-05-01"}],"suspensions":[{"from":"2026-02-01","reason":"Firmware."}]}', '{"id":"acme/two","manufacturer":"Acme","manufacturer_id":"acme","brand":null,"series":null,"model":"Two","entity_type":"device","deployment":null,', ',"device_classes":{"inverter":{"max_power":9.5}},"periods":[{"from":"2022-05-01","to":"2023-04-30"},{"from":"2024-05-01","to":null}],"suspensions":[{"from":"2026-02-01","to":null,"reason":"Firmware.","source":null}],"delisted":null,"withdrawn":null,"not_in_list":[],"certificates":[],"test_profiles":[],"devices":[],"clients":["acme/three"],"certificate_type":null,"csip_aus_version":null,"software":null,"hardware":null,"jurisdictions":[],"aliases":[],"white_labels":[{"brand":"Other","model":"T-2"}],"notes":null,"sources":[],"sample":false,"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-03T01:00:00Z","commit":"9fee06a78ce58ff52f1361f84828112aa511f052","links":{"self":"/v1/listings/acme/two","html":"https://register.example/listings/acme/two/","history":"/v1/listings/acme/two/history"}}', '{2,acme,acmeptyltd,ltd,other,pty,t,t2,two}', DEFAULT, '[4,)'),
	('manufacturers', 'acme', '\x87e54e1f33c60d4c3ac04567f70995c1a8ae2a099b3eb467df7f14c95d9424d3', '{"id":"acme","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","name":"Acme","aliases":["ACME Pty Ltd"]}', '{"id":"acme","name":"Acme","aliases":["ACME Pty Ltd"],"description":null,"website":null,"listings":3,"certificates":1,"sources":[],"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-01T01:00:00Z","commit":"6edcd4e2db3c8a045b8216248a28627c70ea94e1","links":{"self":"/v1/manufacturers/acme","html":"https://register.example/manufacturers/acme/","history":"/v1/manufacturers/acme/history"}}', '', '{acme,acmeptyltd,ltd,pty}', DEFAULT, '[4,)'),
	('listings', 'acme/one', '\xc092dbc282752455b5c3dd7e188287df460198ed1ddf71f79be827a9cb8810f8', '{"id":"acme/one","created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-05T01:00:00Z","commit":"2f8e634814a39777a1b16c41dd1813f0ca9dd546","manufacturer":"acme","brand":"Acme","model":"One 5.0","aliases":["ONE-5"],"entity_type":"client","jurisdictions":["NSW","SA"],"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2028-01-31"}],"delisted":{"on":"2026-03-04","reason":"Breach."},"sources":[{"url":"https://example.org/list","retrieved":"2026-02-20"}]}', '{"id":"acme/one","manufacturer":"Acme","manufacturer_id":"acme","brand":"Acme","series":null,"model":"One 5.0","entity_type":"client","deployment":null,', ',"device_classes":{"inverter":{"grid_tie":true,"input_voltage_range":{"min":200,"max":1000},"max_power":5}},"periods":[{"from":"2023-01-15","to":"2028-01-31"}],"suspensions":[],"delisted":{"on":"2026-03-04","reason":"Breach.","source":null},"withdrawn":null,"not_in_list":[],"certificates":["lab/c-1"],"test_profiles":["A"],"devices":[],"clients":[],"certificate_type":null,"csip_aus_version":null,"software":null,"hardware":null,"jurisdictions":["NSW","SA"],"aliases":["ONE-5"],"white_labels":[],"notes":null,"sources":[{"title":null,"url":"https://example.org/list","retrieved":"2026-02-20"}],"sample":false,"former_ids":[],"created_at":"2026-03-01T01:00:00Z","updated_at":"2026-03-05T01:00:00Z","commit":"2f8e634814a39777a1b16c41dd1813f0ca9dd546","links":{"self":"/v1/listings/acme/one","html":"https://register.example/listings/acme/one/","history":"/v1/listings/acme/one/history"}}', '{0,1,5,50,acme,acmeptyltd,c,c1,ltd,one,one5,one50,pty}', DEFAULT, '[5,)');
INSERT INTO public.register_loads VALUES
	('2026-12-01');
INSERT INTO public.register_versions VALUES
	(1, '6edcd4e2db3c8a045b8216248a28627c70ea94e1', '6edcd4e2db3c8a045b8216248a28627c70ea94e1', '2026-03-01 01:00:00+00', '2026-12-01 00:02:40.97773+00', '{"title":"A small register","description":"For tests.","base_url":"https://register.example","time_zone":"Australia/Sydney","licence":{"name":"Creative Commons Attribution 4.0 International","spdx":"CC-BY-4.0","url":"https://creativecommons.org/licenses/by/4.0/"}}', '{"listings":2,"certificates":1,"manufacturers":1,"certifying_bodies":1,"entity_types":2,"device_classes":1,"test_profiles":1,"lists":0}', 62, 1, '\x9d5f0dec24604ca5ca65a3a726a379f164acb26917b6fc607e64d53ff1755f1b'),
	(2, '86166e37b0341096ba699078cd8fe8b0755ad508', '86166e37b0341096ba699078cd8fe8b0755ad508', '2026-03-02 01:00:00+00', '2026-12-01 00:02:40.978067+00', '{"title":"A small register","description":"For tests.","base_url":"https://register.example","time_zone":"Australia/Sydney","licence":{"name":"Creative Commons Attribution 4.0 International","spdx":"CC-BY-4.0","url":"https://creativecommons.org/licenses/by/4.0/"}}', '{"listings":2,"certificates":1,"manufacturers":1,"certifying_bodies":1,"entity_types":2,"device_classes":1,"test_profiles":1,"lists":0}', 42, 2, '\x39b1902d6de3de9a9757f95474455431f7eb7c3ab4e0b2d7bb948c6152cfbb73'),
	(3, '9fee06a78ce58ff52f1361f84828112aa511f052', '9fee06a78ce58ff52f1361f84828112aa511f052', '2026-03-03 01:00:00+00', '2026-12-01 00:02:40.978205+00', '{"title":"A small register","description":"For tests.","base_url":"https://register.example","time_zone":"Australia/Sydney","licence":{"name":"Creative Commons Attribution 4.0 International","spdx":"CC-BY-4.0","url":"https://creativecommons.org/licenses/by/4.0/"}}', '{"listings":2,"certificates":1,"manufacturers":1,"certifying_bodies":1,"entity_types":2,"device_classes":1,"test_profiles":1,"lists":0}', 93, 3, '\x623a5baa39fc15424599f690a69f63ebfd52732245a3a65a8e0b8cb1f98e3d22'),
	(4, '3e246ec3e2e19eb7325c6feefdced25930418785', '3e246ec3e2e19eb7325c6feefdced25930418785', '2026-03-04 01:00:00+00', '2026-12-01 00:02:40.978395+00', '{"title":"A small register","description":"For tests.","base_url":"https://register.example","time_zone":"Australia/Sydney","licence":{"name":"Creative Commons Attribution 4.0 International","spdx":"CC-BY-4.0","url":"https://creativecommons.org/licenses/by/4.0/"}}', '{"listings":3,"certificates":1,"manufacturers":1,"certifying_bodies":1,"entity_types":2,"device_classes":1,"test_profiles":1,"lists":0}', 52, 4, '\x735442c4e91a63e82279357094b2503bad5fda6a6ecadbc057bdcab098096731'),
	(5, '2f8e634814a39777a1b16c41dd1813f0ca9dd546', '2f8e634814a39777a1b16c41dd1813f0ca9dd546', '2026-03-05 01:00:00+00', '2026-12-01 00:02:40.978519+00', '{"title":"A small register","description":"For tests.","base_url":"https://register.example","time_zone":"Australia/Sydney","licence":{"name":"Creative Commons Attribution 4.0 International","spdx":"CC-BY-4.0","url":"https://creativecommons.org/licenses/by/4.0/"}}', '{"listings":3,"certificates":1,"manufacturers":1,"certifying_bodies":1,"entity_types":2,"device_classes":1,"test_profiles":1,"lists":0}', 62, 5, '\x6d7195e778a3ae6072b220bdd3f92e1ebc4b476950336d946758ed163000b632');
INSERT INTO public.revisions VALUES
	(1, '6edcd4e2db3c8a045b8216248a28627c70ea94e1', '2026-03-01 01:00:00+00', 'Test', 'Commit 1', 10, '{}', true, '\x9d5f0dec24604ca5ca65a3a726a379f164acb26917b6fc607e64d53ff1755f1b', '\x99d5e505cd4a825539784231c357f26d6fc99c7ce5b3ca4132b30eb998aeb509', '[5,)'),
	(2, '86166e37b0341096ba699078cd8fe8b0755ad508', '2026-03-02 01:00:00+00', 'Test', 'Commit 2', 1, '{}', true, '\x39b1902d6de3de9a9757f95474455431f7eb7c3ab4e0b2d7bb948c6152cfbb73', '\xe90eea1fbc2930228ac9a16b340a1c706c52fe847216886c57ef8eb8ee6b2a98', '[5,)'),
	(3, '9fee06a78ce58ff52f1361f84828112aa511f052', '2026-03-03 01:00:00+00', 'Test', 'Commit 3', 2, '{}', true, '\x623a5baa39fc15424599f690a69f63ebfd52732245a3a65a8e0b8cb1f98e3d22', '\x950bc708e9d45745fce62e84b08c33b93c8aa54d48e9bd1abbbade73e3c03b15', '[5,)'),
	(4, '3e246ec3e2e19eb7325c6feefdced25930418785', '2026-03-04 01:00:00+00', 'Test', 'Commit 4', 1, '{}', true, '\x735442c4e91a63e82279357094b2503bad5fda6a6ecadbc057bdcab098096731', '\xf0479e8e357ad5177febfbd9eac737b726031a711251f41cbd66796169278d76', '[5,)'),
	(5, '2f8e634814a39777a1b16c41dd1813f0ca9dd546', '2026-03-05 01:00:00+00', 'Test', 'Commit 5', 1, '{}', true, '\x6d7195e778a3ae6072b220bdd3f92e1ebc4b476950336d946758ed163000b632', '\x2b88a084fc26d27dfc0e5aaec9425f7a1649e941619cb6631a817ad350d7d11f', '[5,)');
INSERT INTO public.sources VALUES
	('listings', 'acme/one', 0, NULL, 'https://example.org/list', '2026-02-20', '[1,2)'),
	('listings', 'acme/one', 0, NULL, 'https://example.org/list', '2026-02-20', '[2,3)'),
	('listings', 'acme/one', 0, NULL, 'https://example.org/list', '2026-02-20', '[3,5)'),
	('listings', 'acme/one', 0, NULL, 'https://example.org/list', '2026-02-20', '[5,)');
INSERT INTO public.test_profile_tests VALUES
	('A', 0, 'ALL-01', 'all-01', 'Discovery', NULL, NULL, '{1.2}', '[1,)');
INSERT INTO public.test_profiles VALUES
	('A', 'A', 'a', 'All clients', NULL, NULL, NULL, NULL, NULL, false, false, NULL, '{}', '[1,)');
SELECT pg_catalog.setval('public.goose_db_version_id_seq', 7, true);
SELECT pg_catalog.setval('public.keys_id_seq', 1, false);
ALTER TABLE ONLY public.goose_db_version
    ADD CONSTRAINT goose_db_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_name_key UNIQUE (name);
ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_value_key UNIQUE (value);
ALTER TABLE ONLY public.register_loads
    ADD CONSTRAINT register_loads_pkey PRIMARY KEY (loaded_on);
ALTER TABLE ONLY public.register_versions
    ADD CONSTRAINT register_versions_pkey PRIMARY KEY (seq);
CREATE INDEX certificate_listings_certificate ON public.certificate_listings USING btree (certificate_id, listing_id);
CREATE INDEX certificate_listings_listing ON public.certificate_listings USING btree (listing_id, certificate_id);
CREATE INDEX certificate_listings_parts ON public.certificate_listings USING gin (certificate_id public.gin_trgm_ops, listing_id public.gin_trgm_ops);
CREATE INDEX certificate_standing_certificate ON public.certificate_standing USING btree (certificate_id);
CREATE INDEX certificate_standing_days ON public.certificate_standing USING gist (status, days);
CREATE INDEX certificate_test_profiles_certificate ON public.certificate_test_profiles USING btree (certificate_id);
CREATE INDEX certificate_test_profiles_profile ON public.certificate_test_profiles USING btree (test_profile_id, certificate_id);
CREATE INDEX certificate_tests_certificate ON public.certificate_tests USING btree (certificate_id);
CREATE INDEX certificate_tests_key ON public.certificate_tests USING btree (test_key);
CREATE INDEX certificate_tests_part ON public.certificate_tests USING gin (test_key public.gin_trgm_ops);
CREATE INDEX certificates_body ON public.certificates USING btree (certifying_body_id, id);
CREATE INDEX certificates_certification_date ON public.certificates USING btree (certification_date);
CREATE INDEX certificates_created_at ON public.certificates USING btree (created_at);
CREATE INDEX certificates_csip_aus_version_key ON public.certificates USING btree (csip_aus_version_key, id);
CREATE UNIQUE INDEX certificates_current ON public.certificates USING btree (id) WHERE upper_inf(versions);
CREATE INDEX certificates_expiry ON public.certificates USING btree (expiry);
CREATE INDEX certificates_id ON public.certificates USING btree (id, versions);
CREATE INDEX certificates_number_key ON public.certificates USING btree (number_key, id);
CREATE INDEX certificates_parts ON public.certificates USING gin (id public.gin_trgm_ops, number_key public.gin_trgm_ops, standard_key public.gin_trgm_ops, standard_version_key public.gin_trgm_ops, csip_aus_version_key public.gin_trgm_ops);
CREATE INDEX certificates_revoked_on ON public.certificates USING btree (revoked_on);
CREATE INDEX certificates_sample ON public.certificates USING btree (sample);
CREATE INDEX certificates_standard_key ON public.certificates USING btree (standard_key, id);
CREATE INDEX certificates_standard_version_key ON public.certificates USING btree (standard_version_key, id);
CREATE INDEX certificates_updated_at ON public.certificates USING btree (updated_at);
CREATE INDEX certificates_witnessed_date ON public.certificates USING btree (witnessed_date);
CREATE INDEX certifying_bodies_certificates ON public.certifying_bodies USING btree (certificates);
CREATE INDEX certifying_bodies_created_at ON public.certifying_bodies USING btree (created_at);
CREATE UNIQUE INDEX certifying_bodies_current ON public.certifying_bodies USING btree (id) WHERE upper_inf(versions);
CREATE INDEX certifying_bodies_id ON public.certifying_bodies USING btree (id);
CREATE INDEX certifying_bodies_name_key ON public.certifying_bodies USING btree (name_key);
CREATE INDEX certifying_bodies_parts ON public.certifying_bodies USING gin (id public.gin_trgm_ops, name_key public.gin_trgm_ops);
CREATE INDEX certifying_bodies_updated_at ON public.certifying_bodies USING btree (updated_at);
CREATE INDEX certifying_body_aliases_body ON public.certifying_body_aliases USING btree (certifying_body_id);
CREATE INDEX certifying_body_aliases_key ON public.certifying_body_aliases USING btree (alias_key);
CREATE INDEX certifying_body_aliases_part ON public.certifying_body_aliases USING gin (alias_key public.gin_trgm_ops);
CREATE UNIQUE INDEX changes_current ON public.changes USING btree (revision, number) WHERE upper_inf(versions);
CREATE INDEX changes_former_ids ON public.changes USING gin (former_ids);
CREATE INDEX changes_id ON public.changes USING btree (kind, id, revision, number);
CREATE INDEX changes_listings ON public.changes USING gin (listings);
CREATE INDEX changes_manufacturers ON public.changes USING gin (manufacturers);
CREATE INDEX changes_moved_to ON public.changes USING btree (kind, moved_to) WHERE (moved_to IS NOT NULL);
CREATE INDEX changes_place ON public.changes USING btree (revision, number);
CREATE INDEX changes_what ON public.changes USING gin (what);
CREATE INDEX device_class_attribute_values_class ON public.device_class_attribute_values USING btree (device_class_id, attribute_name);
CREATE INDEX device_class_attributes_class ON public.device_class_attributes USING btree (device_class_id);
CREATE INDEX device_class_attributes_key ON public.device_class_attributes USING btree (attribute_key, device_class_id);
CREATE INDEX device_class_attributes_part ON public.device_class_attributes USING gin (attribute_key public.gin_trgm_ops);
CREATE UNIQUE INDEX device_classes_current ON public.device_classes USING btree (id) WHERE upper_inf(versions);
CREATE INDEX device_classes_id ON public.device_classes USING btree (id);
CREATE INDEX device_classes_id_part ON public.device_classes USING gin (id public.gin_trgm_ops);
CREATE INDEX device_classes_name_key ON public.device_classes USING btree (name_key);
CREATE INDEX device_classes_name_part ON public.device_classes USING gin (name_key public.gin_trgm_ops);
CREATE INDEX device_classes_requires_inverter ON public.device_classes USING btree (requires_inverter);
CREATE UNIQUE INDEX entity_types_current ON public.entity_types USING btree (id) WHERE upper_inf(versions);
CREATE INDEX entity_types_id ON public.entity_types USING btree (id);
CREATE INDEX entity_types_id_part ON public.entity_types USING gin (id public.gin_trgm_ops);
CREATE INDEX entity_types_name_key ON public.entity_types USING btree (name_key);
CREATE INDEX entity_types_name_part ON public.entity_types USING gin (name_key public.gin_trgm_ops);
CREATE INDEX former_ids_former_id ON public.former_ids USING btree (kind, former_id);
CREATE INDEX former_ids_id ON public.former_ids USING btree (kind, id);
CREATE INDEX listing_absences_list ON public.listing_absences USING btree (list_id, listing_id);
CREATE INDEX listing_absences_listing ON public.listing_absences USING btree (listing_id);
CREATE INDEX listing_absences_since ON public.listing_absences USING btree (since, listing_id);
CREATE INDEX listing_aliases_key ON public.listing_aliases USING btree (alias_key);
CREATE INDEX listing_aliases_listing ON public.listing_aliases USING btree (listing_id);
CREATE INDEX listing_aliases_part ON public.listing_aliases USING gin (alias_key public.gin_trgm_ops);
CREATE INDEX listing_attributes_boolean ON public.listing_device_class_attributes USING btree (device_class_id, attribute_name, boolean_value) WHERE (boolean_value IS NOT NULL);
CREATE INDEX listing_attributes_key ON public.listing_device_class_attributes USING btree (device_class_id, attribute_name, text_key) WHERE (text_key IS NOT NULL);
CREATE INDEX listing_attributes_listing ON public.listing_device_class_attributes USING btree (listing_id, device_class_id, attribute_name);
CREATE INDEX listing_attributes_maximum ON public.listing_device_class_attributes USING btree (device_class_id, attribute_name, maximum) WHERE (maximum IS NOT NULL);
CREATE INDEX listing_attributes_minimum ON public.listing_device_class_attributes USING btree (device_class_id, attribute_name, minimum) WHERE (minimum IS NOT NULL);
CREATE INDEX listing_attributes_number ON public.listing_device_class_attributes USING btree (device_class_id, attribute_name, number_value) WHERE (number_value IS NOT NULL);
CREATE INDEX listing_attributes_part ON public.listing_device_class_attributes USING gin (text_key public.gin_trgm_ops) WHERE (text_key IS NOT NULL);
CREATE INDEX listing_attributes_text ON public.listing_device_class_attributes USING btree (device_class_id, attribute_name, text_value) WHERE (text_value IS NOT NULL);
CREATE INDEX listing_device_classes_class ON public.listing_device_classes USING btree (device_class_id, listing_id);
CREATE INDEX listing_device_classes_listing ON public.listing_device_classes USING btree (listing_id);
CREATE INDEX listing_devices_device ON public.listing_devices USING btree (device_id, listing_id);
CREATE INDEX listing_devices_device_part ON public.listing_devices USING gin (device_id public.gin_trgm_ops);
CREATE INDEX listing_devices_listing ON public.listing_devices USING btree (listing_id);
CREATE INDEX listing_devices_listing_part ON public.listing_devices USING gin (listing_id public.gin_trgm_ops);
CREATE INDEX listing_jurisdictions_key ON public.listing_jurisdictions USING btree (jurisdiction_key, listing_id);
CREATE INDEX listing_jurisdictions_listing ON public.listing_jurisdictions USING btree (listing_id);
CREATE INDEX listing_jurisdictions_part ON public.listing_jurisdictions USING gin (jurisdiction_key public.gin_trgm_ops);
CREATE INDEX listing_names_key ON public.listing_names USING btree (name_key, listing_id);
CREATE INDEX listing_names_listing ON public.listing_names USING btree (listing_id);
CREATE INDEX listing_periods_first_day ON public.listing_periods USING btree (first_day);
CREATE INDEX listing_periods_last_day ON public.listing_periods USING btree (last_day);
CREATE INDEX listing_periods_listing ON public.listing_periods USING btree (listing_id);
CREATE INDEX listing_standing_certified ON public.listing_standing USING gist (days) WHERE certified;
CREATE INDEX listing_standing_days ON public.listing_standing USING gist (status, days);
CREATE INDEX listing_standing_listed_until ON public.listing_standing USING gist (listed_until, days);
CREATE INDEX listing_standing_listing ON public.listing_standing USING btree (listing_id);
CREATE INDEX listing_standing_not_certified ON public.listing_standing USING gist (days) WHERE (NOT certified);
CREATE INDEX listing_suspensions_listing ON public.listing_suspensions USING btree (listing_id);
CREATE INDEX listing_white_labels_key ON public.listing_white_labels USING btree (brand_key, listing_id);
CREATE INDEX listing_white_labels_listing ON public.listing_white_labels USING btree (listing_id);
CREATE INDEX listing_white_labels_part ON public.listing_white_labels USING gin (brand_key public.gin_trgm_ops);
CREATE INDEX listings_brand_key ON public.listings USING btree (brand_key, id);
CREATE INDEX listings_brand_part ON public.listings USING gin (brand_key public.gin_trgm_ops);
CREATE INDEX listings_certificate_type ON public.listings USING btree (certificate_type);
CREATE INDEX listings_created_at ON public.listings USING btree (created_at, id);
CREATE INDEX listings_csip_aus_version_key ON public.listings USING btree (csip_aus_version_key, id);
CREATE INDEX listings_csip_aus_version_part ON public.listings USING gin (csip_aus_version_key public.gin_trgm_ops);
CREATE UNIQUE INDEX listings_current ON public.listings USING btree (id) WHERE upper_inf(versions);
CREATE INDEX listings_delisted_on ON public.listings USING btree (delisted_on);
CREATE INDEX listings_deployment ON public.listings USING btree (deployment);
CREATE INDEX listings_entity_type ON public.listings USING btree (entity_type_id, id);
CREATE INDEX listings_id ON public.listings USING btree (id, versions);
CREATE INDEX listings_id_part ON public.listings USING gin (id public.gin_trgm_ops);
CREATE INDEX listings_manufacturer ON public.listings USING btree (manufacturer_id, id);
CREATE INDEX listings_model_key ON public.listings USING btree (model_key, id);
CREATE INDEX listings_model_part ON public.listings USING gin (model_key public.gin_trgm_ops);
CREATE INDEX listings_sample ON public.listings USING btree (sample);
CREATE INDEX listings_series_key ON public.listings USING btree (series_key, id);
CREATE INDEX listings_series_part ON public.listings USING gin (series_key public.gin_trgm_ops);
CREATE INDEX listings_software_key ON public.listings USING btree (software_key, id);
CREATE INDEX listings_software_part ON public.listings USING gin (software_key public.gin_trgm_ops);
CREATE INDEX listings_updated_at ON public.listings USING btree (updated_at, id);
CREATE INDEX listings_withdrawn_on ON public.listings USING btree (withdrawn_on);
CREATE INDEX lists_created_at ON public.lists USING btree (created_at);
CREATE UNIQUE INDEX lists_current ON public.lists USING btree (id) WHERE upper_inf(versions);
CREATE INDEX lists_date ON public.lists USING btree (date);
CREATE INDEX lists_device_class ON public.lists USING btree (device_class_id, id);
CREATE INDEX lists_first_date ON public.lists USING btree (first_date);
CREATE INDEX lists_id ON public.lists USING btree (id);
CREATE INDEX lists_name_key ON public.lists USING btree (name_key);
CREATE INDEX lists_parts ON public.lists USING gin (id public.gin_trgm_ops, name_key public.gin_trgm_ops, website_key public.gin_trgm_ops);
CREATE INDEX lists_rows ON public.lists USING btree (rows);
CREATE INDEX lists_updated_at ON public.lists USING btree (updated_at);
CREATE INDEX lists_website_key ON public.lists USING btree (website_key);
CREATE INDEX manufacturer_aliases_key ON public.manufacturer_aliases USING btree (alias_key);
CREATE INDEX manufacturer_aliases_manufacturer ON public.manufacturer_aliases USING btree (manufacturer_id);
CREATE INDEX manufacturer_aliases_part ON public.manufacturer_aliases USING gin (alias_key public.gin_trgm_ops);
CREATE INDEX manufacturers_created_at ON public.manufacturers USING btree (created_at);
CREATE UNIQUE INDEX manufacturers_current ON public.manufacturers USING btree (id) WHERE upper_inf(versions);
CREATE INDEX manufacturers_id ON public.manufacturers USING btree (id);
CREATE INDEX manufacturers_listings ON public.manufacturers USING btree (listings);
CREATE INDEX manufacturers_name_key ON public.manufacturers USING btree (name_key);
CREATE INDEX manufacturers_parts ON public.manufacturers USING gin (id public.gin_trgm_ops, name_key public.gin_trgm_ops);
CREATE INDEX manufacturers_updated_at ON public.manufacturers USING btree (updated_at);
CREATE UNIQUE INDEX records_current ON public.records USING btree (kind, id) WHERE upper_inf(versions);
CREATE INDEX records_id ON public.records USING btree (kind, id, versions);
CREATE INDEX records_search ON public.records USING gin (search) WITH (fastupdate=off);
CREATE INDEX register_versions_state ON public.register_versions USING btree (state, seq);
CREATE INDEX revisions_committed_at ON public.revisions USING btree (committed_at);
CREATE UNIQUE INDEX revisions_current ON public.revisions USING btree (revision) WHERE upper_inf(versions);
CREATE INDEX revisions_revision ON public.revisions USING btree (revision, versions);
CREATE INDEX sources_id ON public.sources USING btree (kind, id);
CREATE INDEX test_profile_tests_key ON public.test_profile_tests USING btree (test_key);
CREATE INDEX test_profile_tests_part ON public.test_profile_tests USING gin (test_key public.gin_trgm_ops);
CREATE INDEX test_profile_tests_profile ON public.test_profile_tests USING btree (test_profile_id);
CREATE INDEX test_profile_versions_key ON public.test_profile_versions USING btree (version_key);
CREATE INDEX test_profile_versions_part ON public.test_profile_versions USING gin (version_key public.gin_trgm_ops);
CREATE INDEX test_profile_versions_profile ON public.test_profile_versions USING btree (test_profile_id);
CREATE UNIQUE INDEX test_profiles_current ON public.test_profiles USING btree (id) WHERE upper_inf(versions);
CREATE INDEX test_profiles_group_key ON public.test_profiles USING btree (group_key);
CREATE INDEX test_profiles_id ON public.test_profiles USING btree (id);
CREATE INDEX test_profiles_name_key ON public.test_profiles USING btree (name_key);
CREATE INDEX test_profiles_optional ON public.test_profiles USING btree (optional);
CREATE INDEX test_profiles_parts ON public.test_profiles USING gin (id public.gin_trgm_ops, name_key public.gin_trgm_ops, group_key public.gin_trgm_ops, standard_key public.gin_trgm_ops);
CREATE INDEX test_profiles_retired ON public.test_profiles USING btree (retired);
CREATE INDEX test_profiles_standard_key ON public.test_profiles USING btree (standard_key);
CREATE INDEX test_profiles_witnessed ON public.test_profiles USING btree (witnessed);
