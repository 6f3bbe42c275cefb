-- A complaint that changed several times before anybody looked is looked at once: behind a burst each of them waits for having come and for having been delivered.
create index touched_by_complaint on touched (complaint_id);
