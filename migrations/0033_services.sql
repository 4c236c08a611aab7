-- The sealed token that opens a target's service; `connect` says where it is.
alter table target add column secret text;
