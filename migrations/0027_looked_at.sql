-- When it was last seen that nothing of a person is due to be confirmed: nobody is shown as reminded who was not.
alter table confirm_state add column looked_at bigint;
