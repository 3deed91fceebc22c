#!/bin/sh
# Installs from Debian what Linux needs to run real containers, and says what and why.
# Does nothing, quietly, when everything is there. Exit 3: cannot (not root, or no apt-get).
#   install-host.sh          the node's needs
#   install-host.sh --check  only list what is missing (exit 1 if anything is)
set -eu

missing=
need() { # command-or-file package reason
  case "$1" in
    /*) [ -e "$1" ] && return ;;
    *) command -v "$1" >/dev/null 2>&1 && return ;;
  esac
  missing="$missing $2"
  printf '  %-28s %s\n' "$2" "$3"
}

PATH="$PATH:/usr/sbin:/sbin"
list=$(
  need containerd containerd "runs the containers, through the Container Runtime Interface"
  need runc runc "starts container processes"
  need /usr/lib/cni/bridge containernetworking-plugins "gives pods their network"
  need nft nftables "routes Services to pods"
  need ip iproute2 "sets up network devices"
  need conntrack conntrack "forgets connections to pods that are gone"
  need mount mount "mounts volumes"
)
[ -n "$list" ] || exit 0
if [ "${1:-}" = --check ]; then
  echo "$list"
  exit 1
fi
echo "Real containers need these Debian packages:"
echo "$list"
if [ "$(id -u)" != 0 ]; then
  echo "Installing them takes root." >&2
  exit 3
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "This is no Debian (there is no apt-get): install their equivalents by hand." >&2
  exit 3
fi
packages=$(echo "$list" | awk '{ print $1 }')
export DEBIAN_FRONTEND=noninteractive
# Debian starts a service for containerd where an init system runs; kubets uses its own private instance.
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $packages >/dev/null
echo "Installed."
