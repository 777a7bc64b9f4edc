// Made by `npm run generate -w apps/console` from the portal's OpenAPI document; not to be edited.

/** The most characters of texts that the API takes, by the member that wraps them. */
export const LIMITS = {
  access_request: {
    note: 1000,
    reason: 1000,
  },
  actor: {
    name: 255,
  },
  api_client: {
    name: 255,
  },
  api_token: {
    name: 255,
  },
  auth_provider: {
    client_id: 255,
    client_secret: 2000,
    discovery_document_uri: 2000,
    groups_claim: 255,
    issuer: 2000,
    name: 255,
  },
  client: {
    name: 255,
  },
  deletion: {
    slug: 255,
  },
  gateway: {
    name: 255,
  },
  group: {
    name: 255,
  },
  me: {
    name: 255,
  },
  password: {
    current: 1000,
    value: 256,
  },
  policy: {
    description: 1024,
  },
  resource: {
    address: 1000,
    address_description: 255,
    name: 255,
  },
  settings: {
    legal_name: 255,
    name: 64,
    search_domain: 255,
  },
  site: {
    name: 64,
  },
} as const;
