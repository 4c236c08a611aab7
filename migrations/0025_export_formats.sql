-- What kind of file an export is; all were CSV so far.
alter table export add column format text not null default 'csv';
