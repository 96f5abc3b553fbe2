#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs shellcheck over all shell; skipped where it is not installed.
#
# usage: check-shell.sh [source folder]
set -u
cd "${1:-${srcdir:-.}}" || exit 2
command -v shellcheck >/dev/null || exit 77
exec shellcheck -x autogen.sh quickstart tools/*.sh tests/*.sh tests/browser/*.sh tests/fuzz/*.sh
