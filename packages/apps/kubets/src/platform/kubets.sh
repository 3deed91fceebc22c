#!/bin/sh
# The kubets command. `kubets up` runs under a parent that restarts it when it crashes. Other commands run directly.
self=$(readlink -f "$0")
here=${self%/*}
[ "${1-}" = up ] || exec node "$here/kubets.mjs" "$@"
case " $* " in
  *" --detach "* | *" --no-restart "*) exec node "$here/kubets.mjs" "$@" ;;
esac
# A shell cannot trap a signal that was ignored when the shell started, such as SIGINT in background jobs of a script.
# Node.js resets such signals, and then replaces itself by the parent.
if [ -r "/proc/$$/status" ]; then
  while read -r field value; do
    [ "$field" != SigIgn: ] || break
  done <"/proc/$$/status"
  case $value in
    *[2367abef]) exec node "$here/kubets.mjs" "$@" ;;
  esac
fi
exec /bin/sh "$here/supervise.sh" node "$here/kubets.mjs" "$@"
