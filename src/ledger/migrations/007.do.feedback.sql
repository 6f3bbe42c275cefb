-- Changes at the centre on their way back to the origin.
create table feedback (
  id             uuid primary key,
  seq            bigint generated always as identity,
  complaint_id   uuid not null references complaints,
  key            text not null,                            -- what it tells, so that it is told once
  kind           text not null check (kind in ('status', 'answer')),
  status         text not null,
  status_native  text,
  status_origin  text not null,
  at             timestamptz not null,
  answer         jsonb,                                    -- { text, from, attachments }
  created_at     timestamptz not null default clock_timestamp(),
  -- readable: the origin cannot be called and reads it itself. stopped: the recipient is gone or days of trying are over.
  state          text not null check (state in ('pending', 'sent', 'readable', 'stopped')),
  attempts       int not null default 0,
  next_at        timestamptz,
  reason         text,
  reason_detail  jsonb,
  sent_at        timestamptz,
  unique (complaint_id, key)
);
create index feedback_due on feedback (next_at) where state = 'pending';
create index feedback_by_complaint on feedback (complaint_id, seq);
