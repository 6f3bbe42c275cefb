-- The rows are found by their ids, however small the table is believed to be: joined to the new events they were looked for in the whole of it.
create or replace function note_change() returns trigger language plpgsql as $$
declare
  ids uuid[];
begin
  select array_agg(distinct complaint_id) into ids from new_events;
  update complaints c set changed_at = n.at
    from (select complaint_id, max(at) as at from new_events group by complaint_id) n
    where c.id = any(ids) and c.id = n.complaint_id and c.changed_at < n.at;
  insert into touched (complaint_id)
    select distinct complaint_id from new_events
    where kind in ('accepted', 'parked', 'delivered', 'unknown', 'reconciled', 'resent', 'replayed', 'discarded', 'handed_on',
                   'status_changed', 'update_accepted', 'update_withheld', 'update_parked', 'feedback_pending', 'feedback_readable');
  return null;
end $$;
