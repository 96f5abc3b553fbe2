#!/bin/sh
# SPDX-License-Identifier: MIT
# What must not stand in a ClearSilver template: commands that write a value without escaping it or
# run it, includes that may fail in silence, a "set" of what may belong to all pages of a process
# (Lang and Asset, or a local name that stands for them), and markup the content security policy would
# block.
# Every template starts with a comment that lists what it reads.  Prints the lines; exit 1 if there
# are any.
#
# usage: check-templates.sh [source folder]
set -u
cd "${1:-${srcdir:-.}}" || exit 2
found=$(find templates -name '*.cs' 2>/dev/null | sort)
[ -n "$found" ] || { echo "check-templates: no templates here" >&2; exit 2; }

# A file is one record, because commands and tags may be broken over lines.
# shellcheck disable=SC2086 # names of templates have no blanks
LC_ALL=C awk -v RS='\001' '
BEGIN {
	escaping = "(html_escape|url_escape|js_escape|css_escape|url_validate|text_html|" \
		"html_strip|null_escape)[ \t\n]*[(]"
}

# offset is one in the global "whole", whose line ends are those of the file.
function complain(offset, why, what,  head) {
	head = substr(whole, 1, offset)
	gsub(/[ \t\n]+/, " ", what)
	printf "%s:%d: %s: %s\n", FILENAME, gsub(/\n/, "", head) + 1, why, substr(what, 1, 70)
	bad = 1
}

# One command, without its delimiters, in lower case: ClearSilver does not mind case.
function check_command(offset, command,  bare) {
	if (command ~ /^#/)
		return
	if (command ~ /^(alt|uvar|evar|lvar|linclude)[:!]/)
		complain(offset, "banned command", command)
	if (command ~ /^include/ && command !~ /^include!"[^"]*"$/)
		complain(offset, "only include!\"literal\" fails aloud", command)
	if (command ~ /^escape[:!][ \t\n]*["\047]none/)
		complain(offset, "escaping switched off", command)
	if (command ~ /^set[:!]/ && command !~ /^set[:!][ \t\n]*(form|local)[.]/)
		complain(offset, "only Form.x and Local.x may be set", command)
	if (command ~ /[!=]=[ \t\n]*(""|\047\047)/)
		complain(offset, "what is not set differs from \"\", ask for string.length()", command)
	bare = command
	gsub(/"[^"]*"|\047[^\047]*\047/, "", bare)
	if (bare ~ escaping && bare ~ /[+]/)
		complain(offset, "\"+\" beside an escaping function leaves the rest raw", command)
}

# Checks all commands of text and returns it with each replaced by its line ends.
function check_commands(text,  out, at, len, command, done) {
	out = ""
	done = 0
	while ((at = index(tolower(text), "<?cs")) > 0) {
		len = index(substr(text, at), "?>")
		if (len == 0)
			len = length(text)
		command = tolower(substr(text, at + 4, len - 5))
		sub(/^[ \t\n]+/, "", command)
		sub(/[ \t\n]+$/, "", command)
		check_command(done + at, command)
		command = substr(text, at, len + 1)
		gsub(/[^\n]/, "", command)
		out = out substr(text, 1, at - 1) command
		text = substr(text, at + len + 1)
		done += at + len
	}
	return out text
}

# Where the tag that starts at the beginning of text ends; quoted values may hold anything.
function tag_length(text,  i, c, quote) {
	quote = ""
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (quote != "") {
			if (c == quote)
				quote = ""
		} else if (c == "\"" || c == "\047") {
			quote = c
		} else if (c == ">") {
			return i
		}
	}
	return length(text)
}

# One tag of HTML, its attribute values taken out.
function check_tag(offset, tag) {
	if (tag ~ /^<script[ \t\n>]/ && tag !~ /[ \t\n]src[ \t\n]*=/)
		complain(offset, "script without src", tag)
	if (tag ~ /^<style[ \t\n>]/)
		complain(offset, "style element", tag)
	if (tag ~ /["\047 \t\n\/](style|on[a-z]+)[ \t\n]*=/)
		complain(offset, "inline style or handler", tag)
}

function check_markup(text,  at, len, tag, done) {
	done = 0
	while ((at = match(text, /<[A-Za-z]/)) > 0) {
		text = substr(text, at)
		done += at - 1
		len = tag_length(text)
		tag = tolower(substr(text, 1, len))
		gsub(/"[^"]*"|\047[^\047]*\047/, "\"\"", tag)
		check_tag(done + 1, tag)
		text = substr(text, len + 1)
		done += len
	}
}

{
	whole = $0
	if ($0 !~ /^<\?cs[ \t\n]+#/)
		complain(0, "does not start with a comment", substr($0, 1, 70))
	whole = check_commands($0)
	check_markup(whole)
}

END { exit bad }
' $found
