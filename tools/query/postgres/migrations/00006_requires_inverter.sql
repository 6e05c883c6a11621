-- +goose Up

-- Whether the products of a device class need an inverter that is listed. It is not known
-- until the next load writes it.

alter table device_classes add column requires_inverter boolean;
comment on column device_classes.requires_inverter is 'Whether its products work only with an inverter, which has to be listed too; none where that is not known.';
create index device_classes_requires_inverter on device_classes (requires_inverter);
