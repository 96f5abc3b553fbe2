/* SPDX-License-Identifier: MIT */
/*
 * Random tokens, hashes, passwords and sealed secrets, all by libsodium.
 *
 * A sealed secret is "k1." + key id + "." + base64url(nonce + ciphertext) by XChaCha20-Poly1305
 * with the place where it is stored ("account:42:client_secret") as associated data, so that a
 * value copied to another row or column does not open.
 */
#ifndef CODEC_SECRET_H
#define CODEC_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { SECRET_KEY_LEN = 32, SECRET_HASH_LEN = 32 };

struct secret_key {
	unsigned char bytes[SECRET_KEY_LEN];
	char id[9]; /* first bytes of its hash, in hex */
};

/* Once, at the start of every program; aborts if libsodium cannot start.  From then on no core file
   is written of the process: its memory holds keys, tokens and what people wrote. */
void secret_init(void);

/* The key from 64 hex digits (PRILAVOK_SECRET_KEY).  ERR_INVALID otherwise. */
bool secret_key_parse(const char *hex, struct secret_key *key_r, struct err *err);

/* A fresh key as 64 hex digits. */
char *secret_key_new(void *mem);

/* len random bytes as 2*len lower-case hex digits. */
char *secret_random_hex(void *mem, size_t len);

/* A password people can read aloud: groups of letters and digits, 100 random bits. */
char *secret_random_password(void *mem);

/* BLAKE2b-256 of text: how session ids and API keys are stored. */
void secret_hash(const char *text, unsigned char hash_r[SECRET_HASH_LEN]);

/* Lower-case hex of len bytes. */
char *secret_hex(void *mem, const unsigned char *data, size_t len);

/* HMAC-SHA256 of len bytes with key, as 64 lower-case hex digits. */
char *secret_hmac_sha256_hex(void *mem, const char *key, const char *data, size_t len);

char *secret_seal(void *mem, const struct secret_key *key, const char *place, const char *text);

/* ERR_DENIED when the key, the place or a bit is not the one it was sealed with. */
bool secret_open(void *mem, const struct secret_key *key, const char *place, const char *sealed,
	char **text_r, struct err *err);

/* Argon2id (64 MiB, 2 passes). */
char *secret_password_hash(void *mem, const char *password);
bool secret_password_verify(const char *hash, const char *password);

#endif
