-- What sign-in keeps between two requests, and the groups that follow a claim of an identity provider. None of the three
-- tables below is captured in the change log: they live for minutes and hold secrets.

-- A code that was mailed. With `identity`: proof that the address belongs to that identity, which is linked afterwards.
create table one_time_passcodes (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  auth_provider_id uuid not null,
  actor_id uuid,
  email text not null,
  code_hash text not null,
  identity jsonb,
  attempts integer not null default 0,
  expires_at timestamptz not null,
  inserted_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, auth_provider_id) references auth_providers on delete cascade,
  foreign key (account_id, actor_id) references actors on delete cascade
);
create index one_time_passcodes_email_index on one_time_passcodes (account_id, lower(email));
create index one_time_passcodes_expiry_index on one_time_passcodes (expires_at);

-- Sealed values that work once: their id is written here when they are used.
create table spent_seals (
  id uuid primary key,
  expires_at timestamptz not null
);
create index spent_seals_expiry_index on spent_seals (expires_at);

-- Sign-ins that a client on a machine without a browser waits for, by the hash of the secret that only it has.
create table client_hand_overs (
  challenge text primary key,
  account_id uuid not null references accounts on delete cascade,
  actor_id uuid not null,
  auth_provider_id uuid not null,
  expires_at timestamptz not null,
  foreign key (account_id, actor_id) references actors on delete cascade,
  foreign key (account_id, auth_provider_id) references auth_providers on delete cascade
);
create index client_hand_overs_expiry_index on client_hand_overs (expires_at);

-- A group of a provider that hands out groups in a claim; it goes with the provider.
alter table groups add column auth_provider_id uuid;
alter table groups add foreign key (account_id, auth_provider_id) references auth_providers on delete cascade;
create index groups_provider_index on groups (account_id, auth_provider_id) where auth_provider_id is not null;

-- Requests of people in the console carry a session instead of a token.
alter table api_request_logs alter column api_token_id drop not null;

create index portal_sessions_expiry_index on portal_sessions (expires_at);
