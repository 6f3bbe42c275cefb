-- Who was told of which incident, what is on its way to them, and when nobody is to be told.

alter table alerts add column region text;                 -- that it concerns; null: not known yet, or the whole country
alter table alerts add column words jsonb;                 -- { id, en }: what is seen, in both languages; null: `message` alone
create index alerts_open_by_id on alerts (id) where closed_at is null;
update alerts set region = subject where subject ~ '^[0-9]{2}(\.[0-9]{2})?$';

create table tellings (
  alert_id    uuid not null references alerts,
  destination text not null,
  times       int not null default 1,
  last_at     timestamptz not null default now(),
  recovered   boolean not null default false,              -- the recovery was told
  primary key (alert_id, destination)
);
create index tellings_not_recovered on tellings (alert_id) where not recovered;

create table notices (
  id          uuid primary key,
  destination text not null,
  region      text,                                        -- whose destination it is; null: of the whole country
  kind        text not null check (kind in ('opened', 'repeated', 'recovered', 'test')),
  alerts      uuid[] not null,
  content     jsonb not null,                              -- { subject, text, data }: no person
  made_at     timestamptz not null default now(),
  state       text not null default 'pending' check (state in ('pending', 'sent', 'given_up')),
  attempts    int not null default 0,
  next_at     timestamptz not null default now(),
  last_error  text,
  sent_at     timestamptz
);
create index notices_due on notices (next_at) where state = 'pending';
create index notices_by_destination on notices (destination, id);

create table maintenance_windows (
  id        uuid primary key,
  channel   text,                                          -- neither channel nor region: everything
  region    text,                                          -- of the channel, or the region itself
  below     boolean not null default false,                -- of a province: its regencies and cities as well
  from_at   timestamptz not null,
  to_at     timestamptz not null,
  reason    text not null,
  made_by   text not null,
  made_at   timestamptz not null default now(),
  check (from_at < to_at)
);
create index maintenance_windows_by_end on maintenance_windows (to_at);
