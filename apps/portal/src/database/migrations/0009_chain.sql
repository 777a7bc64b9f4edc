-- The change log of an account is a chain: each row's hash covers the row and the hash before it. Rows are chained after
-- their commit, in the order of the change feed, so that no writer waits for another (see audit/sealer.ts).

alter table change_logs
  add column chain_id uuid generated always as (coalesce(account_id, '00000000-0000-0000-0000-000000000000')) stored,
  add column chain_number bigint,
  add column chain_hash bytea check (octet_length(chain_hash) = 32);
create unique index change_logs_chain_index on change_logs (chain_id, chain_number);
create index change_logs_unchained_index on change_logs (seq) where chain_number is null;

-- The ends of each chain. Its id is the account's, or the nil UUID for what belongs to no account; no foreign key, since
-- the log outlives the account.
create table change_log_chains (
  id uuid primary key,
  last_number bigint not null,
  last_hash bytea not null,
  -- The last row that retention removed: what the first row that is left continues.
  removed_number bigint not null default 0,
  removed_hash bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000'
);
