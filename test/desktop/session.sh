#!/usr/bin/env bash
# Runs a command in a desktop session of its own, as hosted machines have none: a session bus with a place for tray icons and a
# service for notifications, and a display. Usage: session.sh x11|wayland COMMAND...
# Needs the Debian packages dbus, libglib2.0-bin, python3-dbusmock, xvfb and dunst, or weston.
set -euo pipefail

if [ "${BELLWETHER_SESSION:-}" = "" ]; then
  export BELLWETHER_SESSION="$1"
  shift
  # A bus that is there already belongs to somebody else.
  unset DBUS_SESSION_BUS_ADDRESS
  exec dbus-run-session -- bash "$0" "$@"
fi
display="$BELLWETHER_SESSION"
unset BELLWETHER_SESSION

scratch="$(mktemp -d)"
started=()
end() {
  code=$?
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  # What the session itself said may be why.
  if [ "$code" -ne 0 ]; then tail -n 40 "$scratch"/*.log >&2 || true; fi
  rm -rf "$scratch"
}
trap end EXIT

# Debian's own: another python3 on the path lacks its packages.
dbusmock() {
  /usr/bin/python3 -m dbusmock "$@"
}

# Waits until a command succeeds, at most half a minute.
await() {
  for _ in $(seq 150); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  echo "session.sh: waited in vain for: $*" >&2
  exit 1
}

has_owner() {
  gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
    --method org.freedesktop.DBus.NameHasOwner "$1" | grep -q true
}

case "$display" in
  x11)
    unset WAYLAND_DISPLAY
    # It picks a free number and tells it.
    Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp 3>"$scratch/display" 2>/dev/null &
    started+=($!)
    await test -s "$scratch/display"
    DISPLAY=":$(cat "$scratch/display")"
    export DISPLAY XDG_SESSION_TYPE=x11
    dunst >"$scratch/dunst.log" 2>&1 &
    started+=($!)
    ;;
  wayland)
    unset DISPLAY
    if [ ! -d "${XDG_RUNTIME_DIR:-/nonexistent}" ]; then
      export XDG_RUNTIME_DIR="$scratch/runtime"
      mkdir -m 700 "$XDG_RUNTIME_DIR"
    fi
    export WAYLAND_DISPLAY="bellwether-$$" XDG_SESSION_TYPE=wayland
    weston --backend=headless-backend.so --socket="$WAYLAND_DISPLAY" --idle-time=0 >"$scratch/weston.log" 2>&1 &
    started+=($!)
    await test -S "$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY"
    # dunst asks for a part of Wayland that weston does not have.
    dbusmock --template notification_daemon >"$scratch/notifications.log" 2>&1 &
    started+=($!)
    ;;
  *)
    echo "session.sh: \"$display\" is no display: x11 or wayland" >&2
    exit 64
    ;;
esac

watcher=org.kde.StatusNotifierWatcher
dbusmock --session "$watcher" /StatusNotifierWatcher "$watcher" >"$scratch/watcher.log" 2>&1 &
started+=($!)
await has_owner "$watcher"
mock() {
  gdbus call --session --dest "$watcher" --object-path /StatusNotifierWatcher \
    --method "org.freedesktop.DBus.Mock.$1" "${@:2}" >/dev/null
}
mock AddProperty '' IsStatusNotifierHostRegistered '<true>'
mock AddProperty '' ProtocolVersion '<0>'
mock AddMethod '' RegisterStatusNotifierItem s '' ''
mock AddMethod '' RegisterStatusNotifierHost s '' ''
await has_owner org.freedesktop.Notifications

"$@"
