#!/bin/sh
# Runs the command line on Dawn in Node: ./run.sh train --epochs 50, ./run.sh compare, ./run.sh --help.
# Takes the Node that was put beside this script, as `node` or as an unpacked release (`node-*/bin/node`), else the
# one on the PATH.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

for node in "$here/node" "$here"/node-*/bin/node "$(command -v node || true)"; do
  if [ -f "$node" ] && [ -x "$node" ]; then break; fi
  node=''
done
if [ -z "$node" ]; then
  echo "There is no Node here: put one on the PATH, or its file 'node' beside run.sh." >&2
  exit 1
fi
if ! "$node" -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)'; then
  echo "$node is $("$node" --version), but Node 20.19 or newer is needed: put one beside run.sh." >&2
  exit 1
fi

ISTHMUS_RUNTIME=${ISTHMUS_RUNTIME:-node}
export ISTHMUS_RUNTIME
exec "$node" "$here/cli/main.js" "$@"
