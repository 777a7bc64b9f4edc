-- Lists as people sort them: whatever the case, and by kind. Devices are not sorted by an index on when they were last
-- seen, since that would make every connection of a device dearer.

create index actors_type_index on actors (account_id, type, inserted_at, id);
create index actors_sorted_name_index on actors (account_id, lower(name), id);
create index actors_sorted_email_index on actors (account_id, lower(coalesce(email, '')), id);
create index groups_sorted_name_index on groups (account_id, lower(name), id);
create index resources_sorted_name_index on resources (account_id, lower(name), id);
create index resources_sorted_address_index on resources (account_id, lower(coalesce(address, '')), id);
create index devices_sorted_name_index on devices (account_id, type, lower(name), id);
