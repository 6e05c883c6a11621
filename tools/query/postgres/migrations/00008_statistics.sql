-- +goose Up

-- Documents and texts for people are in no condition of a query. Statistics about them took a third
-- of the time of analyze, in loads and whenever autovacuum runs.

alter table records
    alter column digest set statistics 0,
    alter column record set statistics 0,
    alter column document_head set statistics 0,
    alter column document_tail set statistics 0,
    alter column words set statistics 0;
alter table listing_device_class_attributes
    alter column attribute_value set statistics 0,
    alter column attribute_type set statistics 0,
    alter column unit set statistics 0;
alter table listing_standing alter column device_classes set statistics 0;
alter table changes alter column line set statistics 0;
