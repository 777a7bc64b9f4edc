-- The last time that an administrator tried out a provider by signing in to it: nobody was signed in here by that. No
-- change of the account, so it is not captured.

create table auth_provider_verifications (
  account_id uuid not null references accounts on delete cascade,
  auth_provider_id uuid not null,
  id uuid not null,
  -- Until when whoever has the address may go through with it.
  expires_at timestamptz not null,
  finished_at timestamptz,
  result jsonb,
  primary key (account_id, auth_provider_id),
  foreign key (account_id, auth_provider_id) references auth_providers on delete cascade,
  check ((finished_at is null) = (result is null))
);
