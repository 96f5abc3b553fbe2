-- SPDX-License-Identifier: MIT
-- What the overview counts since midnight comes out of these keys.
ALTER TABLE message ADD KEY IF NOT EXISTS day (created_at, author, chat_id);
ALTER TABLE turn ADD KEY IF NOT EXISTS day (result, finished_at, reason);
