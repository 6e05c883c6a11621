-- The tables of the original, as they are where SQLAlchemy makes them: keys are
-- integers, and times have no zone.

create type listing_status as enum ('active', 'suspended', 'expired');

create table keys (
    id          serial primary key,
    value       varchar not null,
    description varchar
);
create table entity_types (
    id          serial primary key,
    name        varchar not null unique,
    description varchar
);
create table device_classes (
    id          serial primary key,
    name        varchar not null unique,
    description varchar,
    created_at  timestamp not null default now()
);
create table listings (
    id             serial primary key,
    entity_type_id integer not null references entity_types,
    manufacturer   varchar not null,
    model          varchar not null,
    status         listing_status not null default 'active',
    created_at     timestamp not null default now(),
    updated_at     timestamp,
    unique (manufacturer, model)
);
create table listing_device_classes (
    listing_id      integer not null references listings,
    device_class_id integer not null references device_classes,
    unique (listing_id, device_class_id)
);
create table device_class_attributes (
    device_class_id integer not null references device_classes,
    attribute_name  varchar not null,
    attribute_type  varchar not null check (attribute_type in ('string', 'number', 'boolean', 'enum')),
    description     varchar,
    unique (device_class_id, attribute_name)
);
create table listing_device_class_attributes (
    listing_id      integer not null references listings,
    device_class_id integer not null references device_classes,
    attribute_name  varchar not null,
    attribute_value text,
    unique (listing_id, device_class_id, attribute_name)
);
create table certificates (
    id                 serial primary key,
    listing_id         integer not null references listings,
    expiry             date,
    certification_date date,
    certifying_body    varchar,
    test_profiles      varchar[]
);
