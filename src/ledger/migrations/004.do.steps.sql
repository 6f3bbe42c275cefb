-- Durable steps of a saga. The subject is a complaint or an update.
create table steps (
  subject     uuid not null,
  name        text not null,
  state       text not null check (state in ('sent', 'done')),
  result      jsonb,
  sent_at     timestamptz not null default clock_timestamp(),
  done_at     timestamptz,
  primary key (subject, name)
);
