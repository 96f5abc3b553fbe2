# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # a part of quickstart: they share variables
#
# Part of quickstart: which packages of Debian it needs for what, and installing them.

# "a|b": either will do, the first is installed.
run_packages=(ca-certificates mariadb-client-core mariadb-server-core tzdata)
nginx_packages=('nginx|nginx-core|nginx-light')
apache_packages=(apache2-bin libapache2-mod-fcgid media-types)
build_packages=(autoconf autoconf-archive automake clearsilver-dev gcc
	'libcurl4-openssl-dev|libcurl4-gnutls-dev' libc6-dev libcsv-dev libfcgi-dev libglib2.0-dev libjson-c-dev
	libmariadb-dev libmicrohttpd-dev libsodium-dev libstemmer-dev libtalloc-dev libutf8proc-dev
	make pkgconf zlib1g-dev)
# npm fetches the front-end packages, unless a tarball has brought them.  A node that is here already
# may be another than Debian's, and will do.
[[ -d $top/static/packages ]] || { command -v node && command -v npm; } >/dev/null ||
	build_packages+=(nodejs npm)
test_packages=(check chromium clang curl faketime fonts-dejavu-core libclang-rt-dev openssl python3 python3-pytest python3-pytest-xdist
	shellcheck tidy valgrind)

# Prints those of the packages that are not installed.
missing_packages() {
	local installed package

	installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
	for package; do
		grep -qxE -- "$package" <<<"$installed" || say "${package%%|*}"
	done
}

install_packages() {
	local -a missing root=()

	command -v dpkg-query >/dev/null || {
		say "This is not Debian or Ubuntu: the packages of $self are up to you."
		return
	}
	mapfile -t missing < <(missing_packages "$@")
	((${#missing[@]} > 0)) || return 0
	if ((EUID != 0)); then
		command -v sudo >/dev/null || die "please let root run: apt-get install ${missing[*]}"
		root=(sudo)
	fi
	say "Installing ${missing[*]}"
	run_apt "${root[@]}" apt-get update -q
	run_apt "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
		--no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
	[[ ${missing[*]} != *nginx* ]] || spare_system_nginx "${root[@]}"
}

run_apt() {
	local log=$var/log/packages.log

	"$@" </dev/null >>"$log" 2>&1 && return
	tail -n 15 "$log" >&2
	die "apt-get failed; all of it is in $log"
}

# The nginx package starts a server of its own on port 80, which nobody asked for.
spare_system_nginx() {
	[[ -d /run/systemd/system ]] || return 0
	"$@" systemctl disable -q --now nginx.service
}
