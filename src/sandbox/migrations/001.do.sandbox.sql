-- What a LAPOR! v3 server holds, as far as its calls show it.
create table institutions (
  id    bigint primary key,
  name  text not null
);

create table templates (
  code     text primary key,
  name     text not null,
  content  text not null
);

create table files (
  id          bigint generated always as identity (start with 4199656) primary key,
  kind        text not null check (kind in ('image', 'doc')),
  name        text not null,
  media_type  text not null,
  size_bytes  integer not null,
  sha256      text not null,
  bytes       bytea not null,
  created_at  timestamptz not null default clock_timestamp()
);

create table complaints (
  id                bigint generated always as identity (start with 9001234) primary key,
  tracking_id       text not null,
  payload           jsonb not null,
  file_ids          bigint[] not null,
  status_name       text not null,
  disposition_id    bigint not null references institutions,
  created_at        timestamptz not null default clock_timestamp(),
  moved_at          timestamptz not null default clock_timestamp()
);
create index complaints_created on complaints (created_at);
create index complaints_open on complaints (moved_at) where status_name not like 'Ditutup%';

create table dispositions (
  id            bigint generated always as identity primary key,
  complaint_id  bigint not null references complaints on delete cascade,
  content       text not null,
  from_name     text not null,
  to_id         bigint references institutions,
  -- JSON inside a string, as LAPOR! sends it.
  data          text not null,
  created_at    timestamptz not null default clock_timestamp()
);
create index dispositions_of on dispositions (complaint_id, id);

create table followups (
  id             bigint generated always as identity primary key,
  complaint_id   bigint not null references complaints on delete cascade,
  source         text not null check (source in ('officer', 'channel')),
  from_name      text not null,
  to_name        text not null,
  template_code  text not null,
  content        text not null,
  -- The form fields as they came; null for an officer's answer.
  fields         jsonb,
  file_ids       bigint[] not null,
  created_at     timestamptz not null default clock_timestamp()
);
create index followups_of on followups (complaint_id, id);
