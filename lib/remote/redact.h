/* SPDX-License-Identifier: MIT */
/*
 * The words of a foreign service, made fit for logs and for the owner's eyes: what looks like a
 * key, a token or a telephone number becomes "***".  Errors of such services quote what was sent.
 */
#ifndef REMOTE_REDACT_H
#define REMOTE_REDACT_H

/* A redacted copy of valid text on one line, at most 300 characters.  secret: blotted out wherever
   it stands, whatever it looks like, from six characters on; NULL for none.  NULL text gives "". */
char *redact(void *mem, const char *text, const char *secret);

#endif
