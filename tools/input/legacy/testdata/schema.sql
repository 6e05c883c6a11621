-- The tables of the original. Its times have no zone.

create table keys (
    id          serial primary key,
    value       varchar(50) not null,
    description text not null
);
create table entity_types (
    id          serial primary key,
    name        varchar(50) not null unique,
    description text
);
create table device_classes (
    id          serial primary key,
    name        varchar(100) not null unique,
    description text,
    created_at  timestamp default now()
);
create table device_class_attributes (
    id              serial primary key,
    device_class_id integer references device_classes,
    attribute_name  varchar(100),
    attribute_type  varchar(50) check (attribute_type in ('string', 'number', 'boolean', 'enum')),
    description     text,
    unique (device_class_id, attribute_name)
);
create table listings (
    id             serial primary key,
    entity_type_id integer references entity_types,
    manufacturer   varchar(255),
    model          varchar(255),
    status         varchar(50) default 'active',
    created_at     timestamp default now(),
    updated_at     timestamp default now(),
    unique (manufacturer, model)
);
create table listing_device_classes (
    id              serial primary key,
    listing_id      integer references listings,
    device_class_id integer references device_classes,
    created_at      timestamp default now(),
    unique (listing_id, device_class_id)
);
create table listing_device_class_attributes (
    id              serial primary key,
    listing_id      integer references listings,
    device_class_id integer references device_classes,
    attribute_name  varchar(100),
    attribute_value text,
    created_at      timestamp default now(),
    unique (listing_id, device_class_id, attribute_name)
);
create table certificates (
    id                 serial primary key,
    listing_id         integer references listings,
    expiry             date not null,
    certification_date date not null,
    certifying_body    varchar(100) not null,
    test_profiles      varchar[] not null
);
