#!/bin/sh
# Every variable NAME_FILE names a file, such as a container's secret; NAME gets what is in it. Then the given command runs in our place.
set -eu
for entry in $(env | sed -n 's/^\([A-Z][A-Z0-9_]*\)_FILE=.*/\1/p'); do
  eval "file=\$${entry}_FILE"
  if [ ! -r "$file" ]; then
    echo "${entry}_FILE=$file cannot be read; mount that file, or set $entry" >&2
    exit 1
  fi
  export "$entry=$(cat "$file")"
done
exec "$@"
