// The upgrade request that opens a device's socket: path, query, headers.

import { fromBase64, toHex, utf8 } from "@fz/bytes";
import { sha256 } from "@noble/hashes/sha2.js";
import { z } from "zod";
import type { Topic } from "./frame.ts";
import type { SocketVersion } from "./messages.ts";
import { KEY_BYTES, parseUuid } from "./primitives.ts";
import { bearerToken } from "./token.ts";

/** Carries `Bearer <token>`; not `Authorization`. */
export const TOKEN_HEADER = "X-Authorization";

const PATHS: readonly { readonly path: string; readonly topic: Topic; readonly version: SocketVersion }[] = [
  { path: "client/v2/websocket", topic: "client", version: "v2" },
  { path: "client/websocket", topic: "client", version: "legacy" },
  { path: "gateway/v2/websocket", topic: "gateway", version: "v2" },
  { path: "gateway/websocket", topic: "gateway", version: "legacy" },
  { path: "relay/websocket", topic: "relay", version: "v2" },
];

/** A configured device id as the portal gets to see it: UUIDs (in any spelling) are hashed as typed, others go verbatim. */
export function externalId(deviceId: string): string {
  return parseUuid(deviceId) === undefined ? deviceId : toHex(sha256(utf8(deviceId)));
}

export interface ClientConnect {
  readonly externalId: string;
  readonly name: string;
  readonly deviceSerial?: string | undefined;
  readonly deviceUuid?: string | undefined;
  readonly identifierForVendor?: string | undefined;
  readonly firebaseInstallationId?: string | undefined;
  /** Padded base64. */
  readonly publicKey: string;
}
export interface GatewayConnect {
  readonly externalId: string;
  readonly name: string;
  readonly publicKey: string;
}
export interface RelayConnect {
  readonly name?: string | undefined;
  readonly ipv4?: string | undefined;
  readonly ipv6?: string | undefined;
  readonly port: number;
}

/** Query parameters in the order devices write them; undefined ones are left out. */
export function clientQuery(connect: ClientConnect): [string, string][] {
  return present([
    ["external_id", connect.externalId],
    ["name", connect.name],
    ["device_serial", connect.deviceSerial],
    ["device_uuid", connect.deviceUuid],
    ["identifier_for_vendor", connect.identifierForVendor],
    ["firebase_installation_id", connect.firebaseInstallationId],
    ["public_key", connect.publicKey],
  ]);
}

export function gatewayQuery(connect: GatewayConnect): [string, string][] {
  return present([
    ["external_id", connect.externalId],
    ["name", connect.name],
    ["public_key", connect.publicKey],
  ]);
}

export function relayQuery(connect: RelayConnect): [string, string][] {
  return present([
    ["name", connect.name],
    ["ipv4", connect.ipv4],
    ["ipv6", connect.ipv6],
    ["port", String(connect.port)],
  ]);
}

function present(entries: readonly (readonly [string, string | undefined])[]): [string, string][] {
  return entries.flatMap(([key, value]): [string, string][] => (value === undefined ? [] : [[key, value]]));
}

/**
 * The socket's URL below a base such as `wss://portal.example/base`. http and https count as ws and wss, any query is
 * replaced. Unlike stock devices, a port left out means the scheme's own. undefined where the base is no such URL.
 */
export function connectUrl(base: string, topic: Topic, query: readonly (readonly [string, string])[]): URL | undefined {
  if (!URL.canParse(base)) return undefined;
  const url = new URL(base.replace(/^http(s?):/i, "ws$1:"));
  const socket = PATHS.find((entry) => entry.topic === topic);
  if (!socket || (url.protocol !== "ws:" && url.protocol !== "wss:")) return undefined;
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${socket.path}`;
  url.hash = "";
  url.search = new URLSearchParams(query.map(([key, value]): [string, string] => [key, value])).toString();
  return url;
}

export interface ConnectRequest {
  readonly topic: Topic;
  readonly version: SocketVersion;
  /** Header, else the query parameter of older devices. */
  readonly token: string | undefined;
  readonly query: URLSearchParams;
}

/** `target`: path and query as in the request line; `authorization`: value of the token header. */
export function parseConnectRequest(target: string, authorization: string | undefined): ConnectRequest | undefined {
  const [path, ...search] = target.split("?");
  const query = new URLSearchParams(search.join("?"));
  const socket = PATHS.find((entry) => path === `/${entry.path}`);
  if (!socket) return undefined;
  const fromHeader = authorization === undefined ? undefined : bearerToken(authorization);
  const token = fromHeader ?? (query.get("token") || undefined);
  return { topic: socket.topic, version: socket.version, token, query };
}

const NAME_MAX = 255;
const DEFAULT_RELAY_PORT = "3478";

/** No database keeps NUL in a text. */
const Text = z
  .string()
  .trim()
  .max(NAME_MAX, "is too long")
  .refine((text) => !text.includes("\0"), "is invalid");
const Bounded = Text.min(1, "can't be blank");
const OptionalText = Text.optional().transform((text) => (text === "" ? undefined : text));
const PublicKey = z
  .string({ error: "can't be blank" })
  .min(1, "can't be blank")
  .refine((text) => fromBase64(text)?.length === KEY_BYTES, "is not a base64 encoded key of 32 bytes");
const ExternalId = z.string({ error: "can't be blank" }).pipe(Bounded);

const ClientQuerySchema = z
  .object({
    external_id: ExternalId,
    name: OptionalText,
    device_serial: OptionalText,
    device_uuid: OptionalText,
    identifier_for_vendor: OptionalText,
    firebase_installation_id: OptionalText,
    public_key: PublicKey,
  })
  .transform((query) => ({
    externalId: query.external_id,
    name: query.name,
    deviceSerial: query.device_serial,
    deviceUuid: query.device_uuid,
    identifierForVendor: query.identifier_for_vendor,
    firebaseInstallationId: query.firebase_installation_id,
    publicKey: query.public_key,
  }));
export type ClientConnectParams = z.output<typeof ClientQuerySchema>;

const GatewayQuerySchema = z
  .object({ external_id: ExternalId, name: OptionalText, public_key: PublicKey })
  .transform((query) => ({ externalId: query.external_id, name: query.name, publicKey: query.public_key }));
export type GatewayConnectParams = z.output<typeof GatewayQuerySchema>;

const RelayQuerySchema = z
  .object({
    name: OptionalText,
    ipv4: OptionalText,
    ipv6: OptionalText,
    port: z
      .string()
      .default(DEFAULT_RELAY_PORT)
      .refine((port) => /^\d{1,5}$/.test(port) && Number(port) <= 0xffff, "is not a port"),
  })
  .refine(({ ipv4, ipv6 }) => ipv4 !== undefined || ipv6 !== undefined, { path: ["ipv4"], error: "can't be blank" })
  .transform(({ port, ...rest }) => ({ ...rest, port: Number(port) }));
export type RelayConnectParams = z.output<typeof RelayQuerySchema>;

export type ConnectParams<T> =
  | { readonly ok: true; readonly params: T }
  /** `detail`: `field message, message; field message`. */
  | { readonly ok: false; readonly detail: string };

export function clientConnectParams(query: URLSearchParams): ConnectParams<ClientConnectParams> {
  return parseQuery(ClientQuerySchema, query);
}

export function gatewayConnectParams(query: URLSearchParams): ConnectParams<GatewayConnectParams> {
  return parseQuery(GatewayQuerySchema, query);
}

export function relayConnectParams(query: URLSearchParams): ConnectParams<RelayConnectParams> {
  return parseQuery(RelayQuerySchema, query);
}

function parseQuery<T>(schema: z.ZodType<T>, query: URLSearchParams): ConnectParams<T> {
  // `firezone_id` is another name of the same parameter.
  const fields = { external_id: query.get("firezone_id") ?? undefined, ...Object.fromEntries(query) };
  const parsed = schema.safeParse(fields);
  if (parsed.success) return { ok: true, params: parsed.data };
  const messages = new Map<string, string[]>();
  for (const { path, message } of parsed.error.issues) {
    const field = path.join(".");
    messages.set(field, [...(messages.get(field) ?? []), message]);
  }
  return { ok: false, detail: [...messages].map(([field, list]) => `${field} ${list.join(", ")}`).join("; ") };
}
