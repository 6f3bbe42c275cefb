-- From where something was done, which region it concerns, and how it was before and is now.
alter table audit add column address text;
alter table audit add column region text;                  -- Kemendagri code; null: the whole country
alter table audit add column before jsonb;
alter table audit add column after jsonb;

-- What was done before this: a complaint's region is known.
alter table audit disable trigger audit_is_append_only;
update audit a set region = c.region from complaints c where a.subject = c.id::text;
update audit a set region = c.region from updates u join complaints c on c.id = u.complaint_id where a.subject = u.id::text;
alter table audit enable trigger audit_is_append_only;

create index audit_by_region on audit (region, seq);
create index audit_by_actor on audit (actor, seq);
create index audit_by_action on audit (action, seq);
create index audit_by_time on audit (at, seq);

-- Only what its starter may see is replayed, whoever takes it up.
alter table replays add column scope text[];               -- null: the whole country
