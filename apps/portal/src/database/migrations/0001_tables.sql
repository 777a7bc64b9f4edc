-- Every tenant table carries account_id first in its key, and its foreign keys do too, so a row cannot point into
-- another account. Deletes cascade: what depends on a row goes with it, and the change capture sees each of them go.

create table portal_keys (
  name text primary key,
  value bytea not null
);

create table accounts (
  id uuid primary key,
  name text not null,
  legal_name text not null,
  slug text not null,
  key text not null,
  features jsonb not null default '{}',
  limits jsonb not null default '{}',
  config jsonb not null default '{}',
  metadata jsonb not null default '{}',
  is_disabled boolean not null default false,
  disabled_reason text,
  scheduled_deletion_at timestamptz,
  lock_enabled_at timestamptz,
  warning_last_sent_at timestamptz,
  users_limit_exceeded boolean not null default false,
  seats_limit_exceeded boolean not null default false,
  service_accounts_limit_exceeded boolean not null default false,
  sites_limit_exceeded boolean not null default false,
  admins_limit_exceeded boolean not null default false,
  ingest_signing_key bytea not null,
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index accounts_slug_index on accounts (lower(slug));
create unique index accounts_key_index on accounts (key);

create table directories (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  type text not null check (type in ('google', 'entra', 'okta')),
  name text not null,
  is_verified boolean not null default false,
  is_disabled boolean not null default false,
  disabled_reason text,
  error_message text,
  error_email_count integer not null default 0,
  synced_at timestamptz,
  errored_at timestamptz,
  settings jsonb not null default '{}',
  secrets jsonb not null default '{}',
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id)
);
create unique index directories_name_index on directories (account_id, type, name);

create table actors (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  type text not null,
  name text not null,
  email text,
  allow_email_otp_sign_in boolean not null default false,
  password_hash text,
  is_disabled boolean not null default false,
  created_by_directory_id uuid,
  preferences jsonb,
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, created_by_directory_id) references directories on delete cascade,
  constraint actors_email_fits_type check (
    (type in ('account_user', 'account_admin_user') and email is not null)
    or (type in ('service_account', 'api_client') and email is null)
  )
);
create unique index actors_email_index on actors (account_id, lower(email)) where email is not null;
create index actors_list_index on actors (account_id, inserted_at, id);

create table auth_providers (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  type text not null check (type in ('google', 'entra', 'okta', 'email_otp', 'oidc', 'userpass')),
  name text not null,
  issuer text not null,
  context text not null default 'clients_and_portal'
    check (context in ('clients_and_portal', 'clients_only', 'portal_only')),
  client_session_lifetime_secs integer,
  portal_session_lifetime_secs integer,
  is_disabled boolean not null default false,
  is_default boolean not null default false,
  settings jsonb not null default '{}',
  secrets jsonb not null default '{}',
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id)
);
create unique index auth_providers_single_index on auth_providers (account_id, type)
  where type in ('email_otp', 'userpass', 'google');
create unique index auth_providers_name_index on auth_providers (account_id, type, name);

create table groups (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  type text not null check (type in ('static', 'managed')),
  entity_type text not null default 'group' check (entity_type in ('group', 'org_unit')),
  name text not null,
  email text,
  directory_id uuid,
  idp_id text,
  synced_at timestamptz,
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, directory_id) references directories on delete cascade
);
create unique index groups_name_index on groups (account_id, name) where idp_id is null;
create unique index groups_idp_id_index on groups (account_id, idp_id) where idp_id is not null;
create index groups_list_index on groups (account_id, inserted_at, id);

create table memberships (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  actor_id uuid not null,
  group_id uuid not null,
  inserted_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, actor_id) references actors on delete cascade,
  foreign key (account_id, group_id) references groups on delete cascade
);
create unique index memberships_actor_group_index on memberships (account_id, actor_id, group_id);
create index memberships_group_index on memberships (account_id, group_id, actor_id);

create table external_identities (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  actor_id uuid not null,
  directory_id uuid,
  issuer text not null,
  idp_id text not null,
  email text,
  name text,
  given_name text,
  family_name text,
  middle_name text,
  nickname text,
  preferred_username text,
  profile text,
  picture text,
  firezone_avatar_url text,
  synced_at timestamptz,
  inserted_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, actor_id) references actors on delete cascade,
  foreign key (account_id, directory_id) references directories on delete cascade
);
create unique index external_identities_subject_index on external_identities (account_id, issuer, idp_id);
create unique index external_identities_actor_index on external_identities (account_id, actor_id, issuer);

create table sites (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  name text not null,
  managed_by text not null default 'account' check (managed_by in ('account', 'system')),
  health_threshold integer not null default 1 check (health_threshold >= 1),
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id)
);
create unique index sites_name_index on sites (account_id, name, managed_by);
create index sites_list_index on sites (account_id, inserted_at, id);

create table resources (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  site_id uuid,
  type text not null
    check (type in ('dns', 'cidr', 'ip', 'internet', 'static_device_pool', 'dynamic_device_pool')),
  name text not null,
  address text,
  address_description text,
  ip_stack text,
  filters jsonb not null default '[]',
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, site_id) references sites on delete cascade,
  constraint resources_address_fits_type check (
    (type in ('cidr', 'ip', 'dns', 'dynamic_device_pool')) = (address is not null)
  ),
  constraint resources_ip_stack_fits_type check (
    (type = 'dns' and ip_stack is not null and ip_stack in ('dual', 'ipv4_only', 'ipv6_only'))
    or (type <> 'dns' and ip_stack is null)
  )
);
create unique index resources_internet_index on resources (account_id) where type = 'internet';
create index resources_list_index on resources (account_id, inserted_at, id);
create index resources_site_index on resources (account_id, site_id);

create table policies (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  group_id uuid,
  group_idp_id text,
  resource_id uuid not null,
  description text,
  conditions jsonb not null default '[]',
  flow_log_uploads_enabled boolean not null default true,
  is_disabled boolean not null default false,
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, group_id) references groups on delete set null (group_id),
  foreign key (account_id, resource_id) references resources on delete cascade
);
create unique index policies_pair_index on policies (account_id, resource_id, group_id) where group_id is not null;
create index policies_group_index on policies (account_id, group_id);
create index policies_list_index on policies (account_id, inserted_at, id);

create table client_tokens (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  actor_id uuid not null,
  auth_provider_id uuid,
  secret_salt text not null,
  secret_hash text not null,
  expires_at timestamptz not null,
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, actor_id) references actors on delete cascade,
  foreign key (account_id, auth_provider_id) references auth_providers on delete cascade
);
create index client_tokens_actor_index on client_tokens (account_id, actor_id, inserted_at);
create index client_tokens_provider_index on client_tokens (account_id, auth_provider_id);
create index client_tokens_expiry_index on client_tokens (expires_at);

create table portal_sessions (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  actor_id uuid not null,
  auth_provider_id uuid not null,
  user_agent text,
  remote_ip inet,
  remote_ip_location_region text,
  remote_ip_location_city text,
  remote_ip_location_lat double precision,
  remote_ip_location_lon double precision,
  expires_at timestamptz not null,
  inserted_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, actor_id) references actors on delete cascade,
  foreign key (account_id, auth_provider_id) references auth_providers on delete cascade
);
create index portal_sessions_actor_index on portal_sessions (account_id, actor_id);
create index portal_sessions_provider_index on portal_sessions (account_id, auth_provider_id);

create table relay_tokens (
  id uuid primary key,
  secret_salt text not null,
  secret_hash text not null,
  inserted_at timestamptz not null default now()
);

create table api_tokens (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  actor_id uuid not null,
  name text,
  secret_salt text not null,
  secret_hash text not null,
  expires_at timestamptz not null,
  last_seen_at timestamptz,
  last_seen_user_agent text,
  last_seen_remote_ip inet,
  last_seen_remote_ip_location_region text,
  last_seen_remote_ip_location_city text,
  last_seen_remote_ip_location_lat double precision,
  last_seen_remote_ip_location_lon double precision,
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, actor_id) references actors on delete cascade
);
create index api_tokens_actor_index on api_tokens (account_id, actor_id);
