#!/bin/sh
# Installs from Debian what only the tests need. Exit 3: cannot (not root, or no apt-get); tests that need it skip and say so.
set -eu
command -v curl >/dev/null 2>&1 && exit 0
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || exit 3
echo "The tests need the Debian package curl."
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends curl ca-certificates >/dev/null
