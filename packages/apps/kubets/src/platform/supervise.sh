#!/bin/sh
# The parent of `kubets up`: runs it, and restarts it when it crashes after it has been ready. It is a shell script because a
# shell starts in a few milliseconds and needs 1 MB of memory; a second Node.js process needs 40 of each.
#
# usage: supervise.sh COMMAND [ARGUMENT]...
#
# KUBETS_PARENT holds the id of this process. The child sends SIGUSR1 when the cluster is ready. KUBETS_RESTART holds the id
# of the child that crashed, its exit status and the number of crashes in a row. After too many crashes, KUBETS_GIVE_UP is
# set, and the last child only reports that.

maxRestarts=5
# Crashes that are further apart than this are not in a row.
resetSeconds=60

# Secrets move from the command line, which all users of the machine can read, to the environment.
hidden='' left=$#
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  left=$((left - 1))
  case $word in
    --store=* | --token=*) value=${word#*=} ;;
    --store | --token)
      # An option without a value stays. The child reports the error.
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

# Ctrl-C also reaches the child directly, and a second SIGINT would kill it. The first Ctrl-C is therefore forwarded as
# SIGHUP, which has the same meaning and may arrive twice. The second Ctrl-C is forwarded as SIGINT.
end() {
  signalled=yes
  [ -z "$child" ] || kill -s "$1" "$child" 2>/dev/null
  ending=$1
}
trap 'if [ -z "$ending" ]; then end HUP; else end INT; fi' INT
trap 'end HUP' HUP
trap 'end TERM' TERM
trap 'signalled=yes ready=yes' USR1

# Sleeps for some seconds, or until a signal arrives.
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
    # Only the first child reports the result of the start.
    exec 3>&-
    unset KUBETS_REPORT_FD
  fi
  # A signal interrupts `wait`. The child still exists then.
  while
    wait "$child"
    status=$?
    [ -n "$signalled" ] && kill -0 "$child" 2>/dev/null
  do
    signalled=''
  done
  dead=$child child='' signalled=''
  # 129, 130 and 143 are SIGHUP, SIGINT and SIGTERM: a requested stop.
  case $status in
    0 | 129 | 130 | 143) exit "$status" ;;
  esac
  [ -n "$ready" ] && [ -z "$ending" ] || exit "$status"
  now=$(date +%s)
  [ $((now - last)) -le "$resetSeconds" ] || restarts=0
  last=$now
  restarts=$((restarts + 1))
  export KUBETS_RESTART="$dead $status $restarts"
  if [ "$restarts" -gt "$maxRestarts" ]; then
    export KUBETS_GIVE_UP=yes
    "$@"
    exit "$?"
  fi
  # Restart immediately, then after 1, 2, 4 and 8 seconds.
  [ "$restarts" -eq 1 ] || pause $((1 << (restarts - 2)))
done
exit "$status"
