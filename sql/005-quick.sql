-- SPDX-License-Identifier: MIT
-- What pages of large shops need to stay quick.  Every statement may be run again.

-- Why chats wait for a person is counted in this key.
ALTER TABLE chat ADD KEY IF NOT EXISTS why_needs (needs_person, need_reason);
