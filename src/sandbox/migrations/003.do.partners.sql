-- The demo's partner apps: what they list, and what was pushed back to them.
create table partner_items (
  seq         bigint generated always as identity primary key,
  partner     text not null,
  item        jsonb not null,
  created_at  timestamptz not null default clock_timestamp()
);
create index partner_items_of on partner_items (partner, seq);

create table partner_callbacks (
  seq          bigint generated always as identity primary key,
  partner      text not null,
  message_id   text,
  -- null: no secret is set, so nothing was checked.
  verified     boolean,
  answered     integer not null,
  body         jsonb not null,
  created_at   timestamptz not null default clock_timestamp()
);
create index partner_callbacks_of on partner_callbacks (partner, seq);
