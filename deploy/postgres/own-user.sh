#!/bin/sh
# Run once, by the database's image, when its volume is empty: the bot gets a user and a database of
# its own, and the superuser no password at all, so that it cannot come in over the network.
set -eu

psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --quiet \
  --set password="$(cat "$POSTGRES_PASSWORD_FILE")" --set name="$BOT_DATABASE" <<'SQL'
CREATE ROLE bot LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER bot;
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
ALTER ROLE CURRENT_USER PASSWORD NULL;
SQL
