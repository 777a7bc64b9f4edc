// How much of the ingestion of flow logs one may use. The reference takes one upload a second from an address; behind one
// NAT devices would keep each other waiting. Here an address counts only while nobody knows who calls.

import type { IngestClaims } from "@fz/wire";
import type { FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { Problem } from "../http/problem.ts";
import { budgetKey, remoteOf } from "../http/remote.ts";
import { TokenBuckets } from "../http/token-bucket.ts";

/** Buckets of one limit each, for they are swept by it. */
export interface IngestBuckets {
  /** Requests of an address whose token is not verified, or turned out to be none. */
  readonly strangers: TokenBuckets;
  readonly authorizations: TokenBuckets;
  readonly devices: TokenBuckets;
}

/** What looking at a token costs is a read of the database. */
const STRANGERS = { capacity: 200, refillPerSecond: 20 };
/** A device has as much as so many of its authorizations, of which a gateway has thousands. */
const AUTHORIZATIONS_PER_DEVICE = 50;

export function createIngestBuckets(): IngestBuckets {
  return { strangers: new TokenBuckets(), authorizations: new TokenBuckets(), devices: new TokenBuckets() };
}

/** Throws a 429 where the address asked too often in vain. The caller gives it back once the token is verified. */
export function takeAsStranger(context: Context, request: FastifyRequest): () => void {
  const key = budgetKey(remoteOf(request.raw, context).ip);
  const { strangers } = context.ingestBuckets;
  if (!strangers.take(key, 1, STRANGERS, context.now())) throw slowDown(STRANGERS.refillPerSecond);
  return () => strangers.giveBack(key, 1, STRANGERS);
}

/** Throws a 429 where the authorization that the verified token is for, or the device that reports, did so too often. */
export function takeAsDevice({ config, ingestBuckets, now }: Context, claims: IngestClaims): void {
  const limit = config.flowLogs.ingestBucket;
  const ofDevice = {
    capacity: limit.capacity * AUTHORIZATIONS_PER_DEVICE,
    refillPerSecond: limit.refillPerSecond * AUTHORIZATIONS_PER_DEVICE,
  };
  const { account_id, role, policy_authorization_id, initiator_device_id, responder_device_id } = claims;
  const device = `${account_id}/${role === "initiator" ? initiator_device_id : responder_device_id}`;
  const authorization = `${device}/${policy_authorization_id}`;
  const isLeft =
    ingestBuckets.authorizations.take(authorization, 1, limit, now()) &&
    ingestBuckets.devices.take(device, 1, ofDevice, now());
  if (!isLeft) throw slowDown(limit.refillPerSecond);
}

function slowDown(refillPerSecond: number): Problem {
  const seconds = Math.max(1, Math.ceil(1 / refillPerSecond));
  return new Problem(429, "Slow down.", { headers: { "retry-after": String(seconds) } });
}
