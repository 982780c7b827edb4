#!/usr/bin/env bash
# Compiles and lints the infrastructure; any warning fails. Brings its own Bicep compiler unless BICEP names one.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 # The compiler wants ICU otherwise.

bicep=${BICEP:-}
if [[ -z $bicep ]]; then
  dotnet restore Bicep.csproj --verbosity quiet
  bicep=$(dotnet msbuild Bicep.csproj -getProperty:BicepPath)
fi

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for file in *.bicep *.bicepparam; do
  case $file in
    *.bicepparam) command=build-params ;;
    *) command=build ;;
  esac
  # Findings go to stderr, warnings leave the exit code at 0; so anything said is a failure.
  found=$("$bicep" "$command" "$file" --outfile "$out/$file.json" 2>&1) || { echo "$found" >&2; exit 1; }
  if [[ -n $found ]]; then
    echo "$found" >&2
    exit 1
  fi
  echo "$file: ok"
done
