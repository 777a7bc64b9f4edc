import type { paths } from "./schema.d.ts";

/** An element of a list of the API. */
type Listed<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": { data: (infer Row)[] } } } } };
}
  ? Row
  : never;

/** What the API answers for one thing. */
type Shown<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": { data: infer One } } } } };
}
  ? One
  : never;

export type PortalSession = Listed<"/actors/{actor_id}/portal_sessions">;
export type OwnSession = Listed<"/me/portal_sessions">;
export type OwnSignIn = Listed<"/me/client_tokens">;
export type OwnResource = Listed<"/me/resources">;
export type Me = Shown<"/me">;
export type Site = Listed<"/sites">;
export type Gateway = Listed<"/sites/{site_id}/gateways">;
export type Resource = Listed<"/resources">;
export type Group = Listed<"/groups">;
export type Policy = Listed<"/policies">;
export type Client = Listed<"/clients">;
export type Actor = Listed<"/actors">;
export type LogEntry = Listed<"/logs">;
export type AuthProvider = Listed<"/auth_providers">;
export type ProviderVerification = Shown<"/auth_providers/{id}/verification">;
export type ApiClient = Listed<"/api_clients">;
export type ApiToken = Listed<"/api_clients/{api_client_id}/tokens">;
export type AccountSettings = Shown<"/account/settings">;
export type AccessRequest = Listed<"/access/requests">;
export type Connection = Listed<"/connections">;
type ConnectionList = paths["/connections"]["get"]["responses"][200]["content"]["application/json"];
export type ConnectionTotals = ConnectionList["metadata"];
export type Relay = Listed<"/relays">;
export type RelayToken = Listed<"/relay_tokens">;
export type Denial = Listed<"/access/denials">;

type Proposal = paths["/access/diff"]["post"];
export type ProposedChange = Proposal["requestBody"]["content"]["application/json"]["changes"][number];
export type AffectedPair = Proposal["responses"][200]["content"]["application/json"]["data"]["pairs"][number];

type Explained = paths["/access/explain"]["post"]["responses"][200]["content"]["application/json"];
export type Explanation = Explained["data"];
export type Preview = paths["/access/preview"]["post"]["responses"][200]["content"]["application/json"]["data"];
export type Ending = Listed<"/access/endings">;
export type AccessVerdict = Listed<"/access/verdicts">;
