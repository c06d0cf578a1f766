  if ! getent passwd indicast >/dev/null; then
    adduser --system --group --quiet --home /var/lib/indicast --no-create-home \
      --gecos "Indicast store" indicast
  fi
  if [ ! -d /var/lib/indicast ]; then
    install -d -m 0700 -o indicast -g indicast /var/lib/indicast
  fi
