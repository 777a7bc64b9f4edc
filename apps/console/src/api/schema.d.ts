// Made by `npm run generate -w apps/console` from the portal's OpenAPI document; not to be edited.

export interface paths {
    "/access/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List resources that may be asked for
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        get: operations["get_access_catalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/denials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List access that clients asked for and did not get, latest first
         * @description For administrators, auditors.
         */
        get: operations["get_access_denials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say who would gain and lose access by changes, without making them
         * @description For administrators.
         */
        post: operations["post_access_diff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/endings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List memberships, policies and access given to requests that end by themselves, soonest first
         * @description For administrators, auditors.
         */
        get: operations["get_access_endings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say whether someone may reach a resource, and why
         * @description For administrators, auditors.
         */
        post: operations["post_access_explain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say which clients of a group a policy with such conditions would let in now
         * @description For administrators, auditors.
         */
        post: operations["post_access_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List access requests
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        get: operations["get_access_requests"];
        put?: never;
        /**
         * Ask for access
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        post: operations["post_access_requests"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an access request
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        get: operations["get_access_requests_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/requests/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the access, for a time
         * @description For administrators.
         */
        post: operations["post_access_requests_id_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/requests/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a request back
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        post: operations["post_access_requests_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/requests/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the access of an approved request before its time
         * @description For administrators.
         */
        post: operations["post_access_requests_id_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/requests/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse the access
         * @description For administrators.
         */
        post: operations["post_access_requests_id_refuse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/verdicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say of one actor, client, group, resource or policy who may reach what and why, now or at a past moment
         * @description For administrators, auditors.
         */
        get: operations["get_access_verdicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/what-can": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what an actor has access to
         * @description For administrators, auditors.
         */
        get: operations["get_access_what_can"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/who-can-reach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who has access to a resource
         * @description For administrators, auditors.
         */
        get: operations["get_access_who_can_reach"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The account of the token
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_account"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable the account now and delete it in seven days; its slug confirms it
         * @description For administrators.
         */
        post: operations["post_account_deletion"];
        /**
         * Enable the account again; the only call that a disabled account's tokens may make
         * @description For administrators.
         */
        delete: operations["delete_account_deletion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the settings
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_account_settings"];
        /**
         * Change settings
         * @description For administrators.
         */
        put: operations["put_account_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings
         * @description For administrators.
         */
        patch: operations["patch_account_settings"];
        trace?: never;
    };
    "/account/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much of each limit is used
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_account_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List actors
         * @description For administrators, auditors.
         */
        get: operations["get_actors"];
        put?: never;
        /**
         * Create an actor
         * @description For administrators.
         */
        post: operations["post_actors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors/{actor_id}/client_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List an actor's client tokens
         * @description For administrators, auditors.
         */
        get: operations["get_actors_actor_id_client_tokens"];
        put?: never;
        /**
         * Create a client token
         * @description For administrators.
         */
        post: operations["post_actors_actor_id_client_tokens"];
        /**
         * Delete an actor's client tokens
         * @description For administrators.
         */
        delete: operations["delete_actors_actor_id_client_tokens"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors/{actor_id}/client_tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a client token
         * @description For administrators, auditors.
         */
        get: operations["get_actors_actor_id_client_tokens_id"];
        put?: never;
        post?: never;
        /**
         * Delete a client token
         * @description For administrators.
         */
        delete: operations["delete_actors_actor_id_client_tokens_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors/{actor_id}/external_identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List an actor's identities
         * @description For administrators, auditors.
         */
        get: operations["get_actors_actor_id_external_identities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors/{actor_id}/external_identities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an identity
         * @description For administrators, auditors.
         */
        get: operations["get_actors_actor_id_external_identities_id"];
        put?: never;
        post?: never;
        /**
         * Delete an identity
         * @description For administrators.
         */
        delete: operations["delete_actors_actor_id_external_identities_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors/{actor_id}/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the groups of an actor
         * @description For administrators, auditors.
         */
        get: operations["get_actors_actor_id_groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors/{actor_id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a person's password; what came from the old one ends
         * @description For administrators.
         */
        put: operations["put_actors_actor_id_password"];
        post?: never;
        /**
         * Remove a person's password; what came from it ends
         * @description For administrators.
         */
        delete: operations["delete_actors_actor_id_password"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors/{actor_id}/portal_sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a person's sessions
         * @description For administrators, auditors.
         */
        get: operations["get_actors_actor_id_portal_sessions"];
        put?: never;
        post?: never;
        /**
         * End a person's sessions
         * @description For administrators.
         */
        delete: operations["delete_actors_actor_id_portal_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors/{actor_id}/portal_sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a person's session
         * @description For administrators.
         */
        delete: operations["delete_actors_actor_id_portal_sessions_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors/{actor_id}/welcome_mail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail a person where to sign in
         * @description For administrators.
         */
        post: operations["post_actors_actor_id_welcome_mail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/actors/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an actor
         * @description For administrators, auditors.
         */
        get: operations["get_actors_id"];
        /**
         * Update an actor
         * @description For administrators.
         */
        put: operations["put_actors_id"];
        post?: never;
        /**
         * Delete an actor
         * @description For administrators.
         */
        delete: operations["delete_actors_id"];
        options?: never;
        head?: never;
        /**
         * Update an actor
         * @description For administrators.
         */
        patch: operations["patch_actors_id"];
        trace?: never;
    };
    "/api_clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API clients
         * @description For administrators, auditors.
         */
        get: operations["get_api_clients"];
        put?: never;
        /**
         * Create an API client
         * @description For administrators.
         */
        post: operations["post_api_clients"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api_clients/{api_client_id}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List an API client's tokens
         * @description For administrators, auditors.
         */
        get: operations["get_api_clients_api_client_id_tokens"];
        put?: never;
        /**
         * Create an API token
         * @description For administrators.
         */
        post: operations["post_api_clients_api_client_id_tokens"];
        /**
         * Delete an API client's tokens
         * @description For administrators.
         */
        delete: operations["delete_api_clients_api_client_id_tokens"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api_clients/{api_client_id}/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an API token
         * @description For administrators, auditors.
         */
        get: operations["get_api_clients_api_client_id_tokens_id"];
        put?: never;
        post?: never;
        /**
         * Delete an API token
         * @description For administrators.
         */
        delete: operations["delete_api_clients_api_client_id_tokens_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api_clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an API client
         * @description For administrators, auditors.
         */
        get: operations["get_api_clients_id"];
        /**
         * Update an API client
         * @description For administrators.
         */
        put: operations["put_api_clients_id"];
        post?: never;
        /**
         * Delete an API client with its tokens
         * @description For administrators.
         */
        delete: operations["delete_api_clients_id"];
        options?: never;
        head?: never;
        /**
         * Update an API client
         * @description For administrators.
         */
        patch: operations["patch_api_clients_id"];
        trace?: never;
    };
    "/auth_providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the providers of all types
         * @description For administrators, auditors.
         */
        get: operations["get_auth_providers"];
        put?: never;
        /**
         * Create a provider
         * @description For administrators.
         */
        post: operations["post_auth_providers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth_providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a provider of any type
         * @description For administrators, auditors.
         */
        get: operations["get_auth_providers_id"];
        /**
         * Update a provider; its type stays
         * @description For administrators.
         */
        put: operations["put_auth_providers_id"];
        post?: never;
        /**
         * Delete a provider with all that came from it
         * @description For administrators.
         */
        delete: operations["delete_auth_providers_id"];
        options?: never;
        head?: never;
        /**
         * Update a provider; its type stays
         * @description For administrators.
         */
        patch: operations["patch_auth_providers_id"];
        trace?: never;
    };
    "/auth_providers/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End all sessions and client tokens that came from it
         * @description For administrators.
         */
        delete: operations["delete_auth_providers_id_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth_providers/{id}/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What came of trying it out last
         * @description For administrators, auditors.
         */
        get: operations["get_auth_providers_id_verification"];
        put?: never;
        /**
         * Try the provider out: `url` is to be opened in a browser within ten minutes, and signs nobody in
         * @description For administrators.
         */
        post: operations["post_auth_providers_id_verification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List clients
         * @description For administrators, auditors.
         */
        get: operations["get_clients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a client
         * @description For administrators, auditors.
         */
        get: operations["get_clients_id"];
        /**
         * Rename a client
         * @description For administrators.
         */
        put: operations["put_clients_id"];
        post?: never;
        /**
         * Delete a client
         * @description For administrators.
         */
        delete: operations["delete_clients_id"];
        options?: never;
        head?: never;
        /**
         * Rename a client
         * @description For administrators.
         */
        patch: operations["patch_clients_id"];
        trace?: never;
    };
    "/clients/{id}/unverify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Withdraw a verification
         * @description For administrators.
         */
        put: operations["put_clients_id_unverify"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clients/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Verify a client
         * @description For administrators.
         */
        put: operations["put_clients_id_verify"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what is connected now: clients with gateways, by name, with what their devices report
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_connections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/email_otp_auth_providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List email_otp providers
         * @description For administrators, auditors.
         */
        get: operations["get_email_otp_auth_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/email_otp_auth_providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an email_otp provider
         * @description For administrators, auditors.
         */
        get: operations["get_email_otp_auth_providers_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/entra_auth_providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List entra providers
         * @description For administrators, auditors.
         */
        get: operations["get_entra_auth_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/entra_auth_providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an entra provider
         * @description For administrators, auditors.
         */
        get: operations["get_entra_auth_providers_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/entra_directories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List entra directories
         * @description For administrators, auditors.
         */
        get: operations["get_entra_directories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/entra_directories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a entra directory
         * @description For administrators, auditors.
         */
        get: operations["get_entra_directories_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes in the account, as it happens; a comment every 15 seconds, at most an hour
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/google_auth_providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List google providers
         * @description For administrators, auditors.
         */
        get: operations["get_google_auth_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/google_auth_providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an google provider
         * @description For administrators, auditors.
         */
        get: operations["get_google_auth_providers_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/google_directories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List google directories
         * @description For administrators, auditors.
         */
        get: operations["get_google_directories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/google_directories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a google directory
         * @description For administrators, auditors.
         */
        get: operations["get_google_directories_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List groups; Everyone is among them where type=managed asks for it
         * @description For administrators, auditors.
         */
        get: operations["get_groups"];
        put?: never;
        /**
         * Create a group
         * @description For administrators.
         */
        post: operations["post_groups"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/groups/{group_id}/memberships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members of a group
         * @description For administrators, auditors.
         */
        get: operations["get_groups_group_id_memberships"];
        /**
         * Replace the members of a group
         * @description For administrators.
         */
        put: operations["put_groups_group_id_memberships"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Add and remove members
         * @description For administrators.
         */
        patch: operations["patch_groups_group_id_memberships"];
        trace?: never;
    };
    "/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a group
         * @description For administrators, auditors.
         */
        get: operations["get_groups_id"];
        /**
         * Rename a group
         * @description For administrators.
         */
        put: operations["put_groups_id"];
        post?: never;
        /**
         * Delete a group
         * @description For administrators.
         */
        delete: operations["delete_groups_id"];
        options?: never;
        head?: never;
        /**
         * Rename a group
         * @description For administrators.
         */
        patch: operations["patch_groups_id"];
        trace?: never;
    };
    "/intune_devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Needs the feature device_posture
         * @description For administrators, auditors.
         */
        get: operations["get_intune_devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intune_devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Needs the feature device_posture
         * @description For administrators, auditors.
         */
        get: operations["get_intune_devices_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intune_posture_providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Needs the feature device_posture
         * @description For administrators, auditors.
         */
        get: operations["get_intune_posture_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/intune_posture_providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Needs the feature device_posture
         * @description For administrators, auditors.
         */
        get: operations["get_intune_posture_providers_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/iru_devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Needs the feature device_posture
         * @description For administrators, auditors.
         */
        get: operations["get_iru_devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/iru_devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Needs the feature device_posture
         * @description For administrators, auditors.
         */
        get: operations["get_iru_devices_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/iru_posture_providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Needs the feature device_posture
         * @description For administrators, auditors.
         */
        get: operations["get_iru_posture_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/iru_posture_providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Needs the feature device_posture
         * @description For administrators, auditors.
         */
        get: operations["get_iru_posture_providers_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List log entries, newest first
         * @description For administrators, auditors.
         */
        get: operations["get_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/{log_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a log entry
         * @description For administrators, auditors.
         */
        get: operations["get_logs_log_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All log entries, oldest first, one JSON object a line
         * @description For administrators, auditors.
         */
        get: operations["get_logs_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the caller is, and what it may do
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        get: operations["get_me"];
        /**
         * Change one's name and preferences
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        put: operations["put_me"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change one's name and preferences
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        patch: operations["patch_me"];
        trace?: never;
    };
    "/me/client_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sign-ins of one's own devices
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        get: operations["get_me_client_tokens"];
        put?: never;
        post?: never;
        /**
         * Sign all of one's own devices out
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        delete: operations["delete_me_client_tokens"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/client_tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign a device of one's own out
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        delete: operations["delete_me_client_tokens_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one's own password; what came from the old one ends, except the session that asks
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        put: operations["put_me_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/portal_sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List one's own sessions
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        get: operations["get_me_portal_sessions"];
        put?: never;
        post?: never;
        /**
         * End all sessions of one's own but the one that asks
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        delete: operations["delete_me_portal_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/portal_sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session of one's own
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        delete: operations["delete_me_portal_sessions_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what one has access to oneself
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        get: operations["get_me_resources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc_auth_providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List oidc providers
         * @description For administrators, auditors.
         */
        get: operations["get_oidc_auth_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc_auth_providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an oidc provider
         * @description For administrators, auditors.
         */
        get: operations["get_oidc_auth_providers_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/okta_auth_providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List okta providers
         * @description For administrators, auditors.
         */
        get: operations["get_okta_auth_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/okta_auth_providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an okta provider
         * @description For administrators, auditors.
         */
        get: operations["get_okta_auth_providers_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/okta_directories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List okta directories
         * @description For administrators, auditors.
         */
        get: operations["get_okta_directories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/okta_directories/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a okta directory
         * @description For administrators, auditors.
         */
        get: operations["get_okta_directories_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/packages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the packages that this portal hands out
         * @description For administrators, auditors, network administrators, everyone who can sign in.
         */
        get: operations["get_packages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List policies
         * @description For administrators, auditors.
         */
        get: operations["get_policies"];
        put?: never;
        /**
         * Create a policy
         * @description For administrators.
         */
        post: operations["post_policies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a policy
         * @description For administrators, auditors.
         */
        get: operations["get_policies_id"];
        /**
         * Update a policy
         * @description For administrators.
         */
        put: operations["put_policies_id"];
        post?: never;
        /**
         * Delete a policy
         * @description For administrators.
         */
        delete: operations["delete_policies_id"];
        options?: never;
        head?: never;
        /**
         * Update a policy
         * @description For administrators.
         */
        patch: operations["patch_policies_id"];
        trace?: never;
    };
    "/relay_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tokens for relays of the installation; only for the account that looks after them
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_relay_tokens"];
        put?: never;
        /**
         * Create a token for relays
         * @description For administrators.
         */
        post: operations["post_relay_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/relay_tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a token for relays; those that use it are let go
         * @description For administrators.
         */
        delete: operations["delete_relay_tokens_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/relays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the relays of the installation; only for the account that looks after them
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_relays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List resources
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_resources"];
        put?: never;
        /**
         * Create a resource
         * @description For administrators, network administrators.
         */
        post: operations["post_resources"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/resources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a resource
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_resources_id"];
        /**
         * Update a resource
         * @description For administrators, network administrators.
         */
        put: operations["put_resources_id"];
        post?: never;
        /**
         * Delete a resource
         * @description For administrators, network administrators.
         */
        delete: operations["delete_resources_id"];
        options?: never;
        head?: never;
        /**
         * Update a resource
         * @description For administrators, network administrators.
         */
        patch: operations["patch_resources_id"];
        trace?: never;
    };
    "/resources/{resource_id}/pool_members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members of a device pool
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_resources_resource_id_pool_members"];
        /**
         * Replace the members
         * @description For administrators, network administrators.
         */
        put: operations["put_resources_resource_id_pool_members"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Add and remove members
         * @description For administrators, network administrators.
         */
        patch: operations["patch_resources_resource_id_pool_members"];
        trace?: never;
    };
    "/sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sites
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_sites"];
        put?: never;
        /**
         * Create a site
         * @description For administrators, network administrators.
         */
        post: operations["post_sites"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a site
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_sites_id"];
        /**
         * Update a site
         * @description For administrators, network administrators.
         */
        put: operations["put_sites_id"];
        post?: never;
        /**
         * Delete a site with its gateways and resources
         * @description For administrators, network administrators.
         */
        delete: operations["delete_sites_id"];
        options?: never;
        head?: never;
        /**
         * Update a site
         * @description For administrators, network administrators.
         */
        patch: operations["patch_sites_id"];
        trace?: never;
    };
    "/sites/{site_id}/gateway_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a site-wide token (deprecated)
         * @description For administrators, network administrators.
         */
        post: operations["post_sites_site_id_gateway_tokens"];
        /**
         * Delete a site's site-wide tokens
         * @description For administrators, network administrators.
         */
        delete: operations["delete_sites_site_id_gateway_tokens"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sites/{site_id}/gateway_tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a gateway token
         * @description For administrators, network administrators.
         */
        delete: operations["delete_sites_site_id_gateway_tokens_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sites/{site_id}/gateways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the gateways of a site
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_sites_site_id_gateways"];
        put?: never;
        /**
         * Create a gateway with its own token
         * @description For administrators, network administrators.
         */
        post: operations["post_sites_site_id_gateways"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sites/{site_id}/gateways/{gateway_id}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a gateway's own token
         * @description For administrators, network administrators.
         */
        post: operations["post_sites_site_id_gateways_gateway_id_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sites/{site_id}/gateways/{gateway_id}/token/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate a gateway's own token
         * @description For administrators, network administrators.
         */
        post: operations["post_sites_site_id_gateways_gateway_id_token_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sites/{site_id}/gateways/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a gateway
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_sites_site_id_gateways_id"];
        /**
         * Rename a gateway
         * @description For administrators, network administrators.
         */
        put: operations["put_sites_site_id_gateways_id"];
        post?: never;
        /**
         * Delete a gateway
         * @description For administrators, network administrators.
         */
        delete: operations["delete_sites_site_id_gateways_id"];
        options?: never;
        head?: never;
        /**
         * Rename a gateway
         * @description For administrators, network administrators.
         */
        patch: operations["patch_sites_site_id_gateways_id"];
        trace?: never;
    };
    "/sites/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sites by how their gateways are, those that want care first; the Internet's where it has any
         * @description For administrators, auditors, network administrators.
         */
        get: operations["get_sites_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            detail: string;
            status: number;
            title: string;
            /** @constant */
            type: "about:blank";
        };
        ProblemInput: {
            detail: string;
            status: number;
            title: string;
            /** @constant */
            type: "about:blank";
        };
        ValidationProblem: {
            detail: string;
            status: number;
            title: string;
            /** @constant */
            type: "about:blank";
            validation_errors: {
                [key: string]: string[] | {
                    [key: string]: string[];
                }[];
            };
        };
        ValidationProblemInput: {
            detail: string;
            status: number;
            title: string;
            /** @constant */
            type: "about:blank";
            validation_errors: {
                [key: string]: string[] | {
                    [key: string]: string[];
                }[];
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_access_catalogue: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            address_description: string | null;
                            /** Format: uuid */
                            id: string;
                            name: string;
                            pending_request_id: string | null;
                            type: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_access_denials: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                actor_id?: string;
                /** @description Only what is exactly this. */
                client_id?: string;
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what is exactly this. */
                resource_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            actor_id: string;
                            actor_name: string;
                            /** Format: uuid */
                            client_id: string;
                            count: number;
                            first_at: string;
                            last_at: string;
                            reason: string;
                            /** Format: uuid */
                            resource_id: string;
                            resource_name: string | null;
                            violated_properties: string[];
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_access_diff: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                effect?: string;
                /** @description Only what is exactly this. */
                limit?: string;
                /** @description Only what is exactly this. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    changes: {
                        attributes?: {
                            [key: string]: unknown;
                        };
                        id?: string;
                        /** @enum {string} */
                        object: "site" | "actor" | "group" | "membership" | "resource" | "policy";
                        /** @enum {string} */
                        operation: "create" | "update" | "delete";
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            changed: number;
                            gained: number;
                            lost: number;
                            pairs: {
                                actor: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                    type: string;
                                };
                                after: {
                                    condition_tree?: unknown;
                                    conditions: {
                                        operator: string;
                                        property: string;
                                        values: string[] | null;
                                    }[];
                                    expires_at: string | null;
                                    group_id: string | null;
                                    /** Format: uuid */
                                    policy_id: string;
                                }[];
                                before: {
                                    condition_tree?: unknown;
                                    conditions: {
                                        operator: string;
                                        property: string;
                                        values: string[] | null;
                                    }[];
                                    expires_at: string | null;
                                    group_id: string | null;
                                    /** Format: uuid */
                                    policy_id: string;
                                }[];
                                /** @enum {string} */
                                effect: "lost" | "gained" | "changed";
                                resource: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                };
                            }[];
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_access_endings: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                kind?: string;
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor_id: string | null;
                            actor_name: string | null;
                            ends_at: string;
                            group_id: string | null;
                            group_name: string | null;
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            kind: "membership" | "policy" | "request";
                            resource_id: string | null;
                            resource_name: string | null;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_access_explain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    actor_id?: string | null;
                    assume?: {
                        auth_provider_id?: string | null;
                        client_verified?: boolean;
                        client_version?: string;
                        country?: string | null;
                        os_name?: string;
                        os_version?: string;
                        remote_ip?: string;
                    } | null;
                    at?: string | null;
                    client_id?: string | null;
                    group_id?: string | null;
                    policy_id?: string | null;
                    resource_id: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor: {
                                /** Format: uuid */
                                id: string;
                                name: string;
                            } | null;
                            allowed: boolean;
                            at: string;
                            changes: {
                                change: string;
                                condition?: {
                                    operator: string;
                                    property: string;
                                    saw: string | null;
                                    /** @enum {string} */
                                    state: "holds" | "fails" | "unusable";
                                    until: string | null;
                                    wanted: string[] | null;
                                    why: ("unreadable" | "unknown") | null;
                                };
                                /** Format: uuid */
                                group_id?: string;
                                must_hold?: boolean;
                                /** Format: uuid */
                                policy_id: string;
                            }[];
                            expires_at: string | null;
                            facts: {
                                auth_provider_id: string | null;
                                client_verified: boolean | null;
                                client_version: string | null;
                                connected_at: string | null;
                                country: string | null;
                                os_name: string | null;
                                os_version: string | null;
                                remote_ip: string | null;
                                unknown: string[];
                            };
                            group: {
                                /** Format: uuid */
                                id: string;
                                name: string;
                            } | null;
                            hindrances: string[];
                            policies: {
                                applies: boolean;
                                /** @description The tree, each part with its state; null where there is none */
                                condition_tree: unknown;
                                conditions: {
                                    operator: string;
                                    property: string;
                                    saw: string | null;
                                    /** @enum {string} */
                                    state: "holds" | "fails" | "unusable";
                                    until: string | null;
                                    wanted: string[] | null;
                                    why: ("unreadable" | "unknown") | null;
                                }[];
                                description: string | null;
                                group: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string | null;
                                } | null;
                                obstacles: ("disabled" | "expired" | "group_gone" | "not_a_member" | "membership_expired")[];
                                /** Format: uuid */
                                policy_id: string;
                                until: string | null;
                            }[];
                            policy_id: string | null;
                            resource: {
                                /** Format: uuid */
                                id: string;
                                name: string;
                            } | null;
                            sentences: string[];
                            /** @enum {string} */
                            verdict: "allowed" | "depends" | "denied";
                            violated_properties: string[];
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_access_preview: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                allowed?: string;
                /** @description Only what is exactly this. */
                limit?: string;
                /** @description Only what is exactly this. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    policy: {
                        /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                        condition_tree?: unknown | null;
                        conditions?: {
                            operator?: string | null;
                            property?: string | null;
                            values?: string[] | null;
                        }[];
                        group_id: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            clients: {
                                actor: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                };
                                allowed: boolean;
                                client: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                };
                                online: boolean;
                                until: string | null;
                                violated_properties: string[];
                            }[];
                            kept_out: number;
                            let_in: number;
                            members_without_clients: number;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_access_requests: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                actor_id?: string;
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what is exactly this. */
                resource_id?: string;
                /** @description Only what is exactly this. */
                status?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            access_ends_at: string | null;
                            /** Format: uuid */
                            actor_id: string;
                            actor_name?: string;
                            decided_at: string | null;
                            decided_by: string | null;
                            decided_by_name?: string | null;
                            duration_secs: number;
                            end_note: string | null;
                            ended_by: string | null;
                            ended_by_name?: string | null;
                            expires_at: string;
                            group_id: string | null;
                            group_name?: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            note: string | null;
                            owns_group?: boolean;
                            reason: string | null;
                            /** Format: uuid */
                            resource_id: string;
                            resource_name?: string;
                            /** @enum {string} */
                            status: "pending" | "approved" | "refused" | "cancelled" | "expired" | "ended";
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_access_requests: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    access_request: {
                        actor_id?: string | null;
                        duration_secs: number;
                        reason?: string | null;
                        resource_id: string;
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            access_ends_at: string | null;
                            /** Format: uuid */
                            actor_id: string;
                            decided_at: string | null;
                            decided_by: string | null;
                            duration_secs: number;
                            end_note: string | null;
                            ended_by: string | null;
                            expires_at: string;
                            group_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            note: string | null;
                            reason: string | null;
                            /** Format: uuid */
                            resource_id: string;
                            /** @enum {string} */
                            status: "pending" | "approved" | "refused" | "cancelled" | "expired" | "ended";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_access_requests_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            access_ends_at: string | null;
                            /** Format: uuid */
                            actor_id: string;
                            actor_name?: string;
                            decided_at: string | null;
                            decided_by: string | null;
                            decided_by_name?: string | null;
                            duration_secs: number;
                            end_note: string | null;
                            ended_by: string | null;
                            ended_by_name?: string | null;
                            expires_at: string;
                            group_id: string | null;
                            group_name?: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            note: string | null;
                            owns_group?: boolean;
                            reason: string | null;
                            /** Format: uuid */
                            resource_id: string;
                            resource_name?: string;
                            /** @enum {string} */
                            status: "pending" | "approved" | "refused" | "cancelled" | "expired" | "ended";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_access_requests_id_approve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    access_request: {
                        duration_secs?: number | null;
                        group_id?: string | null;
                        note?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            access_ends_at: string | null;
                            /** Format: uuid */
                            actor_id: string;
                            decided_at: string | null;
                            decided_by: string | null;
                            duration_secs: number;
                            end_note: string | null;
                            ended_by: string | null;
                            expires_at: string;
                            group_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            note: string | null;
                            reason: string | null;
                            /** Format: uuid */
                            resource_id: string;
                            /** @enum {string} */
                            status: "pending" | "approved" | "refused" | "cancelled" | "expired" | "ended";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_access_requests_id_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            access_ends_at: string | null;
                            /** Format: uuid */
                            actor_id: string;
                            decided_at: string | null;
                            decided_by: string | null;
                            duration_secs: number;
                            end_note: string | null;
                            ended_by: string | null;
                            expires_at: string;
                            group_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            note: string | null;
                            reason: string | null;
                            /** Format: uuid */
                            resource_id: string;
                            /** @enum {string} */
                            status: "pending" | "approved" | "refused" | "cancelled" | "expired" | "ended";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_access_requests_id_end: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    access_request: {
                        note?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            access_ends_at: string | null;
                            /** Format: uuid */
                            actor_id: string;
                            decided_at: string | null;
                            decided_by: string | null;
                            duration_secs: number;
                            end_note: string | null;
                            ended_by: string | null;
                            expires_at: string;
                            group_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            note: string | null;
                            reason: string | null;
                            /** Format: uuid */
                            resource_id: string;
                            /** @enum {string} */
                            status: "pending" | "approved" | "refused" | "cancelled" | "expired" | "ended";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_access_requests_id_refuse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    access_request: {
                        note?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            access_ends_at: string | null;
                            /** Format: uuid */
                            actor_id: string;
                            decided_at: string | null;
                            decided_by: string | null;
                            duration_secs: number;
                            end_note: string | null;
                            ended_by: string | null;
                            expires_at: string;
                            group_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            note: string | null;
                            reason: string | null;
                            /** Format: uuid */
                            resource_id: string;
                            /** @enum {string} */
                            status: "pending" | "approved" | "refused" | "cancelled" | "expired" | "ended";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_access_verdicts: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                actor_id?: string;
                /** @description Only what is exactly this. */
                at?: string;
                /** @description Only what is exactly this. */
                client_id?: string;
                /** @description Only what is exactly this. */
                group_id?: string;
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                of?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what is exactly this. */
                policy_id?: string;
                /** @description Only what is exactly this. */
                resource_id?: string;
                /** @description Only what holds this text, whatever its case, in names of resources, or of people and clients, and e-mail addresses. */
                search?: string;
                /** @description Only what is exactly this. */
                verdict?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor: {
                                email: string | null;
                                /** Format: uuid */
                                id: string;
                                name: string;
                                type: string;
                            } | null;
                            client: {
                                /** Format: uuid */
                                id: string;
                                name: string;
                            } | null;
                            group: {
                                /** Format: uuid */
                                id: string;
                                name: string;
                            } | null;
                            reason: string;
                            resource: {
                                address: string | null;
                                /** Format: uuid */
                                id: string;
                                name: string;
                                type: string;
                            };
                            until: string | null;
                            /** @enum {string} */
                            verdict: "allowed" | "depends" | "denied";
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_access_what_can: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                actor_id?: string;
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            address: string | null;
                            /** Format: uuid */
                            id: string;
                            name: string;
                            policies: {
                                /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                                condition_tree?: unknown;
                                conditions: {
                                    operator: string;
                                    property: string;
                                    values: string[] | null;
                                }[];
                                expires_at: string | null;
                                group: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                };
                                /** Format: uuid */
                                policy_id: string;
                            }[];
                            type: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_access_who_can_reach: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what is exactly this. */
                resource_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            email: string | null;
                            /** Format: uuid */
                            id: string;
                            name: string;
                            policies: {
                                /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                                condition_tree?: unknown;
                                conditions: {
                                    operator: string;
                                    property: string;
                                    values: string[] | null;
                                }[];
                                expires_at: string | null;
                                group: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                };
                                /** Format: uuid */
                                policy_id: string;
                            }[];
                            type: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            key: string;
                            legal_name: string;
                            limits: {
                                account_admin_users?: {
                                    available: number;
                                    total: number;
                                    used: number;
                                };
                                monthly_active_users?: {
                                    available: number;
                                    total: number;
                                    used: number;
                                };
                                service_accounts?: {
                                    available: number;
                                    total: number;
                                    used: number;
                                };
                                sites?: {
                                    available: number;
                                    total: number;
                                    used: number;
                                };
                                users?: {
                                    available: number;
                                    total: number;
                                    used: number;
                                };
                            };
                            name: string;
                            slug: string;
                        };
                    };
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_account_deletion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    deletion: {
                        slug: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            scheduled_deletion_at: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_account_deletion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            scheduled_deletion_at: string | null;
                        };
                    };
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_account_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version of what can be changed, for `if-match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            doh_provider: ("google" | "opendns" | "cloudflare" | "quad9") | null;
                            iceless: boolean;
                            idp_sync: boolean;
                            internet_resource: boolean;
                            legal_name: string;
                            name: string;
                            outdated_gateway_mail: boolean;
                            policy_conditions: boolean;
                            scheduled_deletion_at: string | null;
                            search_domain: string | null;
                            slug: string;
                            /** @enum {string} */
                            upstream_dns: "system" | "secure" | "custom";
                            upstream_dns_addresses: string[];
                        };
                    };
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_account_settings: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    settings: {
                        doh_provider?: ("google" | "opendns" | "cloudflare" | "quad9") | null;
                        iceless?: boolean | ("0" | "1" | "true" | "false");
                        idp_sync?: boolean | ("0" | "1" | "true" | "false");
                        internet_resource?: boolean | ("0" | "1" | "true" | "false");
                        legal_name?: string;
                        name?: string;
                        outdated_gateway_mail?: boolean | ("0" | "1" | "true" | "false");
                        policy_conditions?: boolean | ("0" | "1" | "true" | "false");
                        search_domain?: string | null;
                        /**
                         * @default system
                         * @enum {string}
                         */
                        upstream_dns?: "system" | "secure" | "custom";
                        upstream_dns_addresses?: string[];
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            doh_provider: ("google" | "opendns" | "cloudflare" | "quad9") | null;
                            iceless: boolean;
                            idp_sync: boolean;
                            internet_resource: boolean;
                            legal_name: string;
                            name: string;
                            outdated_gateway_mail: boolean;
                            policy_conditions: boolean;
                            scheduled_deletion_at: string | null;
                            search_domain: string | null;
                            slug: string;
                            /** @enum {string} */
                            upstream_dns: "system" | "secure" | "custom";
                            upstream_dns_addresses: string[];
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_account_settings: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    settings: {
                        doh_provider?: ("google" | "opendns" | "cloudflare" | "quad9") | null;
                        iceless?: boolean | ("0" | "1" | "true" | "false");
                        idp_sync?: boolean | ("0" | "1" | "true" | "false");
                        internet_resource?: boolean | ("0" | "1" | "true" | "false");
                        legal_name?: string;
                        name?: string;
                        outdated_gateway_mail?: boolean | ("0" | "1" | "true" | "false");
                        policy_conditions?: boolean | ("0" | "1" | "true" | "false");
                        search_domain?: string | null;
                        /**
                         * @default system
                         * @enum {string}
                         */
                        upstream_dns?: "system" | "secure" | "custom";
                        upstream_dns_addresses?: string[];
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            doh_provider: ("google" | "opendns" | "cloudflare" | "quad9") | null;
                            iceless: boolean;
                            idp_sync: boolean;
                            internet_resource: boolean;
                            legal_name: string;
                            name: string;
                            outdated_gateway_mail: boolean;
                            policy_conditions: boolean;
                            scheduled_deletion_at: string | null;
                            search_domain: string | null;
                            slug: string;
                            /** @enum {string} */
                            upstream_dns: "system" | "secure" | "custom";
                            upstream_dns_addresses: string[];
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_account_usage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            account_admin_users: {
                                total: number | null;
                                used: number;
                            };
                            monthly_active_users: {
                                total: number | null;
                                used: number;
                            };
                            service_accounts: {
                                total: number | null;
                                used: number;
                            };
                            sites: {
                                total: number | null;
                                used: number;
                            };
                            users: {
                                total: number | null;
                                used: number;
                            };
                        };
                    };
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_actors: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                email?: string;
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Only what is exactly this. */
                kind?: string;
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what is exactly this. */
                role?: string;
                /** @description Only what holds this text, whatever its case, in name and e-mail address. */
                search?: string;
                /** @description A leading `-` turns the order around. */
                sort?: "name" | "-name" | "email" | "-email" | "type" | "-type" | "inserted_at" | "-inserted_at";
                /** @description Only what is exactly this. */
                status?: string;
                /** @description Only what is exactly this. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            allow_email_otp_sign_in: boolean;
                            client_tokens_count?: number;
                            clients_count?: number;
                            clients_last_seen_at?: string | null;
                            created_by_directory_id: string | null;
                            email: string | null;
                            external_identities_count?: number;
                            groups_count?: number;
                            has_password?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at: string | null;
                            name: string;
                            portal_sessions_count?: number;
                            role?: ("auditor" | "network_admin") | null;
                            /** @enum {string} */
                            type: "account_user" | "account_admin_user" | "service_account" | "api_client";
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_actors: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    actor: {
                        allow_email_otp_sign_in?: boolean | ("0" | "1" | "true" | "false");
                        email?: string | null;
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        name: string;
                        role?: ("auditor" | "network_admin") | null;
                        /** @enum {string} */
                        type: "account_user" | "account_admin_user" | "service_account" | "api_client";
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            allow_email_otp_sign_in: boolean;
                            client_tokens_count?: number;
                            clients_count?: number;
                            clients_last_seen_at?: string | null;
                            created_by_directory_id: string | null;
                            email: string | null;
                            external_identities_count?: number;
                            groups_count?: number;
                            has_password?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at: string | null;
                            name: string;
                            portal_sessions_count?: number;
                            role?: ("auditor" | "network_admin") | null;
                            /** @enum {string} */
                            type: "account_user" | "account_admin_user" | "service_account" | "api_client";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_actors_actor_id_client_tokens: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path: {
                actor_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            actor_id: string;
                            expires_at: string;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_actors_actor_id_client_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    client_token: {
                        /** Format: date-time */
                        expires_at: string;
                        for_person?: boolean;
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            actor_id: string;
                            expires_at: string;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            token: string;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_actors_actor_id_client_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            deleted_count: number;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_actors_actor_id_client_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            actor_id: string;
                            expires_at: string;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_actors_actor_id_client_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_actors_actor_id_external_identities: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path: {
                actor_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            /** Format: uuid */
                            actor_id: string;
                            directory_id: string | null;
                            email: string;
                            family_name: string | null;
                            firezone_avatar_url: string | null;
                            given_name: string | null;
                            /** Format: uuid */
                            id: string;
                            idp_id: string;
                            inserted_at: string;
                            issuer: string;
                            middle_name: string | null;
                            name: string | null;
                            nickname: string | null;
                            picture: string | null;
                            preferred_username: string | null;
                            profile: string | null;
                            synced_at: string | null;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_actors_actor_id_external_identities_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            /** Format: uuid */
                            actor_id: string;
                            directory_id: string | null;
                            email: string;
                            family_name: string | null;
                            firezone_avatar_url: string | null;
                            given_name: string | null;
                            /** Format: uuid */
                            id: string;
                            idp_id: string;
                            inserted_at: string;
                            issuer: string;
                            middle_name: string | null;
                            name: string | null;
                            nickname: string | null;
                            picture: string | null;
                            preferred_username: string | null;
                            profile: string | null;
                            synced_at: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_actors_actor_id_external_identities_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            /** Format: uuid */
                            actor_id: string;
                            directory_id: string | null;
                            email: string;
                            family_name: string | null;
                            firezone_avatar_url: string | null;
                            given_name: string | null;
                            /** Format: uuid */
                            id: string;
                            idp_id: string;
                            inserted_at: string;
                            issuer: string;
                            middle_name: string | null;
                            name: string | null;
                            nickname: string | null;
                            picture: string | null;
                            preferred_username: string | null;
                            profile: string | null;
                            synced_at: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_actors_actor_id_groups: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description A leading `-` turns the order around. */
                sort?: "name" | "-name";
            };
            header?: never;
            path: {
                actor_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            directory_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            name: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_actors_actor_id_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: {
                        value: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_actors_actor_id_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_actors_actor_id_portal_sessions: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path: {
                actor_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            actor_id: string;
                            /** Format: uuid */
                            auth_provider_id: string;
                            expires_at: string;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            remote_ip: string | null;
                            remote_ip_location_city: string | null;
                            remote_ip_location_lat: number | null;
                            remote_ip_location_lon: number | null;
                            remote_ip_location_region: string | null;
                            user_agent: string | null;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_actors_actor_id_portal_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            deleted_count: number;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_actors_actor_id_portal_sessions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_actors_actor_id_welcome_mail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                actor_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            email: string;
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_actors_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version of what can be changed, for `if-match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            allow_email_otp_sign_in: boolean;
                            client_tokens_count?: number;
                            clients_count?: number;
                            clients_last_seen_at?: string | null;
                            created_by_directory_id: string | null;
                            email: string | null;
                            external_identities_count?: number;
                            groups_count?: number;
                            has_password?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at: string | null;
                            name: string;
                            portal_sessions_count?: number;
                            role?: ("auditor" | "network_admin") | null;
                            /** @enum {string} */
                            type: "account_user" | "account_admin_user" | "service_account" | "api_client";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_actors_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    actor: {
                        allow_email_otp_sign_in?: boolean | ("0" | "1" | "true" | "false");
                        email?: string | null;
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        name?: string;
                        role?: ("auditor" | "network_admin") | null;
                        /** @enum {string} */
                        type?: "account_user" | "account_admin_user" | "service_account" | "api_client";
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            allow_email_otp_sign_in: boolean;
                            client_tokens_count?: number;
                            clients_count?: number;
                            clients_last_seen_at?: string | null;
                            created_by_directory_id: string | null;
                            email: string | null;
                            external_identities_count?: number;
                            groups_count?: number;
                            has_password?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at: string | null;
                            name: string;
                            portal_sessions_count?: number;
                            role?: ("auditor" | "network_admin") | null;
                            /** @enum {string} */
                            type: "account_user" | "account_admin_user" | "service_account" | "api_client";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_actors_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            allow_email_otp_sign_in: boolean;
                            client_tokens_count?: number;
                            clients_count?: number;
                            clients_last_seen_at?: string | null;
                            created_by_directory_id: string | null;
                            email: string | null;
                            external_identities_count?: number;
                            groups_count?: number;
                            has_password?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at: string | null;
                            name: string;
                            portal_sessions_count?: number;
                            role?: ("auditor" | "network_admin") | null;
                            /** @enum {string} */
                            type: "account_user" | "account_admin_user" | "service_account" | "api_client";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_actors_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    actor: {
                        allow_email_otp_sign_in?: boolean | ("0" | "1" | "true" | "false");
                        email?: string | null;
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        name?: string;
                        role?: ("auditor" | "network_admin") | null;
                        /** @enum {string} */
                        type?: "account_user" | "account_admin_user" | "service_account" | "api_client";
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            allow_email_otp_sign_in: boolean;
                            client_tokens_count?: number;
                            clients_count?: number;
                            clients_last_seen_at?: string | null;
                            created_by_directory_id: string | null;
                            email: string | null;
                            external_identities_count?: number;
                            groups_count?: number;
                            has_password?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at: string | null;
                            name: string;
                            portal_sessions_count?: number;
                            role?: ("auditor" | "network_admin") | null;
                            /** @enum {string} */
                            type: "account_user" | "account_admin_user" | "service_account" | "api_client";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_clients: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what holds this text, whatever its case, in the name. */
                search?: string;
                /** @description A leading `-` turns the order around. */
                sort?: "name" | "-name" | "inserted_at" | "-inserted_at";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at?: string | null;
                            name: string;
                            role: ("auditor" | "network_admin") | null;
                            tokens_count?: number;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_clients: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    api_client: {
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        name: string;
                        role?: ("auditor" | "network_admin") | null;
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at?: string | null;
                            name: string;
                            role: ("auditor" | "network_admin") | null;
                            tokens_count?: number;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_clients_api_client_id_tokens: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path: {
                api_client_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            actor_id: string;
                            expires_at: string;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            name: string | null;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_api_clients_api_client_id_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                api_client_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    api_token: {
                        /** Format: date-time */
                        expires_at: string;
                        name?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            actor_id: string;
                            expires_at: string;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            name: string | null;
                            token: string;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_clients_api_client_id_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                api_client_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            deleted_count: number;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_clients_api_client_id_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                api_client_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            actor_id: string;
                            expires_at: string;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            name: string | null;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_clients_api_client_id_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                api_client_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_api_clients_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version of what can be changed, for `if-match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at?: string | null;
                            name: string;
                            role: ("auditor" | "network_admin") | null;
                            tokens_count?: number;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_api_clients_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    api_client: {
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        name?: string;
                        role?: ("auditor" | "network_admin") | null;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at?: string | null;
                            name: string;
                            role: ("auditor" | "network_admin") | null;
                            tokens_count?: number;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_api_clients_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at?: string | null;
                            name: string;
                            role: ("auditor" | "network_admin") | null;
                            tokens_count?: number;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_api_clients_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    api_client: {
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        name?: string;
                        role?: ("auditor" | "network_admin") | null;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            last_seen_at?: string | null;
                            name: string;
                            role: ("auditor" | "network_admin") | null;
                            tokens_count?: number;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_auth_providers: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: ({
                            /** Format: uuid */
                            account_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count: number;
                            type: string;
                            updated_at: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_auth_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    auth_provider: {
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        is_default?: boolean | ("0" | "1" | "true" | "false");
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        /** Format: uri */
                        issuer?: string;
                        name: string;
                        portal_session_lifetime_secs?: number | null;
                        /** @enum {string} */
                        type: "email_otp";
                    } | {
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        is_default?: boolean | ("0" | "1" | "true" | "false");
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        /** Format: uri */
                        issuer?: string;
                        name: string;
                        portal_session_lifetime_secs?: number | null;
                        /** @enum {string} */
                        type: "userpass";
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id?: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean | ("0" | "1" | "true" | "false");
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        /** Format: uri */
                        issuer?: string;
                        name: string;
                        portal_session_lifetime_secs?: number | null;
                        /** @enum {string} */
                        type: "google";
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id?: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /**
                         * @default upn
                         * @enum {string}
                         */
                        email_claim?: "upn" | "email" | "preferred_username";
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean | ("0" | "1" | "true" | "false");
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        /** Format: uri */
                        issuer?: string;
                        name: string;
                        portal_session_lifetime_secs?: number | null;
                        /** @enum {string} */
                        type: "entra";
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean | ("0" | "1" | "true" | "false");
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        /** Format: uri */
                        issuer?: string;
                        name: string;
                        okta_domain: string;
                        portal_session_lifetime_secs?: number | null;
                        /** @enum {string} */
                        type: "okta";
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri: string;
                        /**
                         * @default claim
                         * @enum {string}
                         */
                        email_verification_method?: "none" | "claim" | "proof";
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean | ("0" | "1" | "true" | "false");
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        /** Format: uri */
                        issuer?: string;
                        name: string;
                        portal_session_lifetime_secs?: number | null;
                        /** @enum {string} */
                        type: "oidc";
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count: number;
                            type: string;
                            updated_at: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_auth_providers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version of what can be changed, for `if-match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count: number;
                            type: string;
                            updated_at: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_auth_providers_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    auth_provider: {
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        portal_session_lifetime_secs?: number | null;
                    } | {
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        portal_session_lifetime_secs?: number | null;
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id?: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        portal_session_lifetime_secs?: number | null;
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id?: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /**
                         * @default upn
                         * @enum {string}
                         */
                        email_claim?: "upn" | "email" | "preferred_username";
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        portal_session_lifetime_secs?: number | null;
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id?: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        okta_domain?: string;
                        portal_session_lifetime_secs?: number | null;
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id?: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /**
                         * @default claim
                         * @enum {string}
                         */
                        email_verification_method?: "none" | "claim" | "proof";
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        portal_session_lifetime_secs?: number | null;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count: number;
                            type: string;
                            updated_at: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_auth_providers_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count: number;
                            type: string;
                            updated_at: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_auth_providers_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    auth_provider: {
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        portal_session_lifetime_secs?: number | null;
                    } | {
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        portal_session_lifetime_secs?: number | null;
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id?: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        portal_session_lifetime_secs?: number | null;
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id?: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /**
                         * @default upn
                         * @enum {string}
                         */
                        email_claim?: "upn" | "email" | "preferred_username";
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        portal_session_lifetime_secs?: number | null;
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id?: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        okta_domain?: string;
                        portal_session_lifetime_secs?: number | null;
                    } | {
                        /** @default [] */
                        allowed_domains?: string[];
                        client_id?: string;
                        client_secret?: string | null;
                        client_session_lifetime_secs?: number | null;
                        /**
                         * @default clients_and_portal
                         * @enum {string}
                         */
                        context?: "clients_and_portal" | "clients_only" | "portal_only";
                        /** @default false */
                        create_people?: boolean;
                        /** Format: uri */
                        discovery_document_uri?: string;
                        /**
                         * @default claim
                         * @enum {string}
                         */
                        email_verification_method?: "none" | "claim" | "proof";
                        /** @default null */
                        groups_claim?: string | null;
                        is_default?: boolean;
                        is_disabled?: boolean;
                        /** Format: uri */
                        issuer?: string;
                        name?: string;
                        portal_session_lifetime_secs?: number | null;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count: number;
                            type: string;
                            updated_at: string;
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_auth_providers_id_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            deleted_count: number;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_auth_providers_id_verification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            expires_at: string | null;
                            finished_at: string | null;
                            result: {
                                claims: {
                                    [key: string]: string;
                                };
                                email: string | null;
                                groups: string[] | null;
                                is_email_verified: boolean;
                                issuer: string | null;
                                /** @enum {string} */
                                outcome: "signs_in" | "creates_person" | "mails_code" | "refused" | "failed";
                                person: {
                                    email: string | null;
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                } | null;
                                problems: string[];
                                subject: string | null;
                            } | null;
                            /** @enum {string} */
                            status: "never" | "waiting" | "finished" | "expired";
                            url: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_auth_providers_id_verification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            expires_at: string | null;
                            finished_at: string | null;
                            result: {
                                claims: {
                                    [key: string]: string;
                                };
                                email: string | null;
                                groups: string[] | null;
                                is_email_verified: boolean;
                                issuer: string | null;
                                /** @enum {string} */
                                outcome: "signs_in" | "creates_person" | "mails_code" | "refused" | "failed";
                                person: {
                                    email: string | null;
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                } | null;
                                problems: string[];
                                subject: string | null;
                            } | null;
                            /** @enum {string} */
                            status: "never" | "waiting" | "finished" | "expired";
                            url: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clients: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                actor_id?: string;
                /** @description Only what is exactly this. */
                firezone_id?: string;
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what is exactly this. */
                presence?: string;
                /** @description Only what holds this text, whatever its case, in name, ids, serial, addresses, version, and the name and e-mail address of the owner. */
                search?: string;
                /** @description A leading `-` turns the order around. */
                sort?: "name" | "-name" | "last_seen_at" | "-last_seen_at" | "last_seen_version" | "-last_seen_version" | "created_at" | "-created_at";
                /** @description Only what is exactly this. */
                verification?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor_email?: string | null;
                            actor_id: string | null;
                            actor_name?: string;
                            actor_type?: string;
                            auth_provider_id?: string | null;
                            client_token_id?: string | null;
                            created_at: string;
                            device_serial: string | null;
                            device_uuid: string | null;
                            firebase_installation_id: string | null;
                            firezone_id: string | null;
                            hostname: string | null;
                            /** Format: uuid */
                            id: string;
                            identifier_for_vendor: string | null;
                            ipv4: string;
                            ipv6: string;
                            last_attested_at: string | null;
                            last_attested_cert_fingerprint: string | null;
                            last_attested_cert_serial: string | null;
                            last_attested_device_serial: string | null;
                            last_attested_device_uuid: string | null;
                            last_attested_mdm_device_id: string | null;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            token_expires_at?: string | null;
                            updated_at: string;
                            verified_at: string | null;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_clients_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version of what can be changed, for `if-match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor_email?: string | null;
                            actor_id: string | null;
                            actor_name?: string;
                            actor_type?: string;
                            auth_provider_id?: string | null;
                            client_token_id?: string | null;
                            created_at: string;
                            device_serial: string | null;
                            device_uuid: string | null;
                            firebase_installation_id: string | null;
                            firezone_id: string | null;
                            hostname: string | null;
                            /** Format: uuid */
                            id: string;
                            identifier_for_vendor: string | null;
                            ipv4: string;
                            ipv6: string;
                            last_attested_at: string | null;
                            last_attested_cert_fingerprint: string | null;
                            last_attested_cert_serial: string | null;
                            last_attested_device_serial: string | null;
                            last_attested_device_uuid: string | null;
                            last_attested_mdm_device_id: string | null;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            token_expires_at?: string | null;
                            updated_at: string;
                            verified_at: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_clients_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    client: {
                        name?: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor_email?: string | null;
                            actor_id: string | null;
                            actor_name?: string;
                            actor_type?: string;
                            auth_provider_id?: string | null;
                            client_token_id?: string | null;
                            created_at: string;
                            device_serial: string | null;
                            device_uuid: string | null;
                            firebase_installation_id: string | null;
                            firezone_id: string | null;
                            hostname: string | null;
                            /** Format: uuid */
                            id: string;
                            identifier_for_vendor: string | null;
                            ipv4: string;
                            ipv6: string;
                            last_attested_at: string | null;
                            last_attested_cert_fingerprint: string | null;
                            last_attested_cert_serial: string | null;
                            last_attested_device_serial: string | null;
                            last_attested_device_uuid: string | null;
                            last_attested_mdm_device_id: string | null;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            token_expires_at?: string | null;
                            updated_at: string;
                            verified_at: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_clients_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor_email?: string | null;
                            actor_id: string | null;
                            actor_name?: string;
                            actor_type?: string;
                            auth_provider_id?: string | null;
                            client_token_id?: string | null;
                            created_at: string;
                            device_serial: string | null;
                            device_uuid: string | null;
                            firebase_installation_id: string | null;
                            firezone_id: string | null;
                            hostname: string | null;
                            /** Format: uuid */
                            id: string;
                            identifier_for_vendor: string | null;
                            ipv4: string;
                            ipv6: string;
                            last_attested_at: string | null;
                            last_attested_cert_fingerprint: string | null;
                            last_attested_cert_serial: string | null;
                            last_attested_device_serial: string | null;
                            last_attested_device_uuid: string | null;
                            last_attested_mdm_device_id: string | null;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            token_expires_at?: string | null;
                            updated_at: string;
                            verified_at: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_clients_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    client: {
                        name?: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor_email?: string | null;
                            actor_id: string | null;
                            actor_name?: string;
                            actor_type?: string;
                            auth_provider_id?: string | null;
                            client_token_id?: string | null;
                            created_at: string;
                            device_serial: string | null;
                            device_uuid: string | null;
                            firebase_installation_id: string | null;
                            firezone_id: string | null;
                            hostname: string | null;
                            /** Format: uuid */
                            id: string;
                            identifier_for_vendor: string | null;
                            ipv4: string;
                            ipv6: string;
                            last_attested_at: string | null;
                            last_attested_cert_fingerprint: string | null;
                            last_attested_cert_serial: string | null;
                            last_attested_device_serial: string | null;
                            last_attested_device_uuid: string | null;
                            last_attested_mdm_device_id: string | null;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            token_expires_at?: string | null;
                            updated_at: string;
                            verified_at: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_clients_id_unverify: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor_email?: string | null;
                            actor_id: string | null;
                            actor_name?: string;
                            actor_type?: string;
                            auth_provider_id?: string | null;
                            client_token_id?: string | null;
                            created_at: string;
                            device_serial: string | null;
                            device_uuid: string | null;
                            firebase_installation_id: string | null;
                            firezone_id: string | null;
                            hostname: string | null;
                            /** Format: uuid */
                            id: string;
                            identifier_for_vendor: string | null;
                            ipv4: string;
                            ipv6: string;
                            last_attested_at: string | null;
                            last_attested_cert_fingerprint: string | null;
                            last_attested_cert_serial: string | null;
                            last_attested_device_serial: string | null;
                            last_attested_device_uuid: string | null;
                            last_attested_mdm_device_id: string | null;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            token_expires_at?: string | null;
                            updated_at: string;
                            verified_at: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_clients_id_verify: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor_email?: string | null;
                            actor_id: string | null;
                            actor_name?: string;
                            actor_type?: string;
                            auth_provider_id?: string | null;
                            client_token_id?: string | null;
                            created_at: string;
                            device_serial: string | null;
                            device_uuid: string | null;
                            firebase_installation_id: string | null;
                            firezone_id: string | null;
                            hostname: string | null;
                            /** Format: uuid */
                            id: string;
                            identifier_for_vendor: string | null;
                            ipv4: string;
                            ipv6: string;
                            last_attested_at: string | null;
                            last_attested_cert_fingerprint: string | null;
                            last_attested_cert_serial: string | null;
                            last_attested_device_serial: string | null;
                            last_attested_device_uuid: string | null;
                            last_attested_mdm_device_id: string | null;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            token_expires_at?: string | null;
                            updated_at: string;
                            verified_at: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_connections: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                actor_id?: string;
                /** @description Entries of a page; without page_cursor all, up to 1000, where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what holds this text, whatever its case, in names of the client, its owner, the gateway, its site and the resources. */
                search?: string;
                /** @description Only what is exactly this. */
                site_id?: string;
                /** @description A leading `-` turns the order around. */
                sort?: "client_name" | "-client_name" | "actor_name" | "-actor_name" | "gateway_name" | "-gateway_name" | "site_name" | "-site_name" | "path" | "-path" | "rtt_ms" | "-rtt_ms" | "bits_per_second_down" | "-bits_per_second_down" | "bits_per_second_up" | "-bits_per_second_up" | "connected_at" | "-connected_at";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            actor_id: string;
                            actor_name: string;
                            /** @description Towards the client. */
                            bits_per_second_down: number | null;
                            bits_per_second_up: number | null;
                            /** @description Towards the client. */
                            bytes_down: number | null;
                            bytes_up: number | null;
                            /** Format: uuid */
                            client_id: string;
                            client_name: string;
                            connected_at: string | null;
                            /** Format: uuid */
                            gateway_id: string;
                            gateway_name: string;
                            path: ("direct" | "relayed") | null;
                            reported_at: string | null;
                            resources: {
                                /** Format: uuid */
                                id: string;
                                name: string;
                            }[];
                            rtt_ms: number | null;
                            /** Format: uuid */
                            site_id: string;
                            site_name: string;
                        }[];
                        metadata: {
                            /** @description Of all together, towards clients. */
                            bits_per_second_down: number | null;
                            bits_per_second_up: number | null;
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                            /** @description Relays of the installation. Without one no device finds another. */
                            relays_online: number;
                            /** @description Not all are looked at, or shown where no page is asked for. */
                            truncated: boolean;
                            /** @description Of how many neither end reports anything. */
                            unreported_count: number;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_email_otp_auth_providers: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count?: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count?: number;
                            type?: string;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_email_otp_auth_providers_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count?: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count?: number;
                            type?: string;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_entra_auth_providers: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            allowed_domains?: string[];
                            client_id?: string | null;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count?: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            create_people?: boolean;
                            discovery_document_uri?: string | null;
                            /** @default upn */
                            email_claim: string;
                            groups_claim?: string | null;
                            has_client_secret?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count?: number;
                            type?: string;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_entra_auth_providers_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            allowed_domains?: string[];
                            client_id?: string | null;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count?: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            create_people?: boolean;
                            discovery_document_uri?: string | null;
                            /** @default upn */
                            email_claim: string;
                            groups_claim?: string | null;
                            has_client_secret?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count?: number;
                            type?: string;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_entra_directories: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            disabled_reason: string | null;
                            /**
                             * @default userPrincipalName
                             * @enum {string}
                             */
                            email_field: "userPrincipalName" | "mail";
                            error_email_count: number;
                            error_message: string | null;
                            errored_at: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            name: string;
                            /** @default false */
                            sync_all_groups: boolean;
                            synced_at: string | null;
                            tenant_id: string;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_entra_directories_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            disabled_reason: string | null;
                            /**
                             * @default userPrincipalName
                             * @enum {string}
                             */
                            email_field: "userPrincipalName" | "mail";
                            error_email_count: number;
                            error_message: string | null;
                            errored_at: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            name: string;
                            /** @default false */
                            sync_all_groups: boolean;
                            synced_at: string | null;
                            tenant_id: string;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** Format: uuid */
                        id: string;
                        object: string;
                        /** @enum {string} */
                        operation: "insert" | "update" | "delete";
                    } | {
                        /** Format: uuid */
                        id: string;
                        /** @enum {string} */
                        object: "clients" | "gateways";
                        online: boolean;
                    } | Record<string, never>;
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_google_auth_providers: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            allowed_domains?: string[];
                            client_id?: string | null;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count?: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            create_people?: boolean;
                            discovery_document_uri?: string | null;
                            groups_claim?: string | null;
                            has_client_secret?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count?: number;
                            type?: string;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_google_auth_providers_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            allowed_domains?: string[];
                            client_id?: string | null;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count?: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            create_people?: boolean;
                            discovery_document_uri?: string | null;
                            groups_claim?: string | null;
                            has_client_secret?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count?: number;
                            type?: string;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_google_directories: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            disabled_reason: string | null;
                            domain: string;
                            error_email_count: number;
                            error_message: string | null;
                            errored_at: string | null;
                            /**
                             * @default all
                             * @enum {string}
                             */
                            group_sync_mode: "all" | "filtered" | "disabled";
                            /** Format: uuid */
                            id: string;
                            impersonation_email: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            name: string;
                            /** @default false */
                            orgunit_sync_enabled: boolean;
                            synced_at: string | null;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_google_directories_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            disabled_reason: string | null;
                            domain: string;
                            error_email_count: number;
                            error_message: string | null;
                            errored_at: string | null;
                            /**
                             * @default all
                             * @enum {string}
                             */
                            group_sync_mode: "all" | "filtered" | "disabled";
                            /** Format: uuid */
                            id: string;
                            impersonation_email: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            name: string;
                            /** @default false */
                            orgunit_sync_enabled: boolean;
                            synced_at: string | null;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_groups: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                directory_id?: string;
                /** @description Only what is exactly this. */
                entity_type?: string;
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what holds this text, whatever its case, in name and e-mail address. */
                search?: string;
                /** @description A leading `-` turns the order around. */
                sort?: "name" | "-name" | "inserted_at" | "-inserted_at";
                /** @description Only what is exactly this. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            directory_id: string | null;
                            directory_name?: string | null;
                            email: string | null;
                            /** @enum {string} */
                            entity_type: "group" | "org_unit";
                            /** Format: uuid */
                            id: string;
                            idp_id: string | null;
                            inserted_at: string;
                            members_count?: number;
                            name: string;
                            policies_count?: number;
                            synced_at: string | null;
                            /** @enum {string} */
                            type?: "static" | "managed";
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_groups: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    group: {
                        name: string;
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            directory_id: string | null;
                            directory_name?: string | null;
                            email: string | null;
                            /** @enum {string} */
                            entity_type: "group" | "org_unit";
                            /** Format: uuid */
                            id: string;
                            idp_id: string | null;
                            inserted_at: string;
                            members_count?: number;
                            name: string;
                            policies_count?: number;
                            synced_at: string | null;
                            /** @enum {string} */
                            type?: "static" | "managed";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_groups_group_id_memberships: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            expires_at?: string;
                            /** Format: uuid */
                            id: string;
                            name: string;
                            type: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_groups_group_id_memberships: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    memberships: {
                        /** Format: uuid */
                        actor_id: string;
                        expires_at?: string | null;
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor_ids: string[];
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_groups_group_id_memberships: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                group_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    memberships: {
                        add?: (string | {
                            /** Format: uuid */
                            actor_id: string;
                            expires_at?: string | null;
                        })[];
                        remove?: string[];
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            actor_ids: string[];
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_groups_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version of what can be changed, for `if-match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            directory_id: string | null;
                            directory_name?: string | null;
                            email: string | null;
                            /** @enum {string} */
                            entity_type: "group" | "org_unit";
                            /** Format: uuid */
                            id: string;
                            idp_id: string | null;
                            inserted_at: string;
                            members_count?: number;
                            name: string;
                            policies_count?: number;
                            synced_at: string | null;
                            /** @enum {string} */
                            type?: "static" | "managed";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_groups_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    group: {
                        name?: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            directory_id: string | null;
                            directory_name?: string | null;
                            email: string | null;
                            /** @enum {string} */
                            entity_type: "group" | "org_unit";
                            /** Format: uuid */
                            id: string;
                            idp_id: string | null;
                            inserted_at: string;
                            members_count?: number;
                            name: string;
                            policies_count?: number;
                            synced_at: string | null;
                            /** @enum {string} */
                            type?: "static" | "managed";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_groups_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            directory_id: string | null;
                            directory_name?: string | null;
                            email: string | null;
                            /** @enum {string} */
                            entity_type: "group" | "org_unit";
                            /** Format: uuid */
                            id: string;
                            idp_id: string | null;
                            inserted_at: string;
                            members_count?: number;
                            name: string;
                            policies_count?: number;
                            synced_at: string | null;
                            /** @enum {string} */
                            type?: "static" | "managed";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_groups_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    group: {
                        name?: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            directory_id: string | null;
                            directory_name?: string | null;
                            email: string | null;
                            /** @enum {string} */
                            entity_type: "group" | "org_unit";
                            /** Format: uuid */
                            id: string;
                            idp_id: string | null;
                            inserted_at: string;
                            members_count?: number;
                            name: string;
                            policies_count?: number;
                            synced_at: string | null;
                            /** @enum {string} */
                            type?: "static" | "managed";
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_intune_devices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_intune_devices_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_intune_posture_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_intune_posture_providers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_iru_devices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_iru_devices_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_iru_posture_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_iru_posture_providers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_logs: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                actor_email?: string;
                /** @description Only what is exactly this. */
                actor_id?: string;
                /** @description Only what is exactly this. */
                begin?: string;
                /** @description Only what is exactly this. */
                end?: string;
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                object?: string;
                /** @description Only what is exactly this. */
                operation?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what is exactly this. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: ({
                            log_id: string;
                            timestamp: string;
                            /** @enum {string} */
                            type: "change" | "session" | "flow" | "api_request";
                        } & {
                            [key: string]: unknown;
                        })[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_logs_log_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                log_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            log_id: string;
                            timestamp: string;
                            /** @enum {string} */
                            type: "change" | "session" | "flow" | "api_request";
                        } & {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_logs_export: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                actor_email?: string;
                /** @description Only what is exactly this. */
                actor_id?: string;
                /** @description Only what is exactly this. */
                begin?: string;
                /** @description Only what is exactly this. */
                end?: string;
                /** @description Only what is exactly this. */
                object?: string;
                /** @description Only what is exactly this. */
                operation?: string;
                /** @description Only what is exactly this. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": {
                        log_id: string;
                        timestamp: string;
                        /** @enum {string} */
                        type: "change" | "session" | "flow" | "api_request";
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            account: {
                                /** Format: uuid */
                                id: string;
                                name: string;
                                slug: string;
                            };
                            actor: {
                                email: string | null;
                                has_password: boolean;
                                /** Format: uuid */
                                id: string;
                                name: string;
                                /** @enum {string} */
                                type: "account_user" | "account_admin_user" | "api_client";
                            };
                            api_token_id: string | null;
                            api_url: string | null;
                            keeps_relays: boolean;
                            portal_session_id: string | null;
                            /** @enum {string} */
                            role: "admin" | "auditor" | "network_admin" | "person";
                            /** @enum {string} */
                            start_page: "overview" | "sites" | "resources" | "groups" | "policies" | "clients" | "actors";
                        };
                    };
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    me: {
                        name?: string;
                        /**
                         * @default overview
                         * @enum {string}
                         */
                        start_page?: "overview" | "sites" | "resources" | "groups" | "policies" | "clients" | "actors";
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            account: {
                                /** Format: uuid */
                                id: string;
                                name: string;
                                slug: string;
                            };
                            actor: {
                                email: string | null;
                                has_password: boolean;
                                /** Format: uuid */
                                id: string;
                                name: string;
                                /** @enum {string} */
                                type: "account_user" | "account_admin_user" | "api_client";
                            };
                            api_token_id: string | null;
                            api_url: string | null;
                            keeps_relays: boolean;
                            portal_session_id: string | null;
                            /** @enum {string} */
                            role: "admin" | "auditor" | "network_admin" | "person";
                            /** @enum {string} */
                            start_page: "overview" | "sites" | "resources" | "groups" | "policies" | "clients" | "actors";
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    me: {
                        name?: string;
                        /**
                         * @default overview
                         * @enum {string}
                         */
                        start_page?: "overview" | "sites" | "resources" | "groups" | "policies" | "clients" | "actors";
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            account: {
                                /** Format: uuid */
                                id: string;
                                name: string;
                                slug: string;
                            };
                            actor: {
                                email: string | null;
                                has_password: boolean;
                                /** Format: uuid */
                                id: string;
                                name: string;
                                /** @enum {string} */
                                type: "account_user" | "account_admin_user" | "api_client";
                            };
                            api_token_id: string | null;
                            api_url: string | null;
                            keeps_relays: boolean;
                            portal_session_id: string | null;
                            /** @enum {string} */
                            role: "admin" | "auditor" | "network_admin" | "person";
                            /** @enum {string} */
                            start_page: "overview" | "sites" | "resources" | "groups" | "policies" | "clients" | "actors";
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_client_tokens: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            auth_provider_id: string | null;
                            client: {
                                /** Format: uuid */
                                id: string;
                                last_seen_at: string | null;
                                last_seen_remote_ip: string | null;
                                last_seen_version: string | null;
                                name: string;
                                online: boolean;
                            } | null;
                            expires_at: string;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me_client_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            deleted_count: number;
                        };
                    };
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me_client_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_me_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: {
                        current: string;
                        value: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_portal_sessions: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            actor_id: string;
                            /** Format: uuid */
                            auth_provider_id: string;
                            expires_at: string;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_current: boolean;
                            remote_ip: string | null;
                            remote_ip_location_city: string | null;
                            remote_ip_location_lat: number | null;
                            remote_ip_location_lon: number | null;
                            remote_ip_location_region: string | null;
                            user_agent: string | null;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me_portal_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            deleted_count: number;
                        };
                    };
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me_portal_sessions_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me_resources: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            address: string | null;
                            /** Format: uuid */
                            id: string;
                            name: string;
                            policies: {
                                /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                                condition_tree?: unknown;
                                conditions: {
                                    operator: string;
                                    property: string;
                                    values: string[] | null;
                                }[];
                                expires_at: string | null;
                                group: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                };
                                /** Format: uuid */
                                policy_id: string;
                            }[];
                            type: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_oidc_auth_providers: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            allowed_domains?: string[];
                            client_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count?: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            create_people?: boolean;
                            discovery_document_uri: string;
                            /**
                             * @default claim
                             * @enum {string}
                             */
                            email_verification_method: "none" | "claim" | "proof";
                            groups_claim?: string | null;
                            has_client_secret?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count?: number;
                            type?: string;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_oidc_auth_providers_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            allowed_domains?: string[];
                            client_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count?: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            create_people?: boolean;
                            discovery_document_uri: string;
                            /**
                             * @default claim
                             * @enum {string}
                             */
                            email_verification_method: "none" | "claim" | "proof";
                            groups_claim?: string | null;
                            has_client_secret?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count?: number;
                            type?: string;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_okta_auth_providers: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            allowed_domains?: string[];
                            client_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count?: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            create_people?: boolean;
                            discovery_document_uri?: string | null;
                            groups_claim?: string | null;
                            has_client_secret?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            okta_domain: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count?: number;
                            type?: string;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_okta_auth_providers_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            allowed_domains?: string[];
                            client_id: string;
                            client_session_lifetime_secs: number | null;
                            client_tokens_count?: number;
                            /** @enum {string} */
                            context: "clients_and_portal" | "clients_only" | "portal_only";
                            create_people?: boolean;
                            discovery_document_uri?: string | null;
                            groups_claim?: string | null;
                            has_client_secret?: boolean;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_default: boolean;
                            is_disabled: boolean;
                            issuer: string;
                            name: string;
                            okta_domain: string;
                            portal_session_lifetime_secs: number | null;
                            portal_sessions_count?: number;
                            type?: string;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_okta_directories: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            client_id: string;
                            disabled_reason: string | null;
                            error_email_count: number;
                            error_message: string | null;
                            errored_at: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            kid: string;
                            name: string;
                            okta_domain: string;
                            synced_at: string | null;
                            updated_at: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_okta_directories_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            account_id: string;
                            client_id: string;
                            disabled_reason: string | null;
                            error_email_count: number;
                            error_message: string | null;
                            errored_at: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            is_disabled: boolean;
                            kid: string;
                            name: string;
                            okta_domain: string;
                            synced_at: string | null;
                            updated_at: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_packages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description As Debian calls it. */
                            architecture: string;
                            bytes: number;
                            name: string;
                            /** @description Of this portal: where anybody may fetch it. */
                            path: string;
                            sha256: string;
                            version: string;
                        }[];
                    };
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_policies: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                group_id?: string;
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what is exactly this. */
                resource_id?: string;
                /** @description Only what holds this text, whatever its case, in description, and the names of group and resource. */
                search?: string;
                /** @description Only what is exactly this. */
                site_id?: string;
                /** @description A leading `-` turns the order around. */
                sort?: "group" | "-group" | "resource" | "-resource" | "inserted_at" | "-inserted_at";
                /** @description Only what is exactly this. */
                status?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                            condition_tree?: unknown;
                            conditions: {
                                operator: string;
                                property: string;
                                values: string[] | null;
                            }[];
                            description: string | null;
                            expires_at?: string;
                            flow_log_uploads_enabled: boolean;
                            group_id: string | null;
                            group_name?: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            is_disabled: boolean;
                            /** Format: uuid */
                            resource_id: string;
                            resource_name?: string;
                            resource_type?: string;
                            site_id?: string | null;
                            site_name?: string | null;
                            updated_at?: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_policies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    policy: {
                        /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                        condition_tree?: unknown | null;
                        conditions?: {
                            operator?: string | null;
                            property?: string | null;
                            values?: string[] | null;
                        }[];
                        description?: string | null;
                        expires_at?: string | null;
                        flow_log_uploads_enabled?: boolean | ("0" | "1" | "true" | "false");
                        group_id: string;
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        resource_id: string;
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                            condition_tree?: unknown;
                            conditions: {
                                operator: string;
                                property: string;
                                values: string[] | null;
                            }[];
                            description: string | null;
                            expires_at?: string;
                            flow_log_uploads_enabled: boolean;
                            group_id: string | null;
                            /** Format: uuid */
                            id: string;
                            is_disabled: boolean;
                            /** Format: uuid */
                            resource_id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_policies_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version of what can be changed, for `if-match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                            condition_tree?: unknown;
                            conditions: {
                                operator: string;
                                property: string;
                                values: string[] | null;
                            }[];
                            description: string | null;
                            expires_at?: string;
                            flow_log_uploads_enabled: boolean;
                            group_id: string | null;
                            group_name?: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            is_disabled: boolean;
                            /** Format: uuid */
                            resource_id: string;
                            resource_name?: string;
                            resource_type?: string;
                            site_id?: string | null;
                            site_name?: string | null;
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_policies_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    policy: {
                        /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                        condition_tree?: unknown | null;
                        conditions?: {
                            operator?: string | null;
                            property?: string | null;
                            values?: string[] | null;
                        }[];
                        description?: string | null;
                        expires_at?: string | null;
                        flow_log_uploads_enabled?: boolean | ("0" | "1" | "true" | "false");
                        group_id?: string;
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        resource_id?: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                            condition_tree?: unknown;
                            conditions: {
                                operator: string;
                                property: string;
                                values: string[] | null;
                            }[];
                            description: string | null;
                            expires_at?: string;
                            flow_log_uploads_enabled: boolean;
                            group_id: string | null;
                            /** Format: uuid */
                            id: string;
                            is_disabled: boolean;
                            /** Format: uuid */
                            resource_id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_policies_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                            condition_tree?: unknown;
                            conditions: {
                                operator: string;
                                property: string;
                                values: string[] | null;
                            }[];
                            description: string | null;
                            expires_at?: string;
                            flow_log_uploads_enabled: boolean;
                            group_id: string | null;
                            /** Format: uuid */
                            id: string;
                            is_disabled: boolean;
                            /** Format: uuid */
                            resource_id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_policies_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    policy: {
                        /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                        condition_tree?: unknown | null;
                        conditions?: {
                            operator?: string | null;
                            property?: string | null;
                            values?: string[] | null;
                        }[];
                        description?: string | null;
                        expires_at?: string | null;
                        flow_log_uploads_enabled?: boolean | ("0" | "1" | "true" | "false");
                        group_id?: string;
                        is_disabled?: boolean | ("0" | "1" | "true" | "false");
                        resource_id?: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description A condition, or {"all": [trees]}, {"any": [trees]} or {"not": tree} */
                            condition_tree?: unknown;
                            conditions: {
                                operator: string;
                                property: string;
                                values: string[] | null;
                            }[];
                            description: string | null;
                            expires_at?: string;
                            flow_log_uploads_enabled: boolean;
                            group_id: string | null;
                            /** Format: uuid */
                            id: string;
                            is_disabled: boolean;
                            /** Format: uuid */
                            resource_id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_relay_tokens: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            /** @description Relays that are connected with it now. */
                            relays_count: number;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_relay_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            inserted_at: string;
                            /** @description Relays that are connected with it now. */
                            relays_count: number;
                            token: string;
                        };
                    };
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_relay_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_relays: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            connected_at: string;
                            /** Format: uuid */
                            id: string;
                            ipv4: string | null;
                            ipv6: string | null;
                            name: string | null;
                            port: number;
                            /** Format: uuid */
                            relay_token_id: string;
                            remote_ip: string;
                            remote_ip_location_city: string | null;
                            remote_ip_location_region: string | null;
                            version: string | null;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_resources: {
        parameters: {
            query?: {
                /** @description Only what is exactly this. */
                address?: string;
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Only what is exactly this. */
                ip_stack?: string;
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what holds this text, whatever its case, in name, address and its description. */
                search?: string;
                /** @description Only what is exactly this. */
                site_id?: string;
                /** @description A leading `-` turns the order around. */
                sort?: "name" | "-name" | "address" | "-address" | "type" | "-type" | "inserted_at" | "-inserted_at";
                /** @description Only what is exactly this. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            address: string | null;
                            address_description: string | null;
                            filters: {
                                ports: string[] | null;
                                /** @enum {string} */
                                protocol: "tcp" | "udp" | "icmp";
                            }[];
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            ip_stack?: "dual" | "ipv4_only" | "ipv6_only";
                            is_requestable?: boolean;
                            name: string;
                            online_gateways_count?: number;
                            policies_count?: number;
                            /** Format: uuid */
                            site_id?: string;
                            site_name?: string | null;
                            /** @enum {string} */
                            type: "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";
                            updated_at?: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_resources: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    resource: {
                        address?: string | null;
                        address_description?: string | null;
                        filters?: {
                            ports?: (string | number)[] | null;
                            /** @enum {string} */
                            protocol: "tcp" | "udp" | "icmp";
                        }[];
                        ip_stack?: ("dual" | "ipv4_only" | "ipv6_only") | null;
                        is_requestable?: boolean | ("0" | "1" | "true" | "false");
                        name: string;
                        site_id?: string | null;
                        /** @enum {string} */
                        type: "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            address: string | null;
                            address_description: string | null;
                            filters: {
                                ports: string[] | null;
                                /** @enum {string} */
                                protocol: "tcp" | "udp" | "icmp";
                            }[];
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            ip_stack?: "dual" | "ipv4_only" | "ipv6_only";
                            is_requestable?: boolean;
                            name: string;
                            online_gateways_count?: number;
                            policies_count?: number;
                            /** Format: uuid */
                            site_id?: string;
                            site_name?: string | null;
                            /** @enum {string} */
                            type: "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_resources_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version of what can be changed, for `if-match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            address: string | null;
                            address_description: string | null;
                            filters: {
                                ports: string[] | null;
                                /** @enum {string} */
                                protocol: "tcp" | "udp" | "icmp";
                            }[];
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            ip_stack?: "dual" | "ipv4_only" | "ipv6_only";
                            is_requestable?: boolean;
                            name: string;
                            online_gateways_count?: number;
                            policies_count?: number;
                            /** Format: uuid */
                            site_id?: string;
                            site_name?: string | null;
                            /** @enum {string} */
                            type: "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_resources_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    resource: {
                        address?: string | null;
                        address_description?: string | null;
                        filters?: {
                            ports?: (string | number)[] | null;
                            /** @enum {string} */
                            protocol: "tcp" | "udp" | "icmp";
                        }[];
                        ip_stack?: ("dual" | "ipv4_only" | "ipv6_only") | null;
                        is_requestable?: boolean | ("0" | "1" | "true" | "false");
                        name?: string;
                        site_id?: string | null;
                        /** @enum {string} */
                        type?: "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            address: string | null;
                            address_description: string | null;
                            filters: {
                                ports: string[] | null;
                                /** @enum {string} */
                                protocol: "tcp" | "udp" | "icmp";
                            }[];
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            ip_stack?: "dual" | "ipv4_only" | "ipv6_only";
                            is_requestable?: boolean;
                            name: string;
                            online_gateways_count?: number;
                            policies_count?: number;
                            /** Format: uuid */
                            site_id?: string;
                            site_name?: string | null;
                            /** @enum {string} */
                            type: "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_resources_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            address: string | null;
                            address_description: string | null;
                            filters: {
                                ports: string[] | null;
                                /** @enum {string} */
                                protocol: "tcp" | "udp" | "icmp";
                            }[];
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            ip_stack?: "dual" | "ipv4_only" | "ipv6_only";
                            is_requestable?: boolean;
                            name: string;
                            online_gateways_count?: number;
                            policies_count?: number;
                            /** Format: uuid */
                            site_id?: string;
                            site_name?: string | null;
                            /** @enum {string} */
                            type: "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_resources_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    resource: {
                        address?: string | null;
                        address_description?: string | null;
                        filters?: {
                            ports?: (string | number)[] | null;
                            /** @enum {string} */
                            protocol: "tcp" | "udp" | "icmp";
                        }[];
                        ip_stack?: ("dual" | "ipv4_only" | "ipv6_only") | null;
                        is_requestable?: boolean | ("0" | "1" | "true" | "false");
                        name?: string;
                        site_id?: string | null;
                        /** @enum {string} */
                        type?: "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            address: string | null;
                            address_description: string | null;
                            filters: {
                                ports: string[] | null;
                                /** @enum {string} */
                                protocol: "tcp" | "udp" | "icmp";
                            }[];
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            ip_stack?: "dual" | "ipv4_only" | "ipv6_only";
                            is_requestable?: boolean;
                            name: string;
                            online_gateways_count?: number;
                            policies_count?: number;
                            /** Format: uuid */
                            site_id?: string;
                            site_name?: string | null;
                            /** @enum {string} */
                            type: "dns" | "cidr" | "ip" | "internet" | "static_device_pool" | "dynamic_device_pool";
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_resources_resource_id_pool_members: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path: {
                resource_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            last_seen_at: string | null;
                            name: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_resources_resource_id_pool_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                resource_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    pool_members: {
                        /** Format: uuid */
                        device_id: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            device_ids: string[];
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_resources_resource_id_pool_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                resource_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    pool_members: {
                        add?: string[];
                        remove?: string[];
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            device_ids: string[];
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sites: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                managed_by?: string;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what holds this text, whatever its case, in the name. */
                search?: string;
                /** @description A leading `-` turns the order around. */
                sort?: "name" | "-name" | "inserted_at" | "-inserted_at";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_tokens_count?: number;
                            gateways_count?: number;
                            /** @enum {string} */
                            health?: "healthy" | "degraded" | "offline" | "empty";
                            health_threshold?: number;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            managed_by?: "account" | "system";
                            name: string;
                            online_gateways_count?: number;
                            resources_count?: number;
                            updated_at?: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sites: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    site: {
                        health_threshold?: number | null;
                        name: string;
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_tokens_count?: number;
                            gateways_count?: number;
                            /** @enum {string} */
                            health?: "healthy" | "degraded" | "offline" | "empty";
                            health_threshold?: number;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            managed_by?: "account" | "system";
                            name: string;
                            online_gateways_count?: number;
                            resources_count?: number;
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sites_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version of what can be changed, for `if-match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_tokens_count?: number;
                            gateways_count?: number;
                            /** @enum {string} */
                            health?: "healthy" | "degraded" | "offline" | "empty";
                            health_threshold?: number;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            managed_by?: "account" | "system";
                            name: string;
                            online_gateways_count?: number;
                            resources_count?: number;
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_sites_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    site: {
                        health_threshold?: number | null;
                        name?: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_tokens_count?: number;
                            gateways_count?: number;
                            /** @enum {string} */
                            health?: "healthy" | "degraded" | "offline" | "empty";
                            health_threshold?: number;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            managed_by?: "account" | "system";
                            name: string;
                            online_gateways_count?: number;
                            resources_count?: number;
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_sites_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_tokens_count?: number;
                            gateways_count?: number;
                            /** @enum {string} */
                            health?: "healthy" | "degraded" | "offline" | "empty";
                            health_threshold?: number;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            managed_by?: "account" | "system";
                            name: string;
                            online_gateways_count?: number;
                            resources_count?: number;
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_sites_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    site: {
                        health_threshold?: number | null;
                        name?: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_tokens_count?: number;
                            gateways_count?: number;
                            /** @enum {string} */
                            health?: "healthy" | "degraded" | "offline" | "empty";
                            health_threshold?: number;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            /** @enum {string} */
                            managed_by?: "account" | "system";
                            name: string;
                            online_gateways_count?: number;
                            resources_count?: number;
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sites_site_id_gateway_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            token: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_sites_site_id_gateway_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            deleted_count: number;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_sites_site_id_gateway_tokens_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                site_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sites_site_id_gateways: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
                /** @description Only what is exactly this. */
                ipv4?: string;
                /** @description Only what is exactly this. */
                ipv6?: string;
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description Only what is exactly this. */
                name?: string;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
                /** @description Only what holds this text, whatever its case, in name, addresses and version. */
                search?: string;
                /** @description A leading `-` turns the order around. */
                sort?: "name" | "-name" | "last_seen_at" | "-last_seen_at" | "last_seen_version" | "-last_seen_version" | "inserted_at" | "-inserted_at";
            };
            header?: never;
            path: {
                site_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_token_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            ipv4: string;
                            ipv6: string;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            rotated_at: string | null;
                            /** Format: uuid */
                            site_id?: string;
                            /** @enum {string} */
                            token_status?: "active" | "unused" | "rotating" | "none";
                            updated_at?: string;
                        }[];
                        metadata: {
                            count: number;
                            limit: number;
                            next_page: string | null;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sites_site_id_gateways: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                site_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    gateway: {
                        name?: string;
                    };
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_token_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            ipv4: string;
                            ipv6: string;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            rotated_at: string | null;
                            /** Format: uuid */
                            site_id?: string;
                            token: string;
                            /** @enum {string} */
                            token_status?: "active" | "unused" | "rotating" | "none";
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sites_site_id_gateways_gateway_id_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                gateway_id: string;
                site_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            token: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It contradicts what is there already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_sites_site_id_gateways_gateway_id_token_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                gateway_id: string;
                site_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            token: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sites_site_id_gateways_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: never;
            path: {
                id: string;
                site_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The version of what can be changed, for `if-match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_token_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            ipv4: string;
                            ipv6: string;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            rotated_at: string | null;
                            /** Format: uuid */
                            site_id?: string;
                            /** @enum {string} */
                            token_status?: "active" | "unused" | "rotating" | "none";
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_sites_site_id_gateways_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
                site_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    gateway: {
                        name?: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_token_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            ipv4: string;
                            ipv6: string;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            rotated_at: string | null;
                            /** Format: uuid */
                            site_id?: string;
                            /** @enum {string} */
                            token_status?: "active" | "unused" | "rotating" | "none";
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_sites_site_id_gateways_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
                site_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_token_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            ipv4: string;
                            ipv6: string;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            rotated_at: string | null;
                            /** Format: uuid */
                            site_id?: string;
                            /** @enum {string} */
                            token_status?: "active" | "unused" | "rotating" | "none";
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    patch_sites_site_id_gateways_id: {
        parameters: {
            query?: {
                /** @description Adds the members that are optional. */
                include?: "details";
            };
            header?: {
                /** @description The ETag of an earlier answer: only where nobody has changed it since. Without it, anyway. */
                "if-match"?: string;
            };
            path: {
                id: string;
                site_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    gateway: {
                        name?: string;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateway_token_id: string | null;
                            /** Format: uuid */
                            id: string;
                            inserted_at?: string;
                            ipv4: string;
                            ipv6: string;
                            last_seen_at: string | null;
                            last_seen_remote_ip: string | null;
                            last_seen_remote_ip_location_city: string | null;
                            last_seen_remote_ip_location_lat: number | null;
                            last_seen_remote_ip_location_lon: number | null;
                            last_seen_remote_ip_location_region: string | null;
                            last_seen_user_agent: string | null;
                            last_seen_version: string | null;
                            name: string;
                            online: boolean;
                            public_key: string | null;
                            rotated_at: string | null;
                            /** Format: uuid */
                            site_id?: string;
                            /** @enum {string} */
                            token_status?: "active" | "unused" | "rotating" | "none";
                            updated_at?: string;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of this account has that identifier. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is no longer the version that `if-match` names; `etag` is that of what is there now. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Members were refused. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ValidationProblem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sites_health: {
        parameters: {
            query?: {
                /** @description Entries of a page; 50 where left out. */
                limit?: number;
                /** @description `next_page` or `prev_page` of an earlier answer. */
                page_cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            gateways_count: number;
                            /** @enum {string} */
                            health: "healthy" | "degraded" | "offline" | "empty";
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            managed_by: "account" | "system";
                            name: string;
                            online_gateways_count: number;
                        }[];
                        metadata: {
                            count: number;
                            /** @description Of all sites together. */
                            gateways_count: number;
                            limit: number;
                            next_page: string | null;
                            online_gateways_count: number;
                            prev_page: string | null;
                        };
                    };
                };
            };
            /** @description An id, a cursor, a filter or the shape of the body cannot be used. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token, or the session, is none that is in force. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The role, the thing itself, a limit or a feature of the account forbids it. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; `retry-after` says how many seconds to wait. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
