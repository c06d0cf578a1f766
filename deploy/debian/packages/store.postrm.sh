# The data and the user that owns them stay, unless there are none.
if [ "$1" = purge ]; then
  rmdir /var/lib/indicast 2>/dev/null || true
  if [ ! -d /var/lib/indicast ] && getent passwd indicast >/dev/null; then
    deluser --system --quiet indicast >/dev/null 2>&1 || true
  fi
fi
