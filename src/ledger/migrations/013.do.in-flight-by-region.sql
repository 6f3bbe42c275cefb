-- The sweep takes the oldest of each region, so that a region with a long backlog does not hide the others'.
create index complaints_in_flight_by_region on complaints (region, id) where delivery = 'accepted';
drop index complaints_in_flight;
