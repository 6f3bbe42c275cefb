-- What the page of a channel shows beside its health.

-- Each state of a channel's file, without its secrets. document null: the file went away.
create table channel_configs (
  seq       bigint generated always as identity primary key,
  channel   text not null,
  at        timestamptz not null default clock_timestamp(),
  document  jsonb,
  rotated   text[] not null default '{}'                   -- secrets that were set to another value
);
create index channel_configs_by_channel on channel_configs (channel, seq desc);
create trigger channel_configs_are_append_only before update or delete on channel_configs for each row execute function refuse_removal();

-- What went wrong with a channel: the same words are one row. The newest are kept.
create table channel_errors (
  channel      text not null,
  code         text not null,
  message      text not null,
  count        int not null default 1,
  first_at     timestamptz not null default clock_timestamp(),
  last_at      timestamptz not null default clock_timestamp(),
  complaint_id uuid                                        -- the newest of those about a complaint: its history has what was sent and answered
);
create unique index channel_errors_by_words on channel_errors (channel, code, md5(message));
create index channel_errors_by_time on channel_errors (channel, last_at desc);
