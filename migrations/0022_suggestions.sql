-- A correction of an attribute that was locked for its author: since when it is suggested.
alter table change add column suggested_at bigint;
-- What runs did to one person, for their history.
create index run_line_person on run_line (person_id, id);
