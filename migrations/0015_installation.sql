-- What only this installation knows: by it `amend check` can tell whether an address leads here.
create table installation (
    one bigint primary key check (one = 1),
    mark BYTES not null
);
