#!/usr/bin/env bash
# Sets up a fresh Debian 13 machine for `ticketing`: Debian packages, .venv, locked libraries, CPU build of torch.
# usage: scripts/setup.sh run|test     Doing it again costs a second.
set -euo pipefail
cd "$(dirname "$0")/.."

V=.venv
UV_VERSION=0.13.9
TORCH=(torch==2.13.0 torchvision==0.28.0)
RUN_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation)
TEST_PACKAGES=(postgresql-17 chromium poppler-utils qpdf softhsm2 opensc)

die() { printf 'setup: %s\n' "$*" >&2; exit 2; }

missing_packages() { for p in "$@"; do dpkg-query -W -f='${Status}\n' "$p" 2>/dev/null | grep -q 'ok installed' || echo "$p"; done; }

install_packages() {
  local missing
  missing=$(missing_packages "$@")
  [ -z "$missing" ] && return
  [ "$(id -u)" = 0 ] || die "these Debian packages are missing: $(echo $missing). Run the same command as root (sudo), or install them."
  command -v apt-get >/dev/null || die "this is no Debian machine (no apt-get): install $(echo $missing) in its own way."
  echo "setup: installing $(echo $missing)"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; } >/tmp/ticketing-apt.log 2>&1 \
    || die "apt-get could not install $(echo $missing): is there a network? Its own words are in /tmp/ticketing-apt.log."
}

python_311() {
  for candidate in python3.11 python3 "$HOME/.pyenv/shims/python3"; do
    command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
      && { command -v "$candidate"; return; }
  done
  return 1
}

make_environment() {
  local python
  if python=$(python_311); then
    "$python" -m venv "$V"
    "$V/bin/python" -m pip install -q --disable-pip-version-check "uv==$UV_VERSION" \
      || die "pip could not fetch uv==$UV_VERSION: is there a network, and does pip see a package index?"
    return
  fi
  echo "setup: this machine has no Python 3.11; uv installs one"
  install_packages python3-venv
  python3 -m venv build/uv && build/uv/bin/pip install -q "uv==$UV_VERSION" \
    || die "pip could not fetch uv==$UV_VERSION: is there a network, and does pip see a package index?"
  build/uv/bin/uv python install -q 3.11 || die "uv could not fetch Python 3.11: install it yourself and run this again."
  build/uv/bin/uv venv -q --seed --python 3.11 "$V"
  "$V/bin/python" -m pip install -q "uv==$UV_VERSION"
}

install_libraries() {
  local uv=("$V/bin/uv" pip install -q --python "$V/bin/python")
  # pip's own settings may show a CPU build (a wheel folder, a mirror); uv reads none of them, so pip is asked first.
  if "$V/bin/pip" install -q --dry-run --no-deps 'torch==2.13.0+cpu' >/dev/null 2>&1; then
    "${uv[@]}" "${TORCH[@]}"
  else
    "${uv[@]}" --index "$TORCH_INDEX" "${TORCH[@]}" \
      || die "the CPU build of torch was not found. Set TORCH_INDEX to an index that has it, or PIP_FIND_LINKS to a folder with its wheels."
  fi
  "${uv[@]}" --no-deps --require-hashes -r requirements.lock || die "a locked library could not be installed: is there a network?"
  "${uv[@]}" --no-deps --no-build-isolation -e .
}

install_packages "${RUN_PACKAGES[@]}"
[ "${1:-run}" = test ] && install_packages "${TEST_PACKAGES[@]}"
stamp="$V/set-up-$(cat requirements.lock pyproject.toml scripts/setup.sh | sha256sum | cut -c1-16)"
if [ ! -e "$stamp" ]; then
  echo "setup: making $V (1-2 minutes the first time)"
  [ -x "$V/bin/uv" ] || make_environment
  install_libraries
  touch "$stamp"
fi
