-- Mail that leaves the portal: a queue that outlives it. No change of a mail is an event of an account, so nothing of it
-- is captured, and what a mail says (it may hold a code) is removed once it is sent or given up.

create table outbound_mails (
  id uuid primary key,
  account_id uuid references accounts on delete cascade,
  recipient text not null,
  subject text not null,
  body text not null,
  status text not null check (status in ('waiting', 'sending', 'sent', 'failed', 'kept')),
  attempts integer not null default 0,
  -- When it is tried next; while it is being sent, when whoever sends it is taken for dead.
  due_at timestamptz not null,
  failure text,
  inserted_at timestamptz not null,
  updated_at timestamptz not null
);
create index outbound_mails_due_index on outbound_mails (due_at) where status in ('waiting', 'sending');
create index outbound_mails_list_index on outbound_mails (inserted_at desc, id);
create index outbound_mails_account_index on outbound_mails (account_id);

-- At the commit, so that a mail that a transaction takes back is never sent.
create function announce_mail() returns trigger language plpgsql as $$
begin
  perform pg_notify('portal_mails', '');
  return null;
end $$;
create trigger announce after insert on outbound_mails for each statement execute function announce_mail();
