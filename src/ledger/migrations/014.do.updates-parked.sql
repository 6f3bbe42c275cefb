-- Whether anything is left for which nobody decided is asked once a minute.
create index updates_parked on updates (complaint_id) where delivery = 'parked';
