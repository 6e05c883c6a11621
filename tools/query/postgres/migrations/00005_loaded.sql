-- +goose Up

-- The day on which the register was last loaded, also when nothing had changed: how old
-- what the database holds may be.

create table register_loads (
    loaded_on date primary key
);
comment on table register_loads is 'One row: the last day on which a load ended well, also when nothing differed.';
comment on column register_loads.loaded_on is 'In the register''s time zone.';
