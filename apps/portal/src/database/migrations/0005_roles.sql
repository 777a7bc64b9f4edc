-- What a person or an API client may do in the API, where it is less than everything: administrators and API clients have
-- no role and may do all. A person that is no administrator and has no role may only ask for access.

alter table actors add column role text;
alter table actors add constraint actors_role_fits_type check (
  role is null or (role in ('auditor', 'network_admin') and type in ('account_user', 'api_client'))
);
