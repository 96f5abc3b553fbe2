#!/bin/sh
# Makes ./configure from configure.ac.  Needs autoconf, automake and autoconf-archive.
set -e
cd "$(dirname "$0")"
exec autoreconf --install --warnings=all
