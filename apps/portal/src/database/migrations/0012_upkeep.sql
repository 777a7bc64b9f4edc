-- Links that work once and without signing in: first start, sign-up, taking back the end of an account. The secret in the
-- link is hashed here; nothing of the table is captured.
create table one_time_links (
  id uuid primary key,
  purpose text not null,
  account_id uuid references accounts on delete cascade,
  secret_hash text not null,
  content jsonb not null default '{}',
  expires_at timestamptz not null,
  inserted_at timestamptz not null default now()
);
create index one_time_links_expiry_index on one_time_links (expires_at);
create index one_time_links_account_index on one_time_links (account_id, purpose);

-- When administrators were reminded that their account is about to end.
alter table accounts add column deletion_reminded_at timestamptz;
create index accounts_deletion_index on accounts (scheduled_deletion_at) where scheduled_deletion_at is not null;
