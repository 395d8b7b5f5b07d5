#!/usr/bin/env bash
# Makes requirements.lock: every library with its hashes and without any address. torch is installed apart (setup.sh).
set -euo pipefail
cd "$(dirname "$0")/.."
held=$(mktemp)
printf 'torch==2.13.0\ntorchvision==0.28.0\n' >"$held"
.venv/bin/uv pip compile requirements.in --override requirements-overrides.txt --constraint "$held" --python-version 3.11 \
  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q -o build-lock.txt
rm "$held"
{
  echo '# Made by `make lock`. torch and torchvision are installed apart (scripts/setup.sh).'
  awk '/^[a-zA-Z0-9]/{skip = ($0 ~ /^(torch|torchvision|nvidia-ml-py)==/)} !skip' build-lock.txt
} >requirements.lock
rm build-lock.txt
grep -qE 'https?://' requirements.lock && { echo "lock: an address crept in" >&2; exit 1; }
echo "lock: $(grep -c '==' requirements.lock) libraries"
