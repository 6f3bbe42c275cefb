-- Who decided about a complaint, and why, is told with its history.
create index audit_by_subject on audit (subject, seq);
