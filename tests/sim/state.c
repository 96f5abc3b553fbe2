/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/time.h"
#include "codec/json.h"
#include "codec/secret.h"

static const char id_letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-~";

struct state *
state_new(void *mem)
{
	struct state *state = mem_new(mem, struct state);

	TAILQ_INIT(&state->accounts);
	TAILQ_INIT(&state->tokens);
	LIST_INIT(&state->grants);
	LIST_INIT(&state->rates);
	LIST_INIT(&state->images);
	state->next_buyer = BUYER_FIRST;
	state->next_item = 4341000111;
	state->next_image = 12345;
	return state;
}

static unsigned
nibble(char hex)
{
	return (unsigned)(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

char *
state_random_id(void *mem, size_t len)
{
	char *hex = secret_random_hex(mem, len);
	char *id = mem_array(mem, char, len + 1);

	for (size_t i = 0; i < len; i++) {
		unsigned byte = nibble(hex[2 * i]) * 16 + nibble(hex[2 * i + 1]);

		id[i] = id_letters[byte % (sizeof(id_letters) - 1)];
	}
	return id;
}

char *
state_uuid(void *mem)
{
	const char *hex = secret_random_hex(mem, 16);

	return mem_printf(mem, "%.8s-%.4s-4%.3s-8%.3s-%.12s", hex, hex + 8, hex + 13, hex + 17,
		hex + 20);
}

struct account *
state_add_account(struct state *state, int64_t user_id, const char *name, const char *client_id,
	const char *client_secret)
{
	struct account *account = mem_new(state, struct account);

	account->user_id = user_id;
	account->name = mem_strdup(account, name);
	account->client_id = mem_strdup(account, client_id);
	account->client_secret = mem_strdup(account, client_secret);
	account->email = "shop@example.org";
	account->phone = "79161234567";
	TAILQ_INIT(&account->items);
	TAILQ_INIT(&account->chats);
	TAILQ_INIT(&account->subscriptions);
	LIST_INIT(&account->blacklist);
	TAILQ_INSERT_TAIL(&state->accounts, account, next);
	return account;
}

struct account *
state_account(struct state *state, int64_t user_id)
{
	struct account *account;

	TAILQ_FOREACH(account, &state->accounts, next)
		if (account->user_id == user_id)
			break;
	return account;
}

struct account *
state_client(struct state *state, const char *client_id)
{
	struct account *account;

	TAILQ_FOREACH(account, &state->accounts, next)
		if (str_equal(account->client_id, client_id))
			break;
	return account;
}

struct item *
state_add_item(struct state *state, struct account *account, int64_t id, const char *title,
	int64_t price)
{
	struct item *item = mem_new(state, struct item);

	if (id == 0)
		id = state->next_item;
	if (id >= state->next_item)
		state->next_item = id + 1;
	item->id = id;
	item->title = mem_strdup(item, title);
	item->price = price;
	item->status = "active";
	item->address = "Москва, ул. Мира, 12";
	item->category = "Мебель и интерьер";
	item->url = mem_printf(item, "https://www.avito.ru/moskva/mebel_i_interer/%" PRId64, id);
	item->account = account;
	TAILQ_INSERT_TAIL(&account->items, item, next);
	return item;
}

struct item *
state_item(struct state *state, int64_t id)
{
	struct account *account;
	struct item *item;

	TAILQ_FOREACH(account, &state->accounts, next)
		TAILQ_FOREACH(item, &account->items, next)
			if (item->id == id)
				return item;
	return NULL;
}

static size_t
hash_text(const char *text)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return hash % CHAT_BUCKETS;
}

struct chat *
state_chat(struct state *state, const char *id)
{
	struct chat *chat;

	LIST_FOREACH(chat, &state->by_id[hash_text(id)], by_id)
		if (str_equal(chat->id, id))
			break;
	return chat;
}

struct chat *
state_find_chat(struct state *state, const struct chat_place *place)
{
	struct chat *chat;

	LIST_FOREACH(chat, &state->by_buyer[place->buyer_id % CHAT_BUCKETS], by_buyer)
		if (chat->buyer_id == place->buyer_id && chat->account == place->account &&
		    chat->item == place->item && str_equal(chat->type, place->type))
			break;
	return chat;
}

/* Puts the chat where its time of update belongs: nearly always at the front. */
static void
place_chat(struct chat *chat)
{
	struct chat_list *list = &chat->account->chats;
	struct chat *other = TAILQ_LAST(list, chat_list);

	if (other != NULL && other->updated > chat->updated) {
		TAILQ_INSERT_TAIL(list, chat, by_update);
		return;
	}
	TAILQ_FOREACH(other, list, by_update)
		if (other->updated <= chat->updated)
			break;
	if (other != NULL)
		TAILQ_INSERT_BEFORE(other, chat, by_update);
	else
		TAILQ_INSERT_TAIL(list, chat, by_update);
}

struct chat *
state_add_chat(struct state *state, const struct chat_place *place, int64_t at_s)
{
	struct chat *chat = mem_new(state, struct chat);

	chat->type = mem_strdup(chat, place->type);
	chat->id = mem_printf(chat, "%s-%s", place->type, state_random_id(chat, 22));
	chat->account = place->account;
	chat->item = place->item;
	chat->buyer_id = place->buyer_id;
	chat->buyer_name = mem_strdup(chat, place->buyer_name);
	chat->created = chat->updated = at_s;
	LIST_INSERT_HEAD(&state->by_id[hash_text(chat->id)], chat, by_id);
	LIST_INSERT_HEAD(&state->by_buyer[chat->buyer_id % CHAT_BUCKETS], chat, by_buyer);
	place_chat(chat);
	return chat;
}

/* The words of a message's content: text of the message or of the link. */
static const char *
readable_text(struct json_object *content)
{
	const char *text = json_opt_str(content, "text", NULL);

	return text != NULL ? text : json_opt_str(json_opt_object(content, "link"), "text", NULL);
}

static void
append(struct chat *chat, struct message *message)
{
	if (chat->count == chat->size) {
		chat->size = chat->size == 0 ? 4 : 2 * chat->size;
		chat->messages = mem_resize(chat, chat->messages, struct message *, chat->size);
	}
	chat->messages[chat->count++] = message;
	chat->updated = message->created;
	TAILQ_REMOVE(&chat->account->chats, chat, by_update);
	place_chat(chat);
}

struct message *
state_add_message(struct chat *chat, int64_t author_id, const char *type,
	struct json_object *content, int64_t at_s)
{
	struct message *message = mem_new(chat, struct message);
	char *id = secret_random_hex(message, ID_LEN / 2);

	memcpy(message->id, id, ID_LEN + 1);
	mem_free(id);
	message->author_id = author_id;
	message->created = at_s;
	message->type = mem_strdup(message, type);
	message->content = json_format(message, content);
	message->text = mem_strdup(message, readable_text(content));
	message->voice_id = mem_strdup(message,
		json_opt_str(json_opt_object(content, "voice"), "voice_id", NULL));
	message->is_read = author_id == chat->account->user_id;
	if (author_id == chat->buyer_id)
		state_mark_seen(chat, at_s);
	append(chat, message);
	return message;
}

struct message *
state_message(struct chat *chat, const char *id)
{
	for (size_t i = chat->count; i-- > 0;)
		if (str_equal(chat->messages[i]->id, id))
			return chat->messages[i];
	return NULL;
}

void
state_delete_message(struct message *message)
{
	message->type = "deleted";
	message->content = "{}";
	message->text = NULL;
	message->voice_id = NULL;
}

struct message *
state_last_visible(const struct chat *chat, int64_t now_ms)
{
	for (size_t i = chat->count; i-- > 0;)
		if (chat->messages[i]->visible_ms <= now_ms)
			return chat->messages[i];
	return NULL;
}

/* Reading always takes in all there is, so the newest message of a side tells about the older ones:
   that keeps these three short in a long chat. */
bool
state_is_unread(const struct chat *chat)
{
	for (size_t i = chat->count; i-- > 0;)
		if (chat->messages[i]->author_id != chat->account->user_id)
			return !chat->messages[i]->is_read;
	return false;
}

void
state_mark_read(struct chat *chat)
{
	for (size_t i = chat->count; i-- > 0;) {
		if (chat->messages[i]->author_id == chat->account->user_id)
			continue;
		if (chat->messages[i]->is_read)
			return;
		chat->messages[i]->is_read = true;
	}
}

void
state_mark_seen(struct chat *chat, int64_t at_s)
{
	for (size_t i = chat->count; i-- > 0;) {
		if (chat->messages[i]->author_id != chat->account->user_id)
			continue;
		if (chat->messages[i]->read != 0)
			return;
		chat->messages[i]->read = at_s;
	}
}

struct token *
state_add_token(struct state *state, struct account *account, int64_t ttl_s)
{
	struct token *token = mem_new(state, struct token);

	token->access = state_random_id(token, 40);
	token->account = account;
	token->expires_ms = time_now_ms() + ttl_s * 1000;
	TAILQ_INSERT_HEAD(&state->tokens, token, next);
	return token;
}

struct token *
state_token(struct state *state, const char *access)
{
	struct token *token;

	TAILQ_FOREACH(token, &state->tokens, next)
		if (str_equal(token->access, access))
			break;
	return token;
}

static struct subscription *
find_subscription(struct account *account, const char *url)
{
	struct subscription *subscription;

	TAILQ_FOREACH(subscription, &account->subscriptions, next)
		if (str_equal(subscription->url, url))
			break;
	return subscription;
}

void
state_subscribe(struct account *account, const char *url)
{
	if (find_subscription(account, url) != NULL)
		return;

	struct subscription *subscription = mem_new(account, struct subscription);

	subscription->url = mem_strdup(subscription, url);
	TAILQ_INSERT_TAIL(&account->subscriptions, subscription, next);
}

void
state_unsubscribe(struct account *account, const char *url)
{
	struct subscription *subscription = find_subscription(account, url);

	if (subscription == NULL)
		return;
	TAILQ_REMOVE(&account->subscriptions, subscription, next);
	mem_free(subscription);
}

bool
state_is_blocked(const struct account *account, int64_t user_id)
{
	struct blocked *blocked;

	LIST_FOREACH(blocked, &account->blacklist, next)
		if (blocked->user_id == user_id)
			return true;
	return false;
}

void
state_block(struct account *account, int64_t user_id)
{
	if (state_is_blocked(account, user_id))
		return;

	struct blocked *blocked = mem_new(account, struct blocked);

	blocked->user_id = user_id;
	LIST_INSERT_HEAD(&account->blacklist, blocked, next);
}

const struct image *
state_add_image(struct state *state, const char *type, const char *data, size_t len)
{
	struct image *image = mem_new(state, struct image);

	image->id = mem_printf(image, "%" PRId64 ".%s", state->next_image++,
		secret_random_hex(image, 12));
	image->type = type;
	image->data = mem_dup(image, data, len);
	image->len = len;
	LIST_INSERT_HEAD(&state->images, image, next);
	return image;
}

const struct image *
state_image(struct state *state, const char *id)
{
	const struct image *image;

	LIST_FOREACH(image, &state->images, next)
		if (str_equal(image->id, id))
			break;
	return image;
}

bool
state_has_voice(const struct account *account, const char *voice_id)
{
	const struct chat *chat;

	TAILQ_FOREACH(chat, &account->chats, by_update)
		for (size_t i = chat->count; i-- > 0;)
			if (str_equal(chat->messages[i]->voice_id, voice_id))
				return true;
	return false;
}
