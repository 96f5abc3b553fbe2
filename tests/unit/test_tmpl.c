/* SPDX-License-Identifier: MIT */
#include "io/tmpl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "test_io.h"

#define EVIL "<b>'\"&amp;</b>"

static char dir[32];
static struct tmpl *tmpl;
static struct buf *out;

static const char *
path_of(const char *name)
{
	return mem_printf(fixture_mem, "%s/%s", dir, name);
}

static void
write_file(const char *name, const char *text)
{
	FILE *file = fopen(path_of(name), "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

static void
set_up(void)
{
	memcpy(dir, "/tmp/prilavok-tmpl.XXXXXX", 26);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	tmpl_global_init();
	tmpl = tmpl_new(fixture_mem, dir);
	out = buf_new(fixture_mem, 100000);
}

static void
tear_down(void)
{
	static const char *const names[] = { "page.cs", "part.cs", "lang.hdf" };

	for (int i = 0; i < COUNT(names); i++)
		(void)unlink(path_of(names[i]));
	(void)rmdir(dir);
}

static const char *
render(const char *text)
{
	write_file("page.cs", text);
	buf_reset(out);
	MUST(tmpl_render(tmpl, "page.cs", out, &fixture_err));
	return buf_data(out);
}

/* ClearSilver loses 32 bytes for each included file that is missing. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:cs_parse_string\n";
}

/* --- tmpl_set, tmpl_child, tmpl_row, tmpl_get */

START_TEST(values_are_where_they_were_put)
{
	struct tmpl_node *root = tmpl_root(tmpl), *chat = tmpl_child(root, "Chat");

	tmpl_set(root, "Page.Title", "Чаты");
	tmpl_set(chat, "Buyer.Name", "Анна");
	tmpl_set_int(chat, "Id", INT64_C(9007199254740993));
	tmpl_set_int(chat, "Least", INT64_MIN);
	tmpl_set_flag(chat, "Open", true);
	tmpl_set_flag(chat, "Closed", false);
	tmpl_set(chat, "Note", NULL);
	ck_assert_str_eq(tmpl_get(tmpl, "Page.Title"), "Чаты");
	ck_assert_str_eq(tmpl_get(tmpl, "Chat.Buyer.Name"), "Анна");
	ck_assert_str_eq(tmpl_get(tmpl, "Chat.Id"), "9007199254740993");
	ck_assert_str_eq(tmpl_get(tmpl, "Chat.Least"), "-9223372036854775808");
	ck_assert_str_eq(tmpl_get(tmpl, "Chat.Open"), "1");
	ck_assert_ptr_null(tmpl_get(tmpl, "Chat.Closed"));
	ck_assert_ptr_null(tmpl_get(tmpl, "Chat.Note"));
}
END_TEST

START_TEST(a_value_may_hold_anything)
{
	static const char value[] = "a=b\nc << d { } # \\ 😀";

	tmpl_set(tmpl_root(tmpl), "Value", value);
	ck_assert_str_eq(tmpl_get(tmpl, "Value"), value);
	tmpl_set(tmpl_root(tmpl), "Value", "");
	ck_assert_str_eq(tmpl_get(tmpl, "Value"), "");
}
END_TEST

START_TEST(rows_follow_each_other)
{
	struct tmpl_node *root = tmpl_root(tmpl);

	for (int i = 0; i < 30; i++)
		tmpl_set_int(tmpl_row(root, "Chats"), "Id", i);
	ck_assert_str_eq(tmpl_get(tmpl, "Chats.0.Id"), "0");
	ck_assert_str_eq(tmpl_get(tmpl, "Chats.29.Id"), "29");
	ck_assert_ptr_null(tmpl_get(tmpl, "Chats.30.Id"));
	ck_assert_str_eq(render("<?cs each:c = Chats ?><?cs var:c.Id ?>,<?cs /each ?>"),
		"0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,");
}
END_TEST

static const char *const bad_names[] = { "", "a b", "a!", ".", "a.", ".a", "a..b", "a=b", "имя" };

START_TEST(a_name_made_of_data_is_a_bug)
{
	tmpl_set(tmpl_root(tmpl_new(fixture_mem, ".")), bad_names[_i], "x");
}
END_TEST

START_TEST(a_bad_child_is_a_bug)
{
	(void)tmpl_child(tmpl_root(tmpl_new(fixture_mem, ".")), "a b");
}
END_TEST

/* --- tmpl_render */

static const struct {
	const char *text, *want;
} evil[] = {
	{ "<p><?cs var:Evil ?></p>", "<p>&lt;b&gt;&#39;&quot;&amp;amp;&lt;/b&gt;</p>" },
	{ "<i title=\"<?cs var:Evil ?>\">",
		"<i title=\"&lt;b&gt;&#39;&quot;&amp;amp;&lt;/b&gt;\">" },
	{ "<?cs def:m(x) ?><?cs var:x ?><?cs /def ?><?cs call:m(Evil) ?>",
		"&lt;b&gt;&#39;&quot;&amp;amp;&lt;/b&gt;" },
	{ "<?cs each:r = Rows ?><?cs var:r ?><?cs /each ?>",
		"&lt;b&gt;&#39;&quot;&amp;amp;&lt;/b&gt;" },
	{ "<?cs set:Y = Evil ?><?cs var:Y ?>", "&lt;b&gt;&#39;&quot;&amp;amp;&lt;/b&gt;" },
	{ "<?cs with:e = Evil ?><?cs var:e ?><?cs /with ?>",
		"&lt;b&gt;&#39;&quot;&amp;amp;&lt;/b&gt;" },
	{ "<?cs include!\"part.cs\" ?>", "[&lt;b&gt;&#39;&quot;&amp;amp;&lt;/b&gt;]\n" },
	{ "<a href=\"/s?q=<?cs var:url_escape(Evil) ?>\">",
		"<a href=\"/s?q=%3Cb%3E%27%22%26amp%3B%3C%2Fb%3E\">" },
	{ "<a href=\"<?cs var:url_validate(Script) ?>\">", "<a href=\"#\">" },
	{ "<?cs escape:\"js\" ?>'<?cs var:Evil ?>'<?cs /escape ?>",
		"'\\x3Cb\\x3E\\x27\\x22\\x26amp\\x3B\\x3C\\x2Fb\\x3E'" },
};

START_TEST(every_value_is_escaped)
{
	struct tmpl_node *root = tmpl_root(tmpl);

	write_file("part.cs", "[<?cs var:Evil ?>]\n");
	tmpl_set(root, "Evil", EVIL);
	tmpl_set(tmpl_child(root, "Rows"), "0", EVIL);
	tmpl_set(root, "Script", "javascript:alert(1)");
	ck_assert_str_eq(render(evil[_i].text), evil[_i].want);
}
END_TEST

START_TEST(blanks_and_comments_stay_as_written)
{
	ck_assert_str_eq(render("<script>'x   y'\n\n\tz</script>\n"),
		"<script>'x   y'\n\n\tz</script>\n");
}
END_TEST

static const char *const broken[] = {
	"<?cs include!\"absent.cs\" ?>", "<?cs if:X ?>", "<?cs nonsense:X ?>",
	"before <?cs call:absent(X) ?>", "<?cs var:nosuch(X) ?>",
};

START_TEST(a_broken_template_fails_and_leaves_nothing)
{
	write_file("page.cs", broken[_i]);
	buf_puts(out, "head");
	MUST_FAIL(tmpl_render(tmpl, "page.cs", out, &fixture_err), ERR_INTERNAL);
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "page.cs"));
	ck_assert_str_eq(buf_data(out), "head");
}
END_TEST

START_TEST(a_missing_template_fails)
{
	MUST_FAIL(tmpl_render(tmpl, "absent.cs", out, &fixture_err), ERR_INTERNAL);
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "absent.cs"));
}
END_TEST

START_TEST(a_page_longer_than_the_buffer_fails)
{
	struct buf *small = buf_new(fixture_mem, 10);

	write_file("page.cs", "five<?cs var:Absent ?>twelve bytes");
	MUST_FAIL(tmpl_render(tmpl, "page.cs", small, &fixture_err), ERR_INTERNAL);
	ck_assert_str_eq(buf_data(small), "");
}
END_TEST

START_TEST(a_tree_renders_more_than_once)
{
	tmpl_set(tmpl_root(tmpl), "X", "1");
	ck_assert_str_eq(render("a<?cs var:X ?>"), "a1");
	ck_assert_str_eq(render("b<?cs var:X ?>"), "b1");
}
END_TEST

/* --- tmpl_load */

START_TEST(a_language_comes_from_a_file)
{
	write_file("lang.hdf", "# words\nChats {\n  Title = Чаты & «вопросы»\n  One << END\n"
		"two\nlines\nEND\n}\nPlural.few = чата\n");
	MUST(tmpl_load(tmpl, "Lang", "lang.hdf", &fixture_err));
	MUST(tmpl_load(tmpl, "Absolute", path_of("lang.hdf"), &fixture_err));
	ck_assert_str_eq(tmpl_get(tmpl, "Lang.Chats.Title"), "Чаты & «вопросы»");
	ck_assert_str_eq(tmpl_get(tmpl, "Lang.Chats.One"), "two\nlines\n");
	ck_assert_str_eq(tmpl_get(tmpl, "Absolute.Plural.few"), "чата");
	ck_assert_ptr_null(tmpl_get(tmpl, "Chats.Title"));
	ck_assert_str_eq(render("<?cs var:Lang.Chats.Title ?>"), "Чаты &amp; «вопросы»");
}
END_TEST

START_TEST(the_folder_may_be_relative)
{
	struct tmpl *relative = tmpl_new(fixture_mem, dir + strlen("/tmp/"));

	write_file("lang.hdf", "Word = слово\n");
	write_file("page.cs", "<?cs var:Lang.Word ?>");
	ck_assert_int_eq(chdir("/tmp"), 0);
	MUST(tmpl_load(relative, "Lang", "lang.hdf", &fixture_err));
	MUST(tmpl_render(relative, "page.cs", out, &fixture_err));
	ck_assert_str_eq(buf_data(out), "слово");
}
END_TEST

START_TEST(a_bad_language_file_is_refused)
{
	MUST_FAIL(tmpl_load(tmpl, "Lang", "absent.hdf", &fixture_err), ERR_INTERNAL);
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "absent.hdf"));
	write_file("lang.hdf", "Chats {\n  Title\n");
	MUST_FAIL(tmpl_load(tmpl, "Lang", "lang.hdf", &fixture_err), ERR_INTERNAL);
}
END_TEST

/* --- tmpl_shared_load, tmpl_share */

static struct tmpl_shared *
share_words(const char *words)
{
	struct tmpl_shared *shared = tmpl_shared_new(fixture_mem, dir);

	write_file("lang.hdf", words);
	MUST(tmpl_shared_load(shared, "Lang", "lang.hdf", &fixture_err));
	tmpl_share(tmpl, shared);
	return shared;
}

START_TEST(shared_values_are_found_and_escaped)
{
	(void)share_words("Word = <слово>\nList {\n  0 = a\n  1 = b\n}\n");
	tmpl_set(tmpl_root(tmpl), "Own", "1");
	ck_assert_str_eq(tmpl_get(tmpl, "Lang.Word"), "<слово>");
	ck_assert_ptr_null(tmpl_get(tmpl, "Lang.Absent"));
	ck_assert_str_eq(render("<?cs def:m(x) ?><?cs var:x ?><?cs /def ?><?cs var:Lang.Word ?> "
		"<?cs call:m(Lang.Word) ?> <?cs each:x = Lang.List ?><?cs var:x ?><?cs /each ?> "
		"<?cs var:Own ?><?cs if:?Lang.Absent ?>absent<?cs /if ?>"),
		"&lt;слово&gt; &lt;слово&gt; ab 1");
}
END_TEST

START_TEST(nothing_of_one_page_is_in_another)
{
	struct tmpl_shared *shared = share_words("Word = слово\n");
	struct tmpl *other = tmpl_new(fixture_mem, dir);

	tmpl_share(other, shared);
	tmpl_set(tmpl_root(tmpl), "Page.Login", "anna");
	tmpl_set(tmpl_root(tmpl), "Lang.Word", "её");
	ck_assert_str_eq(render("<?cs set:Mine = Page.Login ?><?cs set:Lang.New = Page.Login ?>"
		"<?cs set:Lang.Word = Page.Login ?><?cs var:Page.Login ?> <?cs var:Lang.Word ?>"),
		"anna anna");
	write_file("page.cs", "<?cs var:Mine ?><?cs var:Lang.New ?><?cs var:Page.Login ?>"
		"<?cs var:Lang.Word ?>");
	buf_reset(out);
	MUST(tmpl_render(other, "page.cs", out, &fixture_err));
	ck_assert_str_eq(buf_data(out), "слово");
}
END_TEST

START_TEST(languages_do_not_mix)
{
	struct tmpl_shared *english = tmpl_shared_new(fixture_mem, dir);

	(void)share_words("Word = слово\nOnly = здесь\n");
	write_file("lang.hdf", "Word = word\n");
	MUST(tmpl_shared_load(english, "Lang", "lang.hdf", &fixture_err));
	ck_assert_str_eq(render("<?cs var:Lang.Word ?><?cs var:Lang.Only ?>"), "словоздесь");
	tmpl_share(tmpl, english);
	ck_assert_str_eq(render("<?cs var:Lang.Word ?><?cs var:Lang.Only ?>"), "word");
}
END_TEST

/* The words are read from the disk only when they are others. */
START_TEST(a_changed_file_is_read_again)
{
	struct tmpl_shared *shared = share_words("Word = old\nGone = yes\n");

	MUST(tmpl_shared_load(shared, "Lang", "lang.hdf", &fixture_err));
	ck_assert_str_eq(tmpl_get(tmpl, "Lang.Gone"), "yes");
	write_file("lang.hdf", "Word = other\n");
	MUST(tmpl_shared_load(shared, "Lang", "lang.hdf", &fixture_err));
	ck_assert_str_eq(tmpl_get(tmpl, "Lang.Word"), "other");
	ck_assert_ptr_null(tmpl_get(tmpl, "Lang.Gone"));
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_tried_again)
{
	struct tmpl_shared *shared = share_words("Word = old\n");

	write_file("lang.hdf", "Chats {\n  Title\n");
	for (int i = 0; i < 2; i++)
		MUST_FAIL(tmpl_shared_load(shared, "Lang", "lang.hdf", &fixture_err), ERR_INTERNAL);
	ck_assert_int_eq(unlink(path_of("lang.hdf")), 0);
	MUST_FAIL(tmpl_shared_load(shared, "Lang", "lang.hdf", &fixture_err), ERR_INTERNAL);
	ck_assert_ptr_nonnull(strstr(fixture_err.text, "lang.hdf"));
	write_file("lang.hdf", "Word = new\n");
	MUST(tmpl_shared_load(shared, "Lang", "lang.hdf", &fixture_err));
	ck_assert_str_eq(tmpl_get(tmpl, "Lang.Word"), "new");
}
END_TEST

static TCase *
add_case(Suite *suite, const char *name)
{
	TCase *tcase = fixture_case(suite, name);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	return tcase;
}

Suite *
tmpl_suite(void)
{
	Suite *suite = suite_create("tmpl");
	TCase *tcase = add_case(suite, "tmpl_set");

	tcase_add_test(tcase, values_are_where_they_were_put);
	tcase_add_test(tcase, a_value_may_hold_anything);
	tcase_add_test(tcase, rows_follow_each_other);
	/* What aborts runs no tear-down, so it gets no files. */
	tcase = fixture_case(suite, "names");
	fixture_add_loop_abort(tcase, a_name_made_of_data_is_a_bug, COUNT(bad_names));
	fixture_add_abort(tcase, a_bad_child_is_a_bug);
	tcase = add_case(suite, "tmpl_render");
	tcase_add_loop_test(tcase, every_value_is_escaped, 0, COUNT(evil));
	tcase_add_test(tcase, blanks_and_comments_stay_as_written);
	tcase_add_loop_test(tcase, a_broken_template_fails_and_leaves_nothing, 0, COUNT(broken));
	tcase_add_test(tcase, a_missing_template_fails);
	tcase_add_test(tcase, a_page_longer_than_the_buffer_fails);
	tcase_add_test(tcase, a_tree_renders_more_than_once);
	tcase = add_case(suite, "tmpl_load");
	tcase_add_test(tcase, a_language_comes_from_a_file);
	tcase_add_test(tcase, the_folder_may_be_relative);
	tcase_add_test(tcase, a_bad_language_file_is_refused);
	tcase = add_case(suite, "tmpl_share");
	tcase_add_test(tcase, shared_values_are_found_and_escaped);
	tcase_add_test(tcase, nothing_of_one_page_is_in_another);
	tcase_add_test(tcase, languages_do_not_mix);
	tcase_add_test(tcase, a_changed_file_is_read_again);
	tcase_add_test(tcase, a_file_that_cannot_be_read_is_tried_again);
	return suite;
}
