import { timingSafeEqual } from "node:crypto";
import { blockContains } from "@fz/policy";
import type { FastifyRequest } from "fastify";
import type { Context } from "../context.ts";
import { isFromThisMachine } from "../http/loopback.ts";
import { remoteOf } from "../http/remote.ts";

/** Metrics tell what is going on in every account: for this machine, for networks and a token that were configured. */
export function mayReadMetrics(context: Pick<Context, "config" | "findPlace">, request: FastifyRequest): boolean {
  const { metrics } = context.config;
  if (isFromThisMachine(request.raw)) return true;
  const { ip } = remoteOf(request.raw, context);
  if (metrics.networks.some((network) => blockContains(network, ip))) return true;
  return metrics.token !== undefined && isSame(request.headers.authorization ?? "", `Bearer ${metrics.token}`);
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
