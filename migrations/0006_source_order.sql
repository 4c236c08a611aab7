-- Which source counts where several have the same person: for an attribute, or (with an empty key) for all that have no order of their own.
create table source_order (
    attribute text not null,
    position bigint not null,
    source_id bigint not null references source (id),
    primary key (attribute, position)
);
