-- What was sent about a complaint, and what came back: shortened, without person and secret. Written behind the work, in batches.
create table exchanges (
  seq          bigint generated always as identity primary key,
  complaint_id uuid not null,                              -- no reference: complaints are kept for good
  update_id    uuid,
  feedback_id  uuid,
  at           timestamptz(3) not null,                    -- when it was sent
  peer         text not null check (peer in ('centre', 'origin', 'files')),
  host         text not null,
  call         text not null,                              -- GET /complaints/…
  ms           int not null,
  status       int,                                        -- of HTTP; null: no answer
  code         text,                                       -- an error code; null: it was answered
  request      text,
  answer       text,
  digest       bytea                                       -- of a call that changes nothing: the same answer again is not kept
);
create index exchanges_by_complaint on exchanges (complaint_id, seq);

-- A replay is one kind of bulk decision; the others run, are stopped and are counted like it.
alter table replays add column action text not null default 'replay' check (action in ('replay', 'discard', 'resend', 'confirm'));
-- Of what is unknown the subject may be an update.
alter table replay_refusals drop constraint replay_refusals_complaint_id_fkey;
