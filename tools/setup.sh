#!/bin/bash
# Installs the Debian 12 packages that the given groups need and that are not there yet.
#
# usage: tools/setup.sh GROUP...        groups: build package test lint fuzz bench sdks gallery
set -euo pipefail

# libboost-*-dev without a version is 1.74 and conflicts with 1.81.
build=(g++-12 cmake ninja-build ccache libboost1.81-dev libboost-json1.81-dev libssl-dev
       libsqlite3-dev libcli11-dev libtomlplusplus-dev libcmark-gfm-dev
       libcmark-gfm-extensions-dev)
package=(dpkg-dev debhelper lintian man-db python3 ca-certificates git)
test=(libgtest-dev libgmock-dev librapidcheck-dev python3-pytest python3-pytest-xdist python3-boto3
      awscli skopeo podman buildah docker.io docker-registry containerd runc crun iptables
      ca-certificates curl openssl strace sqlite3 nginx-light systemd binutils mmdebstrap
      prometheus zsh fish)
lint=(clang-format-19 clang-tidy-19 clang-19 python3 flake8 mypy)
fuzz=(clang-19 libclang-rt-19-dev llvm-19)
bench=(nginx-light openssl python3-boto3 valgrind)
# Java, Node.js and Maven come from elsewhere on some machines. (Go and Rust have to: Debian's are too
# old.) pkg-config is how Rust finds OpenSSL.
sdks=(python3-venv pkg-config)
command -v javac >/dev/null || sdks+=(default-jdk-headless)
command -v npm >/dev/null || sdks+=(nodejs npm)
command -v mvn >/dev/null || sdks+=(maven)

gallery=(chromium fonts-dejavu-core)
command -v npm >/dev/null || gallery+=(nodejs npm)

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

missing=()
for group in "$@"; do
  case $group in
    build | package | test | lint | fuzz | bench | sdks | gallery) ;;
    *) echo "setup.sh: no group '$group'" >&2 && exit 2 ;;
  esac
  declare -n packages=$group
  for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
  done
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

echo "installing: ${missing[*]}"
as_root=()
[[ $(id -u) == 0 ]] || as_root=(sudo)

# docker and nginx are wanted as programs: Debian would start them as services.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}"
