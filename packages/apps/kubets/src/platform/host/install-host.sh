#!/bin/sh
# Installs the Debian packages that real containers need, and prints each with its purpose.
# Prints nothing if none is missing. Exit code 3: cannot install (not root, or no apt-get).
#   install-host.sh          install the missing packages
#   install-host.sh --check  only list them (exit code 1 if there are any)
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
  need containerd containerd "runs containers through the Container Runtime Interface"
  need runc runc "starts container processes"
  need /usr/lib/cni/bridge containernetworking-plugins "connects pods to the network"
  need nft nftables "routes the traffic of Services to pods"
  need ip iproute2 "configures network devices"
  need conntrack conntrack "removes connections to deleted pods"
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
  echo "Run this command as root to install them." >&2
  exit 3
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "There is no apt-get on this machine: install the equivalent packages by hand." >&2
  exit 3
fi
packages=$(echo "$list" | awk '{ print $1 }')
export DEBIAN_FRONTEND=noninteractive
# Debian also starts a containerd service if an init system runs. kubets uses its own private instance.
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $packages >/dev/null
echo "Installed."
