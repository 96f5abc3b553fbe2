# SPDX-License-Identifier: MIT
"""A shop with a past: chats, messages, turns and replies of a year, as many as are wanted, the same every
time.  The database makes them itself, out of sequences of numbers and CRC32 as the dice."""

DAY_MS = 86_400_000
PER_CHAT = 20   # messages; a chat's share falls off as in life: few are long, most are short
BATCH = 200_000

WORDS = ("здравствуйте", "подскажите", "ещё", "продаёте", "доставка", "сегодня", "завтра", "цена", "торг", "цвет",
         "размер", "гарантия", "самовывоз", "метро", "телефон", "чехол", "состояние", "новый", "коробка", "чек",
         "велосипед", "диван", "куртка", "монитор", "резина", "колёса", "ремонт", "установка", "адрес", "вечером",
         "утром", "спасибо", "хорошо", "договорились", "подъеду", "оплата", "перевод", "наличные", "фото", "видео")


def dice(number, salt, sides):
    """SQL: 0 to sides - 1."""
    return f"CRC32(CONCAT('{salt}', {number})) MOD {sides}"


def word(number, salt):
    return f"ELT(1 + {dice(number, salt, len(WORDS))}, " + ", ".join(f"'{one}'" for one in WORDS) + ")"


def text(number):
    return f"CONCAT_WS(' ', {word(number, 'a')}, {word(number, 'b')}, {word(number, 'c')}, {word(number, 'd')}," \
           f" {word(number, 'e')}, {number})"


def _tables(chats):
    """Listings, buyers and chats."""
    listings, buyers = max(10, chats // 50), max(10, chats * 4 // 5)
    account = "(SELECT MIN(id) FROM account)"
    yield f"""INSERT INTO listing (account_id, avito_item_id, title, price_text, seen_at)
        SELECT {account}, 7000000000 + seq, CONCAT({word('seq', 't')}, ' ', {word('seq', 'u')}, ' ', seq),
        CONCAT({dice('seq', 'p', 90)} + 1, ' 000 ₽'), @now FROM seq_1_to_{listings}"""
    yield f"""INSERT INTO buyer (account_id, avito_user_id, name, created_at)
        SELECT {account}, 8000000000 + seq, CONCAT(ELT(1 + {dice('seq', 'n', 6)}, 'Анна', 'Пётр', 'Мария', 'Иван',
        'Алёна', 'Олег'), ' ', seq), @now FROM seq_1_to_{buyers}"""
    yield f"""INSERT INTO chat (account_id, avito_chat_id, listing_id, buyer_id, owner, owner_reason, owner_at,
        enriched_at, created_at)
        SELECT {account}, CONCAT('u2i-made-', seq),
        (SELECT MIN(id) FROM listing WHERE avito_item_id > 7000000000) + {dice('seq', 'l', listings)},
        (SELECT MIN(id) FROM buyer WHERE avito_user_id > 8000000000) + {dice('seq', 'b', buyers)},
        IF({dice('seq', 'o', 100)} < 85, 'bot', 'human'), IF({dice('seq', 'o', 100)} < 85, '', 'operator'),
        @now, @now, @now FROM seq_1_to_{chats}"""


def _messages(chats, first, last):
    """The messages with these numbers: every second one the buyer's, in the order of their times."""
    count = chats * PER_CHAT
    at = f"@now - FLOOR(({count} - seq) * {365 * DAY_MS} / {count})"
    chat = f"@chat + FLOOR({chats} * POW((CRC32(CONCAT('c', (seq - 1) DIV 2)) + 1) / 4294967297, 1.5))"
    author = f"IF(seq MOD 2 = 1, 'buyer', ELT(1 + {dice('seq', 'w', 10)}, 'bot', 'bot', 'bot', 'bot', 'bot', 'bot'," \
             " 'bot', 'bot', 'person', 'colleague'))"
    yield f"""INSERT INTO message (account_id, chat_id, avito_id, author, author_id, type, text, content, created_at,
        received_at)
        SELECT (SELECT MIN(id) FROM account), {chat}, CONCAT('made-', seq), {author},
        IF(seq MOD 2 = 1, 9, 141906442), 'text', {text('seq')}, '{{}}', {at}, {at} + 300
        FROM seq_{first}_to_{last} ORDER BY seq"""


def _effects():
    """What follows from the messages: turns, replies, calls of the model, and where each chat stands."""
    made = "avito_id LIKE 'made-%'"
    yield f"""INSERT INTO turn (chat_id, message_id, result, reason, trace, started_at, finished_at)
        SELECT chat_id, id, IF({dice('id', 'r', 20)} = 0, 'handoff', 'reply'),
        IF({dice('id', 'r', 20)} = 0, 'no_fact', ''), '[]', created_at, created_at + 2000
        FROM message WHERE author = 'buyer' AND {made} ORDER BY id"""
    yield f"""INSERT INTO outbox (account_id, chat_id, kind, nonce, text, state, attempts, started_at, avito_id,
        created_at, sent_at, expires_at)
        SELECT account_id, chat_id, IF(author = 'bot', 'reply', 'person'), CONCAT('made:', id), text, 'sent', 1,
        created_at, avito_id, created_at, created_at, created_at + 3600000
        FROM message WHERE author IN ('bot', 'person') AND {made} ORDER BY id"""
    yield """INSERT INTO llm_call (turn_id, provider_id, model, result, tokens_in, tokens_out, ms, created_at)
        SELECT t.id, 1, 'model', 'ok', 900, 60, 1500, t.started_at FROM turn t ORDER BY t.id"""
    yield f"""UPDATE chat c JOIN (SELECT chat_id, MAX(id) AS newest, MAX(created_at) AS at,
        MAX(IF(author = 'buyer', id, 0)) AS buyers, MIN(created_at) AS begun FROM message WHERE {made}
        GROUP BY chat_id) m ON m.chat_id = c.id
        SET c.last_message_id = m.newest, c.last_message_at = m.at, c.last_buyer_id = NULLIF(m.buyers, 0),
        c.changed = m.at, c.created_at = m.begun, c.read_at = m.at,
        c.needs_person = IF({dice('c.id', 'q', 50)} = 0, 1, 0),
        c.need_reason = IF({dice('c.id', 'q', 50)} = 0, 'no_fact', '')"""
    yield """INSERT IGNORE INTO chat_phone (chat_id, phone, tail, message_id)
        SELECT id, LPAD(9000000000 + id, 10, '0'), REVERSE(LPAD(9000000000 + id, 10, '0')), IFNULL(last_buyer_id, 0)
        FROM chat WHERE avito_chat_id LIKE 'u2i-made-%' AND id MOD 3 = 0"""
    yield """INSERT INTO draft (chat_id, turn_id, text, state, confidence, created_at)
        SELECT t.chat_id, t.id, 'Да, ещё есть.', IF(t.id MOD 500 = 0, 'open', 'sent'), 80, t.started_at
        FROM turn t WHERE t.id MOD 50 = 0"""


TABLES = ("listing", "buyer", "chat", "message", "turn", "outbox", "llm_call", "draft", "chat_phone")


def make(run, chats):
    """Fills an installation whose account exists; run(sql) carries out statements in one session each."""
    head = "SET SESSION max_statement_time = 0, unique_checks = 0, tx_isolation = 'READ-COMMITTED';" \
           " SET @now = FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000);" \
           " SET @chat = (SELECT IFNULL(MIN(id), 1) FROM chat WHERE avito_chat_id LIKE 'u2i-made-%');"
    for statement in _tables(chats):
        run(f"{head} {statement};")
    count = chats * PER_CHAT
    for first in range(1, count + 1, BATCH):
        for statement in _messages(chats, first, min(first + BATCH - 1, count)):
            run(f"{head} {statement};")
    for statement in _effects():
        run(f"{head} {statement};")
    run(f"{head} ANALYZE TABLE {', '.join(TABLES)};")


HEAD = "SET SESSION max_statement_time = 0, unique_checks = 0, tx_isolation = 'READ-COMMITTED';" \
       " SET @now = FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000); SET @chat = (SELECT MIN(id) FROM chat);" \
       " SET @chats = (SELECT COUNT(*) FROM chat);"


def past(run, count):
    """Adds messages of the year before today, and a turn for each of the buyers', until there are so many.  They have
    no words: what counts messages reads none, and the index of words would take most of the time and the place."""
    have = int(run("SELECT COUNT(*) FROM message")[0][0])
    for first in range(1, count - have + 1, BATCH):
        last = min(first + BATCH - 1, count - have)
        run(f"""{HEAD} INSERT INTO message (account_id, chat_id, avito_id, author, author_id, type, text, content,
            created_at, received_at)
            SELECT (SELECT MIN(id) FROM account), @chat + CRC32(CONCAT('z', (seq - 1) DIV 2)) MOD @chats,
            CONCAT('past-', seq), IF(seq MOD 2 = 1, 'buyer', 'bot'), IF(seq MOD 2 = 1, 9, 141906442), 'text', '',
            '{{}}', @now - {366 * DAY_MS} + FLOOR(seq * {364 * DAY_MS} / {count - have}), @now
            FROM seq_{first}_to_{last} ORDER BY seq;
            INSERT INTO turn (chat_id, message_id, result, reason, trace, started_at, finished_at)
            SELECT chat_id, id, IF({dice('id', 'r', 20)} = 0, 'handoff', 'reply'),
            IF({dice('id', 'r', 20)} = 0, 'no_fact', ''), '[]', created_at, created_at + 2000 FROM message
            WHERE id >= LAST_INSERT_ID() AND author = 'buyer' AND avito_id LIKE 'past-%' ORDER BY id;""")


def busy_day(run, count):
    """Adds so many messages of the last minutes before now to the chats that make() made, and a turn for each of
    the buyers'."""
    run(f"""{HEAD} INSERT INTO message (account_id, chat_id, avito_id, author, author_id, type, text, content,
        created_at, received_at)
        SELECT (SELECT MIN(id) FROM account), @chat + FLOOR(@chats * (CRC32(CONCAT('y', (seq - 1) DIV 2)) / 4294967297)),
        CONCAT('today-', seq), IF(seq MOD 2 = 1, 'buyer', 'bot'), IF(seq MOD 2 = 1, 9, 141906442), 'text', {text('seq')},
        '{{}}', @now - {count} + seq, @now FROM seq_1_to_{count} ORDER BY seq;
        INSERT INTO turn (chat_id, message_id, result, reason, trace, started_at, finished_at)
        SELECT chat_id, id, IF({dice('id', 'r', 20)} = 0, 'handoff', 'reply'), IF({dice('id', 'r', 20)} = 0, 'no_fact',
        ''), '[]', created_at, created_at FROM message WHERE avito_id LIKE 'today-%' AND author = 'buyer' ORDER BY id;
        ANALYZE TABLE message, turn;""")


def clear(run):
    """Removes what make() made, and all else of these tables."""
    run("SET foreign_key_checks = 0; " + " ".join(f"TRUNCATE {table};" for table in TABLES))
