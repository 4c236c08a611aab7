-- The last entry as the directory sent it, for people to look at: `attributes` is JSON, bounded, without what is never kept. A table of its own, since no run reads
-- it. It goes, and is known anew, with its entry.
create table received (
    source_id bigint not null,
    external_id text not null,
    attributes text not null,
    read_at bigint not null,
    primary key (source_id, external_id),
    foreign key (source_id, external_id) references entry (source_id, external_id) on update cascade on delete cascade
);

-- What is staged brings it along; a run that is held since before has none.
alter table staged_entry add column received text not null default '';

-- Every entry looks changed once, so that what was read before is kept too.
update entry set hash = cast('0000000000000000' as BYTES);
