-- SPDX-License-Identifier: MIT
-- What must be remembered where the net fails: by a look at the chats, so that it finds what no webhook
-- told, and of tokens that are refused.  Every statement may be run again.

-- The message of Avito up to which the news of a chat have been read there; '': none were.  '?' stands
-- only in rows that are older than the column: their news came as they did until now.
ALTER TABLE chat ADD COLUMN IF NOT EXISTS looked_id VARBINARY(64) NOT NULL DEFAULT '?';
UPDATE chat c LEFT JOIN message m ON m.id = c.last_message_id
	SET c.looked_id = IFNULL(m.avito_id, '') WHERE c.looked_id = '?';
ALTER TABLE chat ALTER COLUMN looked_id SET DEFAULT '';

-- Tokens in a row that Avito gave and refused before they had served for a while.
ALTER TABLE token ADD COLUMN IF NOT EXISTS refusals BIGINT NOT NULL DEFAULT 0;

-- Begin of the first look that was not whole, since when what it left out is asked for again; 0: the last
-- was whole.
ALTER TABLE account ADD COLUMN IF NOT EXISTS sync_gap_at BIGINT NOT NULL DEFAULT 0;
