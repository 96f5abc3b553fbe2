/* SPDX-License-Identifier: MIT */
/* Which folder of certificates may stand for the file with all of them. */
#include "io/http.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_io.h"

enum entry { CERT, TRUSTED, TEXT, BLANK, BROKEN, FOLDER, LINK, PIPE };

static const struct {
	bool hashed;
	const char *names[4];
	enum entry entries[4];
} folders[] = {
	{ false, { NULL }, { 0 } },
	{ true, { "1e09d511.0" }, { CERT } },
	{ true, { "1e09d511.0", "1e09d511.1" }, { TRUSTED, BROKEN } },
	{ true, { "1e09d511.0", "a.pem", "README" }, { LINK, BROKEN, TEXT } },
	{ false, { "a.pem", "ca-certificates.crt" }, { CERT, CERT } },
	{ false, { "1e09d511.0" }, { BROKEN } },
	{ false, { "1e09d511.0", "2e09d511.0" }, { CERT, BROKEN } },
	{ false, { "1e09d511.0", "2e09d511.0" }, { CERT, TEXT } },
	{ false, { "1e09d511.0" }, { BLANK } },
	{ false, { "1e09d511.0" }, { FOLDER } },
	{ false, { "1e09d511.0" }, { PIPE } },
};

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

static void
make_entry(const char *path, enum entry entry)
{
	static const char cert[] = "Root\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
	char *other = mem_printf(fixture_mem, "%s.pem", path);

	switch (entry) {
	case CERT:
		write_file(path, cert);
		break;
	case TRUSTED:
		write_file(path, "-----BEGIN TRUSTED CERTIFICATE-----\nAA==\n");
		break;
	case TEXT:
		write_file(path, "removed\n");
		break;
	case BLANK:
		write_file(path, "");
		break;
	case BROKEN:
		ck_assert_int_eq(symlink("/nowhere/at/all.pem", path), 0);
		break;
	case FOLDER:
		ck_assert_int_eq(mkdir(path, 0700), 0);
		break;
	case LINK:
		write_file(other, cert);
		ck_assert_int_eq(symlink(other, path), 0);
		break;
	case PIPE:
		ck_assert_int_eq(mkfifo(path, 0600), 0);
		break;
	}
}

static int
remove_entry(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	(void)stat;
	(void)type;
	(void)where;
	return remove(path);
}

START_TEST(a_folder_of_certificates_has_no_name_that_leads_nowhere)
{
	char dir[] = "/tmp/prilavok-certs-XXXXXX";

	ck_assert_ptr_nonnull(mkdtemp(dir));
	for (int i = 0; i < 4 && folders[_i].names[i] != NULL; i++)
		make_entry(mem_printf(fixture_mem, "%s/%s", dir, folders[_i].names[i]),
			folders[_i].entries[i]);
	bool hashed = http_is_hashed(dir);

	ck_assert_int_eq(nftw(dir, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
	ck_assert_int_eq(hashed, folders[_i].hashed);
	ck_assert(!http_is_hashed(dir)); /* which is gone */
}
END_TEST

Suite *
http_folder_suite(void)
{
	Suite *suite = suite_create("http_folder");
	TCase *tcase = fixture_case(suite, "http_is_hashed");

	tcase_add_loop_test(tcase, a_folder_of_certificates_has_no_name_that_leads_nowhere, 0, COUNT(folders));
	return suite;
}
