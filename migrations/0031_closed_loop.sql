-- After how many days what was approved is called overdue while the directory does not show it; none if 0.
alter table target add column overdue_days bigint not null default 7;
-- When those who export were told that a change is overdue: once.
alter table change add column overdue_told_at bigint;
-- What may have to be told: looked for every few seconds.
create index change_overdue on change (state, approved_at) where overdue_told_at is null;
-- How other programs read files: what their columns are called, as JSON.
create table column_profile (
    id ID_KEY,
    target_id bigint not null references target (id),
    definition text not null,
    version bigint not null
);
-- By what column profile a file was written, as JSON and as it was then.
alter table export add column columns_used text;
