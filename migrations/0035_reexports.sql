-- Looks at what a target would be given, in the making: how far somebody got, why it was given up, and for whom it is carried out and as what
-- (`queue`: into the queue; `given`: what is there counts as given).
alter table reexport add column reached bigint not null default 0;
alter table reexport add column reason text;
alter table reexport add column executed_by_account_id bigint;
alter table reexport add column executed_as text;
alter table reexport add column given bigint not null default 0;
-- A row whose value moved since it was shown: what it would be now, and for `If-Match` how often it was looked at. `since_at` is when what was
-- approved was approved, where a change says that.
alter table reexport_row add column value_now text;
alter table reexport_row add column version bigint not null default 1;
alter table reexport_row add column since_at bigint;
-- With which meaning of attributes and templates a target's values were looked at last.
alter table target add column looked_catalogue bigint;
