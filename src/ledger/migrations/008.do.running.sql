-- What the running gateways share.
create table messages (                                    -- protocol ids of accepted messages, for a day: a replayed id is refused
  channel      text not null,
  message_id   text not null,
  body_hash    bytea not null,
  complaint_id uuid,
  at           timestamptz not null default now(),
  primary key (channel, message_id)
);
create index messages_by_age on messages (at);

create table cursors (
  channel    text primary key,
  cursor     text,
  updated_at timestamptz not null default now()
);

create table leases (
  name    text primary key,
  holder  text not null,
  until   timestamptz not null
);

create table masters (
  kind     text not null,
  id       text not null,
  name     text not null,
  seen_at  timestamptz not null default now(),
  gone_at  timestamptz,                                    -- the centre does not list it any more
  primary key (kind, id)
);

create table channel_states (                              -- what happened to a channel while running; config/ stays as written
  channel       text primary key,
  paused        boolean not null default false,
  reason        text,
  changed_by    text,
  last_in_at    timestamptz,
  last_out_at   timestamptz,
  last_error_at timestamptz,
  last_error    jsonb,
  changed_at    timestamptz not null default now()
);

create table alerts (
  id         uuid primary key,
  key        text not null,                                -- one open alert per key
  code       text not null,
  subject    text not null,
  message    text not null,
  count      int not null default 1,
  opened_at  timestamptz not null default now(),
  last_at    timestamptz not null default now(),
  closed_at  timestamptz
);
create unique index alerts_open on alerts (key) where closed_at is null;

create table ignored (                                     -- arrivals that were not for LAPOR!, counted by day
  channel text not null,
  day     date not null default (now() at time zone 'Asia/Jakarta')::date,
  why     text not null,
  count   bigint not null default 1,
  primary key (channel, day, why)
);

create table audit (
  seq     bigint generated always as identity primary key,
  at      timestamptz not null default clock_timestamp(),
  actor   text not null,
  action  text not null,
  subject text not null,
  detail  jsonb not null default '{}'
);
create trigger audit_is_append_only before update or delete on audit for each row execute function refuse_removal();
create trigger audit_is_not_truncated before truncate on audit for each statement execute function refuse_removal();
