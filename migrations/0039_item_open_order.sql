-- In an order that no other index has. As long as PostgreSQL had not counted anew what is done by now, the primary key looked as good to it, and each
-- batch went through everything that was done long since.
drop index item_open;
create index item_open on item (target_id, (id + 0)) where state in ('waiting', 'queued', 'failed', 'sending');
