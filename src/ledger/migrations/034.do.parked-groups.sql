-- What is parked is counted by reason without reading the rows themselves.
create index complaints_parked_groups on complaints (reason, channel, region, id) include (accepted_at) where delivery = 'parked';
