#!/bin/sh
# Installs from Debian what only the tests need: curl, etcd, MariaDB and PostgreSQL (started by the tests themselves).
# Exit 3: cannot (not root, or no apt-get); tests that need something then skip and say so.
set -eu
missing=""
for pair in curl:curl etcd:etcd-server mariadb:mariadb-client-core /usr/sbin/mariadbd:mariadb-server-core openssl:openssl; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
set -- /usr/lib/postgresql/*/bin/initdb
[ -x "$1" ] || missing="$missing postgresql"
[ -n "$missing" ] || exit 0
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || exit 3
echo "The tests need these Debian packages:$missing"
export DEBIAN_FRONTEND=noninteractive
# Debian starts a server with its package; in run level 1 it does not.
export RUNLEVEL=1
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends ca-certificates $missing >/dev/null
