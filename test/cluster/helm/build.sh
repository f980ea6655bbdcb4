#!/usr/bin/env bash
# Builds Helm from its Go module, once per machine, and prints the program: export HELM=$(test/cluster/helm/build.sh)
# Takes some minutes the first time. Needs Go; whoever has Helm on the path needs none of it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=$(sed -nE 's/^(require )?[[:space:]]*helm.sh\/helm\/v3 v([0-9.]+).*/\2/p' "$here/go.mod")
out=${XDG_CACHE_HOME:-$HOME/.cache}/k0rdent-mcp-helm/$version
if [ ! -x "$out/helm" ]; then
  command -v go >/dev/null || { echo "helm: no Go toolchain on this machine" >&2; exit 1; }
  mkdir -p "$out"
  exec 9>"$out/.lock"; flock 9
  if [ ! -x "$out/helm" ]; then
    echo "helm: building $version" >&2
    (cd "$here" && CGO_ENABLED=0 go build -mod=readonly -trimpath -ldflags "-s -w" -o "$out/.helm" helm.sh/helm/v3/cmd/helm) >&2
    mv "$out/.helm" "$out/helm"
  fi
fi
echo "$out/helm"
