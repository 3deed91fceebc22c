#!/bin/sh
# The kubets command. `kubets up` runs under a parent that restarts it when it crashes. Other commands run directly. Each
# program that this script starts costs a start about 1 ms, so it starts none that it can do without.
self=$0
[ ! -L "$self" ] || self=$(readlink -f "$self")
case $self in
  */*) here=${self%/*} ;;
  *) here=. ;;
esac
[ "${1-}" = up ] || exec node "$here/kubets.mjs" "$@"
case " $* " in
  *" --detach "* | *" --no-restart "*) exec node "$here/kubets.mjs" "$@" ;;
esac
# A shell cannot trap a signal that was ignored when the shell started, such as SIGINT in background jobs of a script.
# Node.js resets such signals, and then replaces itself by the parent. In the fields that follow the command's name, the
# ignored signals are the 31st: one bit each, in decimal.
ignoresInterrupt() {
  [ $((${31:-0} & 2)) -ne 0 ]
}
if [ -r "/proc/$$/stat" ] && read -r stat <"/proc/$$/stat" && ignoresInterrupt ${stat##*) }; then
  exec node "$here/kubets.mjs" "$@"
fi
case " $* " in
  # The parent replaces itself by one whose command line has no secrets.
  *" --store"* | *" --token"*) exec /bin/sh "$here/supervise.sh" node "$here/kubets.mjs" "$@" ;;
esac
set -- node "$here/kubets.mjs" "$@"
. "$here/supervise.sh"
