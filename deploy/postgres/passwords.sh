#!/bin/sh
# Makes the passwords of the database's roles, at random and once:
#
#   passwords.sh DIR
#
# DIR/server has them for roles.sql, DIR/owner and DIR/reader each have the password
# file of one role (https://www.postgresql.org/docs/current/libpq-pgpass.html). Each of
# the three is to be mounted only where it is needed, as everybody there can read it.
set -eu
dir=${1:?the folder to write to}
(umask 077 && mkdir -p "$dir/server" "$dir/owner" "$dir/reader")

# put FILE: its input becomes the file, whole or not at all.
put() {
  cat >"$1.new"
  chmod 444 "$1.new"
  mv -f "$1.new" "$1"
}

random() { od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'; }

for role in postgres opencec opencec_reader; do
  if [ ! -s "$dir/server/$role" ]; then random | put "$dir/server/$role"; fi
done
for role in opencec:owner opencec_reader:reader; do
  name=${role%:*}
  printf '*:*:*:%s:%s\n' "$name" "$(cat "$dir/server/$name")" | put "$dir/${role#*:}/pgpass"
done
