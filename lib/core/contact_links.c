/* SPDX-License-Identifier: MIT */
#include "core/contact.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/spelled.h"
#include "core/tokens.h"

enum { HANDLE_MIN = 3, NICK_MIN = 4, NICK_DISTANCE = 6 };

struct finder {
	void *mem;
	struct tokens tokens;
	struct contact *list;
	size_t count;
};

/* Domains that are also seen with blanks or commas around the dot. */
static const char *const plain_domains[] = { "ru", "ру", "рф", "com", NULL };

static const char *const domains[] = {
	"ru", "su", "com", "net", "org", "info", "biz", "io", "me", "ua", "by", "kz", "uz", "ge",
	"az", "kg", "tj", "md", "lv", "lt", "ee", "de", "fr", "pl", "uk", "eu", "cn", "tr", "ae",
	"tv", "cc", "co", "gg", "ly", "sh", "ai", "ws", "pw", "tk", "ml", "ga", "cf", "gl", "gd",
	"ch", "cz", "fi", "nl", "jp", "kr", "xyz", "online", "shop", "store", "site", "website",
	"space", "club", "pro", "app", "dev", "top", "tech", "page", "pages", "link", "click",
	"live", "life", "world", "market", "blog", "news", "media", "group", "company", "center",
	"agency", "team", "vip", "win", "icu", "fun", "art", "bio", "chat", "email", "cloud",
	"digital", "host", "press", "ltd", "mobi", "name", "moscow", "tatar", "travel", "work",
	"works", "zone", "today", "sale", "gift", "taxi", "wiki", "рф", "рус", "бел", "укр", "ру",
	"ком", "орг", NULL
};

static const char *const spoken_domains[] = {
	"ru", "ру", "рф", "rf", "com", "ком", "org", "орг", "net", "info", "инфо", "me", "ми", "ме",
	"io", "su", "су", "by", "бай", "kz", "кз", "ua", "уа", "online", "shop", "шоп", "store",
	"site", "pro", "xyz", "top", "app", "club", NULL
};

static const char *const messengers[] = {
	"телеграм", "телеграмм", "телеграме", "телеграмме", "телеграму", "телега", "телеге",
	"телегу", "телеграмчик", "тг", "тгшка", "telegram", "tg", "telega", "вотсап", "вотсапе",
	"вацап", "ватсап", "ватсапе", "whatsapp", "wa", "вайбер", "вайбере", "вибер", "viber",
	"инста", "инсте", "инсту", "инстаграм", "инстаграме", "instagram", "insta", "inst", "вк",
	"vk", "вконтакте", "vkontakte", "скайп", "скайпе", "skype", "дискорд", "дискорде",
	"discord", "ник", "никнейм", "юзернейм", "nickname", "username", NULL
};

/* What may stand between a messenger and the nickname there. */
static const char *const connectors[] = {
	"мой", "моя", "наш", "наша", "ник", "ника", "нике", "нику", "никнейм", "логин", "аккаунт",
	"акк", "это", "по", "под", "в", "на", "у", "меня", "нас", "канал", "группа", "имя",
	"именем", "там", "я", "мы", "пишите", "пиши", "напишите", "ищите", "ищи", "найдите",
	"найди", "добавляйте", "is", "my", "t", "me", "at", "username", "nick", "user", "id",
	"собака", NULL
};

/* Latin words beside a messenger that are no nicknames. */
static const char *const not_nicks[] = {
	"premium", "business", "desktop", "online", "messenger", "iphone", "android", "apple",
	"watch", "stars", "plus", "google", "play", "store", "windows", "telegram", "whatsapp",
	"viber", "instagram", "skype", "discord", "vkontakte", NULL
};

static const struct token *
at(const struct finder *finder, size_t index)
{
	return tokens_at(&finder->tokens, index);
}

static bool
is_longer(const char *word, size_t length)
{
	return utf8_length(word) >= length;
}

static bool
is_number(const char *word)
{
	return strspn(word, "0123456789") == strlen(word);
}

/* --- what was found */

static void
add_contact(struct finder *finder, enum contact_kind kind, const char *piece, const char *plain)
{
	finder->list = mem_resize(finder->mem, finder->list, struct contact, finder->count + 1);
	finder->list[finder->count++] = (struct contact){ kind, piece, plain };
}

static const char *
strip_scheme(const char *link)
{
	const char *host = strstr(link, "://");

	link = host != NULL ? host + 3 : link;
	return str_has_prefix(link, "www.") ? link + 4 : link;
}

/* The stretch without blanks around a token, from its first letter to its last one. */
static char *
stretch(const struct finder *finder, const struct token *token)
{
	const struct token *first = token, *last = token;

	while (first > finder->tokens.list && !first->apart)
		first--;
	while (!tokens_at(&finder->tokens, (size_t)(last - finder->tokens.list) + 1)->apart &&
	       last[1].sign != '\n')
		last++;
	while (first < token && first->word == NULL)
		first++;
	while (last > token && last->word == NULL)
		last--;
	return mem_strndup(finder->mem, first->start, (size_t)(last->end - first->start));
}

/* Adds what stands in one piece around the token at index. */
static void
add_stretch(struct finder *finder, enum contact_kind kind, size_t index)
{
	char *piece = stretch(finder, at(finder, index));

	add_contact(finder, kind, piece, strip_scheme(piece));
}

/* Adds the tokens first..last as they stand, known as plain. */
static void
add_tokens(struct finder *finder, enum contact_kind kind, size_t first, size_t last, char *plain)
{
	const char *start = at(finder, first)->start;

	add_contact(finder, kind, mem_strndup(finder->mem, start,
		(size_t)(at(finder, last)->end - start)), plain);
}

/* --- links */

/* A domain of a list, also one whose letters only look Latin behind a Latin name. */
static bool
is_domain(const struct finder *finder, const struct token *name, const struct token *token,
	const char *const list[])
{
	const char *latin;

	if (token_is_word(token, list))
		return true;
	if (token->word == NULL || !name->latin)
		return false;
	latin = tokens_as_latin(finder->mem, token->word);
	return latin != NULL && str_index(list, latin) >= 0;
}

/* "http:", "tg://", "www": what a link begins with. */
static bool
is_scheme(const struct finder *finder, size_t index)
{
	static const char *const schemes[] = { "http", "https", "hxxp", "hxxps", "ftp", NULL };
	const struct token *token = at(finder, index);

	if (token_is_word(token, schemes))
		return token_is_sign(at(finder, index + 1), ":/");
	if (str_equal(token->word, "www"))
		return true;
	return token_is_sign(at(finder, index + 1), ":") &&
		token_is_sign(at(finder, index + 2), "/") &&
		token_is_sign(at(finder, index + 3), "/");
}

/* Does "/path" follow the token at index? */
static bool
has_path(const struct finder *finder, size_t index)
{
	const struct token *slash = at(finder, index + 1), *path = at(finder, index + 2);

	return token_is_sign(slash, "/") && !slash->apart && path->word != NULL && !path->apart;
}

/* "shop.ru", "t.me": a dot without blanks.  "1.5" and "кв.м" are none. */
static bool
is_joined_domain(const struct finder *finder, size_t index)
{
	const struct token *name = at(finder, index), *dot = at(finder, index + 1);
	const struct token *domain = at(finder, index + 2);

	if (dot->apart || domain->apart || !spelled_is_dot(dot) || domain->word == NULL)
		return false;
	if (is_domain(finder, name, domain, plain_domains))
		return name->latin || is_longer(name->word, 2);
	if (is_domain(finder, name, domain, domains))
		return name->latin || (is_longer(name->word, 2) && !is_number(name->word));
	return name->latin && domain->latin && is_longer(name->word, 2) &&
		is_longer(domain->word, 2) && has_path(finder, index + 2);
}

/* "shop . ru", "shop,ru": other separators, for the most usual domains only. */
static bool
is_loose_domain(const struct finder *finder, size_t index)
{
	const struct token *name = at(finder, index), *sign = at(finder, index + 1);
	const struct token *domain = at(finder, index + 2);
	bool blanks = sign->apart || domain->apart;

	if (!is_domain(finder, name, domain, plain_domains) || !is_longer(name->word, 3) ||
	    (domain->latin && !name->latin))
		return false;
	return spelled_is_dot(sign) || (!blanks && token_is_sign(sign, ",*|~'"));
}

/* "t me/shop", "t . me / shop": how many tokens, 0 for none. */
static size_t
torn_link(const struct finder *finder, size_t index)
{
	static const char *const short_domains[] = { "me", "ru", "com", "cc", "ly", "gg", NULL };
	size_t dot = spelled_is_dot(at(finder, index + 1)) ? 1 : 0;
	bool torn = at(finder, index)->latin &&
		token_is_word(at(finder, index + 1 + dot), short_domains) &&
		token_is_sign(at(finder, index + 2 + dot), "/") &&
		at(finder, index + 3 + dot)->word != NULL;

	return torn && (dot > 0 || has_path(finder, index + 1)) ? dot + 4 : 0;
}

/* "магазин точка ру", "shop (dot) com", "магазин точка р у": how many tokens, 0 for none. */
static size_t
spoken_link(const struct finder *finder, size_t index)
{
	size_t dot = spelled_dot(&finder->tokens, index + 1);
	const struct token *domain = at(finder, index + 1 + dot), *next;

	if (dot == 0 || domain->word == NULL)
		return 0;
	if (token_is_word(domain, spoken_domains))
		return dot + 2;
	next = at(finder, index + 2 + dot);
	return next->word != NULL && str_index(spoken_domains,
		mem_printf(finder->mem, "%s%s", domain->word, next->word)) >= 0 ? dot + 3 : 0;
}

/* Adds the link that begins with the word at index; how many tokens it takes, 0 for none. */
static size_t
take_link(struct finder *finder, size_t index)
{
	const struct token *word = at(finder, index);
	size_t spoken = spoken_link(finder, index), torn = torn_link(finder, index);

	if (is_scheme(finder, index)) {
		add_stretch(finder, CONTACT_LINK, index);
		return 2;
	}
	if (is_joined_domain(finder, index)) {
		add_stretch(finder, CONTACT_LINK, index);
		return 3;
	}
	if (spoken > 0 || is_loose_domain(finder, index)) {
		spoken = spoken > 0 ? spoken : 3;
		add_tokens(finder, CONTACT_LINK, index, index + spoken - 1, mem_printf(finder->mem,
			"%s.%s", word->word, at(finder, index + spoken - 1)->word));
		return spoken;
	}
	if (torn > 0) {
		add_tokens(finder, CONTACT_LINK, index, index + torn - 1, mem_printf(finder->mem,
			"%s.%s/%s", word->word, at(finder, index + torn - 3)->word,
			at(finder, index + torn - 1)->word));
		return torn;
	}
	if (spelled_in_one_word(word->word, spoken_domains)) {
		add_stretch(finder, CONTACT_LINK, index);
		return 1;
	}
	return 0;
}

/* --- e-mail */

/* The host behind an at: how many tokens from index on, 0 for none.  A known host needs no
   domain. */
static size_t
host_length(const struct finder *finder, size_t index)
{
	const struct token *host = at(finder, index), *domain;
	size_t dot = spelled_any_dot(&finder->tokens, index + 1);

	if (host->word == NULL)
		return 0;
	domain = at(finder, index + 1 + dot);
	if (dot > 0 && (token_is_word(domain, domains) || token_is_word(domain, spoken_domains)))
		return dot + 2;
	return spelled_is_mail_host(host) ? 1 : 0;
}

/* "ivansobakamailru" in one word. */
static bool
is_glued_email(const char *word)
{
	const char *p = strstr(word, "собака");

	if (p == NULL)
		p = strstr(word, "sobaka");
	return p != NULL && p > word + 2 && strlen(p) > strlen("собака") + 4;
}

/* Adds the address that begins with the word at index; how many tokens it takes, 0 for none. */
static size_t
take_email(struct finder *finder, size_t index)
{
	const struct token *name = at(finder, index), *next = at(finder, index + 1);
	bool sign = token_is_sign(next, "@");
	size_t host_at = index + 1 + (sign ? 1 : spelled_at(&finder->tokens, index + 1));
	size_t host = host_at > index + 1 ? host_length(finder, host_at) : 0;
	char *plain;

	if (is_glued_email(name->word) || (sign && !next->apart && !at(finder, host_at)->apart)) {
		add_stretch(finder, CONTACT_EMAIL, index);
		return sign ? 2 : 1;
	}
	if (host == 0)
		return 0;
	plain = mem_printf(finder->mem, "%s@%s", name->word, at(finder, host_at)->word);
	if (host > 1)
		plain = mem_printf(finder->mem, "%s.%s", plain,
			at(finder, host_at + host - 1)->word);
	add_tokens(finder, CONTACT_EMAIL, index, host_at + host - 1, plain);
	return host_at + host - index;
}

/* --- nicknames */

static bool
has_digit_or_line(const char *word)
{
	return strpbrk(word, "0123456789_") != NULL;
}

static bool
is_nick(const struct token *token)
{
	return token->word != NULL && is_longer(token->word, NICK_MIN) &&
		(token->latin || strchr(token->word, '_') != NULL) &&
		!token_is_word(token, not_nicks) && !token_is_word(token, messengers);
}

/* "@shop", "собака shop_24": how many tokens, 0 for none. */
static size_t
take_handle(struct finder *finder, size_t index)
{
	const struct token *name = at(finder, index + 1);
	bool sign = token_is_sign(at(finder, index), "@") && !name->apart;
	bool said = spelled_is_at(at(finder, index)) && is_nick(name) &&
		has_digit_or_line(name->word);

	if (name->word == NULL || (!said && !(sign && is_longer(name->word, HANDLE_MIN))))
		return 0;
	add_tokens(finder, CONTACT_NICK, index, index + 1, mem_strdup(finder->mem, name->word));
	return 2;
}

/* "телега: shop24", "shop_24 в телеге": the nickname beside the messenger at index, or its own
   index when there is none. */
static size_t
find_nick(const struct finder *finder, size_t index)
{
	for (size_t i = index; i > 0 && index - i < 2;) {
		const struct token *token = at(finder, --i);

		if (is_nick(token) && has_digit_or_line(token->word))
			return i;
	}
	for (size_t i = index + 1; i <= index + NICK_DISTANCE; i++) {
		const struct token *token = at(finder, i);

		if (is_nick(token))
			return i;
		if (token->word != NULL ? !token_is_word(token, connectors) &&
		    !token_is_word(token, messengers) : token->sign == 0 ||
		    token_is_sign(token, ".,;!?"))
			break;
	}
	return index;
}

static size_t
take_nick(struct finder *finder, size_t index)
{
	size_t nick;

	if (!token_is_word(at(finder, index), messengers))
		return 0;
	nick = find_nick(finder, index);
	if (nick == index)
		return 0;
	add_tokens(finder, CONTACT_NICK, nick, nick,
		mem_strdup(finder->mem, at(finder, nick)->word));
	return nick > index ? nick - index + 1 : 1;
}

/* --- all of them */

static size_t
take_any(struct finder *finder, size_t index)
{
	size_t taken = 0;

	if (at(finder, index)->word != NULL) {
		taken = take_email(finder, index);
		if (taken == 0)
			taken = take_link(finder, index);
	}
	if (taken == 0)
		taken = take_handle(finder, index);
	return taken > 0 ? taken : take_nick(finder, index);
}

static void
search(struct finder *finder, const char *folded)
{
	finder->tokens = tokens_read(finder->mem, folded);
	for (size_t i = 0; i < finder->tokens.count;) {
		size_t taken = take_any(finder, i);

		i += taken > 0 ? taken : 1;
	}
}

size_t
contact_links(void *mem, const char *text, struct contact **list_r)
{
	struct finder finder = { .mem = mem_context(mem, "contact_links") };
	const char *folded = utf8_fold(finder.mem, text);
	const char *joined = tokens_join_letters(finder.mem, folded);

	search(&finder, folded);
	if (!str_equal(joined, folded))
		search(&finder, joined);
	*list_r = finder.list;
	return finder.count;
}
