#!/usr/bin/env bash
# Sets up a fresh Debian 13 machine for `ticketing`: Debian packages, .venv, locked libraries, CPU build of torch.
# usage: scripts/setup.sh run|test     Doing it again costs a second. Only Debian packages need root.
# SKIP_PACKAGES=1 leaves Debian packages alone: for another distribution, or where somebody else looks after them.
set -euo pipefail
cd "$(dirname "$0")/.."

V=.venv
UV_VERSION=0.13.9
export TORCH_INDEX=${TORCH_INDEX:-https://download.pytorch.org/whl/cpu}
export UV_FIND_LINKS=${UV_FIND_LINKS:-${PIP_FIND_LINKS:-}}
# A proxy's own certificate that pip was told of; uv does not read pip's settings.
[ -z "${PIP_CERT:-}" ] || export SSL_CERT_FILE=${SSL_CERT_FILE:-$PIP_CERT}
TORCH=(torch==2.13.0 torchvision==0.28.0)
RUN_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation)
TEST_PACKAGES=(postgresql-17 chromium poppler-utils qpdf softhsm2 opensc openssh-server)

die() { printf 'setup: %s\n' "$*" >&2; exit 2; }

missing_packages() { for p in "$@"; do dpkg-query -W -f='${Status}\n' "$p" 2>/dev/null | grep -q 'ok installed' || echo "$p"; done; }

install_packages() {
  local missing log
  [ -z "${SKIP_PACKAGES:-}" ] || return 0
  command -v dpkg-query >/dev/null || die "this is no Debian machine: install what $* hold in its own way, then run this again with SKIP_PACKAGES=1."
  missing=$(missing_packages "$@")
  [ -z "$missing" ] && return
  [ "$(id -u)" = 0 ] || die "these Debian packages are missing: $(echo $missing). Let root install them (apt-get install $(echo $missing)), then run this again."
  echo "setup: installing $(echo $missing)"
  log=$(mktemp)
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; } >"$log" 2>&1 \
    || die "apt-get could not install $(echo $missing): is there a network? Its own words are in $log."
  rm -f "$log"
}

python_311() {
  for candidate in python3.11 python3 "$HOME/.pyenv/shims/python3"; do
    command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
      && { command -v "$candidate"; return; }
  done
  return 1
}

fetch_uv() { # $1: the Python that gets it
  "$1" -m pip install -q --disable-pip-version-check "uv==$UV_VERSION" \
    || die "pip could not fetch uv==$UV_VERSION: is there a network, and does pip see a package index (PIP_INDEX_URL, PIP_FIND_LINKS)?"
}

make_environment() {
  local python
  if python=$(python_311); then
    "$python" -m venv "$V" || die "$python could not make $V: may you write in $PWD?"
    fetch_uv "$V/bin/python"
    return
  fi
  echo "setup: this machine has no Python 3.11 (with venv); uv installs one into your home"
  install_packages python3-venv
  python3 -m venv build/uv || die "python3 could not make build/uv: may you write in $PWD, and is python3-venv installed?"
  fetch_uv build/uv/bin/python
  build/uv/bin/uv python install -q 3.11 \
    || die "uv could not fetch Python 3.11: is there a network? Or install Python 3.11 yourself (python3.11 in PATH) and run this again."
  build/uv/bin/uv venv -q --seed --python 3.11 "$V" || die "uv could not make $V with Python 3.11."
  fetch_uv "$V/bin/python"
}

install_libraries() {
  local uv=("$V/bin/uv" pip install -q --python "$V/bin/python")
  # pip's own settings may show a CPU build (a wheel folder, a mirror); uv reads none of them, so pip is asked first.
  if "$V/bin/pip" install -q --dry-run --no-deps 'torch==2.13.0+cpu' >/dev/null 2>&1; then
    "${uv[@]}" "${TORCH[@]}" || die "pip sees torch, uv could not install it: show uv the same index and certificate (UV_DEFAULT_INDEX, SSL_CERT_FILE)."
  else
    "${uv[@]}" --index "$TORCH_INDEX" "${TORCH[@]}" \
      || die "the CPU build of torch was not found. Set TORCH_INDEX to an index that has it, or PIP_FIND_LINKS to a folder with its wheels."
  fi
  "${uv[@]}" --no-deps --require-hashes -r requirements.lock || die "a locked library could not be installed: is there a network?"
  "${uv[@]}" --no-deps --no-build-isolation -e . || die "this package itself could not be installed into $V."
}

case "${1:-run}" in run | test) ;; *) die "usage: scripts/setup.sh run|test" ;; esac
install_packages "${RUN_PACKAGES[@]}"
[ "${1:-run}" = test ] && install_packages "${TEST_PACKAGES[@]}"
stamp="$V/set-up-$(cat requirements.lock pyproject.toml scripts/setup.sh | sha256sum | cut -c1-16)"
if [ ! -e "$stamp" ]; then
  echo "setup: making $V (1-2 minutes the first time)"
  [ -x "$V/bin/uv" ] || make_environment
  install_libraries
  touch "$stamp"
fi
