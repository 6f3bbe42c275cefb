-- People who write to the hub themselves: by chat, mail or short message. Who they are is sealed; they are found again by blind indexes (HMAC-SHA-256).

create table blind_keys (                                  -- keys of the blind indexes, sealed. They stay when the sealing keys rotate
  id       uuid primary key,
  made_at  timestamptz not null default clock_timestamp(),
  key_id   text not null,
  nonce    bytea not null,
  sealed   bytea not null
);

-- The person of a complaint. An erased person leaves the row and the reference behind, so that a message which is delivered again does not bring the person back.
create table people (
  complaint_id uuid primary key references complaints,
  channel      text not null,
  reference    text not null,                              -- the ticket number that people read and write, XXXXX-XXXXX
  sender_index bytea,
  key_id       text,
  nonce        bytea,
  sealed       bytea,                                      -- { sender, replyTo }
  check ((sender_index is null) = (sealed is null) and (sealed is null) = (key_id is null) and (sealed is null) = (nonce is null))
);
create index people_by_sender on people (channel, sender_index, complaint_id) where sender_index is not null;
create index people_by_reference on people (reference);
create index people_by_key on people (key_id) where key_id is not null;

-- The same words of one sender within minutes are one complaint: each ticket, and the ticket under which its words were kept.
create table said (
  channel      text not null,
  ticket       text not null,
  kept_under   text not null,
  words_index  bytea not null,                             -- of sender and words
  at           timestamptz not null default clock_timestamp(),
  primary key (channel, ticket)
);
create index said_by_words on said (words_index, at);
create index said_by_age on said (at);

-- Messages that were counted for the limits, for two days.
create table admissions (
  channel       text not null,
  message_index bytea not null,
  outcome       text not null check (outcome in ('welcome', 'limit_reached', 'over_limit')),
  until         timestamptz,
  at            timestamptz not null default clock_timestamp(),
  primary key (channel, message_index)
);
create index admissions_by_age on admissions (at);
create table sender_counts (
  channel      text not null,
  sender_index bytea not null,
  spans        jsonb not null,                             -- of an hour and of a day: { from, count, told }
  at           timestamptz not null default clock_timestamp(),
  primary key (channel, sender_index)
);
create index sender_counts_by_age on sender_counts (at);

-- What connectors remember of conversations.
create sequence memory_versions;
create table memory (
  channel    text not null,
  key_index  bytea not null,
  about      bytea[] not null,                             -- blind indexes of the people that the key may name
  version    bigint not null,
  key_id     text not null,
  nonce      bytea not null,
  sealed     bytea not null,                               -- { key, value }
  wake_at    timestamptz,
  expires_at timestamptz,
  primary key (channel, key_index)
);
create index memory_due on memory (wake_at) where wake_at is not null;
create index memory_expired on memory (expires_at) where expires_at is not null;
create index memory_about on memory using gin (about);
create index memory_by_key on memory (key_id);

-- receipt: it was stored, and the person is told its number.
alter table feedback drop constraint feedback_kind_check;
alter table feedback add constraint feedback_kind_check check (kind in ('status', 'answer', 'receipt'));
alter table feedback add column sent_as bytea[];           -- blind indexes of the messages in which a person was told
create index feedback_by_message on feedback using gin (sent_as) where sent_as is not null;
