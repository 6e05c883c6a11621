-- The register's database and its two roles, for a new server. psql runs this as a
-- superuser, with the passwords in files of the roles' names:
--
--   psql --set=passwords=/run/passwords/server --file=roles.sql
--
-- opencec owns the database: it loads the register and keeps the keys. opencec_reader
-- can only read, and is what opencec-api needs.
\set ON_ERROR_STOP on
\if :{?passwords}
\else
  \set passwords /run/passwords/server
\endif
\set owner_file :passwords '/opencec'
\set reader_file :passwords '/opencec_reader'
\set owner_password `cat :owner_file`
\set reader_password `cat :reader_file`

create role opencec login password :'owner_password';
create role opencec_reader login password :'reader_password';
alter role opencec_reader set default_transaction_read_only = on;

create database opencec owner opencec template template0 encoding 'UTF8';
revoke all on database opencec from public;
grant connect on database opencec to opencec_reader;

\connect opencec
-- Whatever opencec makes from now on, the tables of later migrations too.
alter default privileges for role opencec in schema public grant select on tables to opencec_reader;
