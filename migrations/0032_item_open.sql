-- What is still to be written, in its order: each batch begins with the oldest of it, however much was done before.
create index item_open on item (target_id, id) where state in ('waiting', 'queued', 'failed', 'sending');
