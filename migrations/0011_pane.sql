-- Where a session is good: the portal takes it from its cookie, the task pane from the header of each request.
alter table session add column door text not null default 'portal';

-- A sign-in on its way from the dialog to the pane: the code that the dialog hands over is worth nothing without the verifier, of which the
-- pane has shown the challenge alone.
create table hand_over (
    code_hash BYTES primary key,
    challenge text not null,
    account_id bigint not null references account (id),
    expires_at bigint not null
);
