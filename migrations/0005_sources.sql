-- Where a source was set up: in the settings file, or on the page.
alter table source add column origin text not null default 'file';
-- `draft` until somebody finishes its set-up, then `active` or `paused`.
alter table source add column state text not null default 'active';
-- The step of the set-up that was left last.
alter table source add column step text;
-- How to reach it, as JSON and without its password; only of sources that were set up on the page.
alter table source add column connection text;
-- The password of the account that reads, sealed with a key that is not in the database.
alter table source add column secret text;
-- The mapping that was chosen on the page, as JSON and in its order; what is in force stands in `source_mapping`.
alter table source add column mapping text;
