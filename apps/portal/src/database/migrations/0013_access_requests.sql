-- People ask for access to resources that may be asked for; administrators give it for a time.

alter table resources add column is_requestable boolean not null default false;

create table access_requests (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  actor_id uuid not null,
  resource_id uuid not null,
  reason text,
  duration_secs integer not null check (duration_secs > 0),
  status text not null default 'pending'
    check (status in ('pending', 'approved', 'refused', 'cancelled', 'expired', 'ended')),
  -- When a request that nobody decides on is over.
  expires_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  note text,
  -- Of one that was approved: until when, the group that was joined, and whether it was made for this request alone.
  access_ends_at timestamptz,
  group_id uuid,
  owns_group boolean not null default false,
  inserted_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, actor_id) references actors on delete cascade,
  foreign key (account_id, resource_id) references resources on delete cascade,
  foreign key (account_id, group_id) references groups on delete set null (group_id)
);
-- Nobody asks for the same twice at once.
create unique index access_requests_pending_index on access_requests (account_id, actor_id, resource_id)
  where status = 'pending';
create index access_requests_list_index on access_requests (account_id, inserted_at, id);
create index access_requests_resource_index on access_requests (account_id, resource_id);
create index access_requests_group_index on access_requests (account_id, group_id) where group_id is not null;
create index access_requests_due_index on access_requests (expires_at) where status = 'pending';
create index access_requests_end_index on access_requests (access_ends_at) where status = 'approved';

create trigger capture_change after insert or update or delete on access_requests
  for each row execute function capture_change();
