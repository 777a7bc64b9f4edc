// Relays that are connected to this portal, and the tokens with which they connect.

import { z } from "zod";
import type { RelayPresence } from "../cluster/cluster.ts";
import type { Api, Call } from "../http/api.ts";
import { pageOfList } from "../http/list-page.ts";
import { readPage, readPaging } from "../http/pagination.ts";
import { forbidden, notFound } from "../http/problem.ts";
import { NETWORK_READERS, WRITERS } from "../http/roles.ts";
import { createRelayToken } from "../tokens/relay-tokens.ts";
import { requireKeeper } from "./keepers.ts";

const MAX_TOKENS = 100;

const text = z.string().nullable();
const RelayView = z.object({
  id: z.uuid(),
  name: text,
  version: text,
  /** Where devices reach it. */
  ipv4: text,
  ipv6: text,
  port: z.int(),
  relay_token_id: z.uuid(),
  connected_at: z.string(),
  /** Where its connection to the portal comes from. */
  remote_ip: z.string(),
  remote_ip_location_region: text,
  remote_ip_location_city: text,
});
const TokenView = z.object({
  id: z.uuid(),
  inserted_at: z.string(),
  relays_count: z.int().meta({ description: "Relays that are connected with it now." }),
});
const NewTokenView = TokenView.extend({ token: z.string() });
const IdView = z.object({ id: z.uuid() });
const LIST = "relays";
const ORDER = {
  list: "relay-tokens",
  time: "relay_tokens.inserted_at",
  id: "relay_tokens.id",
  idType: "uuid",
  newestFirst: true,
} as const;

export function relayRoutes(api: Api): void {
  const readable = { tag: "Relays", may: NETWORK_READERS, isList: true, refuses: [403] as const };
  const writable = { tag: "Relay tokens", may: WRITERS, refuses: [403] as const };
  const whose = "of the installation; only for the account that looks after them";
  api.get("/relays", { ...readable, summary: `List the relays ${whose}`, data: RelayView }, listRelays);
  const tokens = { ...readable, tag: "Relay tokens", summary: `List tokens for relays ${whose}`, data: TokenView };
  api.get("/relay_tokens", tokens, listTokens);
  const made = { ...writable, summary: "Create a token for relays", data: NewTokenView };
  api.post("/relay_tokens", made, createToken);
  const revoked = { ...writable, summary: "Delete a token for relays; those that use it are let go", data: IdView };
  api.delete("/relay_tokens/:id", revoked, deleteToken);
}

async function listRelays(call: Call) {
  await requireKeeper(call.context, call.accountId);
  const relays = call.context.cluster.relays().toSorted((a, b) => a.joinedAt - b.joinedAt || (a.id < b.id ? -1 : 1));
  const { items, metadata } = pageOfList(LIST, relays, readPaging(call.query));
  return { data: items.map(relayView), metadata };
}

async function listTokens(call: Call) {
  await requireKeeper(call.context, call.accountId);
  const query = call.db.selectFrom("relay_tokens").select(["id", "inserted_at"]);
  const { rows, metadata } = await readPage(query, ORDER, readPaging(call.query));
  return { data: rows.map((row) => tokenView(call, row)), metadata };
}

async function createToken(call: Call) {
  await requireKeeper(call.context, call.accountId);
  const { token, ...row } = await call.write(async (trx) => {
    const { count } = await trx
      .selectFrom("relay_tokens")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    if (count >= MAX_TOKENS) throw forbidden(`There are ${MAX_TOKENS} tokens for relays; delete one that is not used.`);
    return createRelayToken(trx, call.context.tokens, call.context.now());
  });
  return { data: { ...tokenView(call, row), token } };
}

/** The change that this makes closes the connections of relays that came with it. */
async function deleteToken(call: Call) {
  await requireKeeper(call.context, call.accountId);
  const id = call.param("id");
  const [deleted] = await call.write((trx) =>
    trx.deleteFrom("relay_tokens").where("id", "=", id).returning("id").execute(),
  );
  if (!deleted) throw notFound();
  return { data: { id } };
}

function relayView(relay: RelayPresence): z.input<typeof RelayView> {
  const { id, name, version, ipv4, ipv6, port, tokenId, joinedAt, remoteIp, region, city } = relay;
  return {
    ...{ id, name, version, ipv4, ipv6, port },
    relay_token_id: tokenId,
    connected_at: new Date(joinedAt).toISOString(),
    remote_ip: remoteIp,
    remote_ip_location_region: region,
    remote_ip_location_city: city,
  };
}

function tokenView({ context }: Call, { id, inserted_at }: { readonly id: string; readonly inserted_at: string }) {
  const relays_count = context.cluster.relays().filter(({ tokenId }) => tokenId === id).length;
  return { id, inserted_at, relays_count };
}
