// Packages for other machines: what there is, for the console, and the files themselves, for everybody, as they hold no secret.

import { createReadStream } from "node:fs";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Context } from "../context.ts";
import type { Api, Call } from "../http/api.ts";
import { FrameworkError, Problem } from "../http/problem.ts";
import { budgetKey, remoteOf } from "../http/remote.ts";
import { ANYONE } from "../http/roles.ts";
import type { OfferedPackage } from "./packages.ts";

/** Of the budget that an address has for pages: as much as a form. */
const COST = 10;
const DEBIAN_TYPE = "application/vnd.debian.binary-package";

const PackageView = z.object({
  name: z.string(),
  path: z.string().meta({ description: "Of this portal: where anybody may fetch it." }),
  version: z.string(),
  architecture: z.string().meta({ description: "As Debian calls it." }),
  bytes: z.int(),
  sha256: z.string(),
});

export function packageRoutes(api: Api): void {
  const summary = "List the packages that this portal hands out";
  api.get("/packages", { tag: "Packages", summary, data: z.array(PackageView), may: ANYONE }, listPackages);
}

async function listPackages({ context }: Call) {
  return { data: (await context.packages.list()).map(packageView) };
}

function packageView(offered: OfferedPackage): z.input<typeof PackageView> {
  const { version, architecture, bytes, sha256 } = offered;
  const name = nameOf(offered);
  return { name, path: `/download/${name}`, version, architecture, bytes, sha256 };
}

/** Without the version, so that an address that was written down stays the one of the newest. */
function nameOf({ architecture }: OfferedPackage): string {
  return `firezone_${architecture}.deb`;
}

export function packageDownloads(app: FastifyInstance, context: Context): void {
  app.get<{ Params: { name: string } }>("/download/:name", { schema: { hide: true } }, async (request, reply) => {
    checkBudget(context, request);
    const [, name, isSum] = /^(.*?)(\.sha256)?$/.exec(request.params.name) ?? [];
    const offered = (await context.packages.list()).find((one) => nameOf(one) === name);
    if (offered === undefined) throw new FrameworkError(404);
    reply.header("cache-control", "no-cache");
    if (isSum !== undefined) return reply.type("text/plain").send(`${offered.sha256}  ${name}\n`);
    return reply.type(DEBIAN_TYPE).header("content-length", offered.bytes).send(createReadStream(offered.path));
  });
}

function checkBudget(context: Context, request: FastifyRequest): void {
  const { webBucket } = context.config;
  const { ip } = remoteOf(request.raw, context);
  if (context.webBuckets.visitors.take(budgetKey(ip), COST, webBucket, context.now())) return;
  const seconds = Math.max(1, Math.ceil(COST / webBucket.refillPerSecond));
  throw new Problem(429, "Slow down.", { headers: { "retry-after": String(seconds) } });
}
