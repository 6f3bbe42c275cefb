-- What the first page of the console asks every two seconds, however large the ledger is.
create index complaints_by_delivered_at on complaints (delivered_at, region) include (accepted_at) where delivered_at is not null;
create index complaints_parked_by_region on complaints (region, id) where delivery = 'parked';
create index complaints_unknown_by_region on complaints (region, id) where delivery = 'unknown';
