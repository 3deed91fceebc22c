#!/bin/sh
# The parent of `kubets up`: runs it, and starts it again when it dies after it has once been ready. It is a shell script
# because a shell starts in milliseconds and needs a megabyte of memory; a second Node.js would need forty of both.
#
# usage: supervise.sh COMMAND [ARGUMENT]...
#
# The child learns of its parent by KUBETS_PARENT, this process's id, and says with SIGUSR1 that the cluster is ready. A
# child that replaces a dead one learns of that by KUBETS_RESTART: the dead one's id, its status as a shell has it, and
# how often in a row it has died. When that is too often, the last child has KUBETS_GIVE_UP set, and only says so.

mostRestarts=5
# Seconds between two deaths from which on they are not in a row.
calm=60

# What nobody else may see goes from the command line, which everybody on the machine can read, to the environment.
hidden='' left=$#
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  left=$((left - 1))
  case $word in
    --store=* | --token=*) value=${word#*=} ;;
    --store | --token)
      # Without a value it stays: the child says what is wrong.
      [ "$left" -gt 0 ] || { set -- "$@" "$word"; continue; }
      value=$1
      shift
      left=$((left - 1))
      ;;
    *)
      set -- "$@" "$word"
      continue
      ;;
  esac
  hidden=yes
  case $word in
    --store*) export KUBETS_STORE="$value" ;;
    --token*) export KUBETS_TOKEN="$value" ;;
  esac
done
[ -z "$hidden" ] || exec /bin/sh "$0" "$@"

child='' ready='' ending='' signalled=''

# Ctrl-C reaches the child, too, which a second SIGINT would end at once: it gets SIGHUP from here, which asks for the
# same and may come twice. A second Ctrl-C is passed on as it is.
end() {
  signalled=yes
  [ -z "$child" ] || kill -s "$1" "$child" 2>/dev/null
  ending=$1
}
trap 'if [ -z "$ending" ]; then end HUP; else end INT; fi' INT
trap 'end HUP' HUP
trap 'end TERM' TERM
trap 'signalled=yes ready=yes' USR1

# Seconds, unless a signal comes.
pause() {
  sleep "$1" &
  wait "$!"
  kill "$!" 2>/dev/null
}

restarts=0 last=0
export KUBETS_PARENT="$$"
unset KUBETS_RESTART KUBETS_GIVE_UP
while [ -z "$ending" ]; do
  "$@" &
  child=$!
  [ -z "$ending" ] || kill -s "$ending" "$child"
  if [ -n "${KUBETS_REPORT_FD-}" ]; then
    # The first child reports how the start went, and nobody else.
    exec 3>&-
    unset KUBETS_REPORT_FD
  fi
  # A signal interrupts `wait`; once it has the status, there is no such process.
  while
    wait "$child"
    status=$?
    [ -n "$signalled" ] && kill -0 "$child" 2>/dev/null
  do
    signalled=''
  done
  dead=$child child='' signalled=''
  # 129, 130 and 143: SIGHUP, SIGINT and SIGTERM. Somebody has asked for that.
  case $status in
    0 | 129 | 130 | 143) exit "$status" ;;
  esac
  [ -n "$ready" ] && [ -z "$ending" ] || exit "$status"
  now=$(date +%s)
  [ $((now - last)) -le "$calm" ] || restarts=0
  last=$now
  restarts=$((restarts + 1))
  export KUBETS_RESTART="$dead $status $restarts"
  if [ "$restarts" -gt "$mostRestarts" ]; then
    export KUBETS_GIVE_UP=yes
    "$@"
    exit "$?"
  fi
  # At once, then after 1, 2, 4 and 8 seconds.
  [ "$restarts" -eq 1 ] || pause $((1 << (restarts - 2)))
done
exit "$status"
