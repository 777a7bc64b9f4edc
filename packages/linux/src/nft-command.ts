// nftables through its own program: rule sets as text in, JSON out.

import { z } from "zod";
import { CommandFailed, type Host } from "./host.ts";

const NOT_THERE = /No such file or directory/;

/** @throws CommandFailed, or what says which package is missing, before anything was changed */
export async function requireNft(host: Host): Promise<void> {
  await host.run("nft", ["--version"]);
}

/** All or nothing. */
export async function loadRuleset(host: Host, ruleset: string): Promise<void> {
  await host.run("nft", ["-f", "-"], { input: ruleset });
}

export async function deleteTable(host: Host, family: string, table: string): Promise<void> {
  await host.run("nft", ["delete", "table", family, table], { tolerate: NOT_THERE });
}

export interface RuleReference {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly handle: number;
}

export async function deleteRule(host: Host, { family, table, chain, handle }: RuleReference): Promise<void> {
  const words = ["delete", "rule", family, table, chain, "handle", String(handle)];
  await host.run("nft", words, { tolerate: NOT_THERE });
}

const ListingSchema = z.object({
  nftables: z.array(
    z.object({
      chain: z.object({ policy: z.string().optional(), hook: z.string().optional() }).optional(),
      rule: z.object({ handle: z.number() }).optional(),
    }),
  ),
});

/** Policy of a chain; undefined where there is no such chain. */
export async function chainPolicy(
  host: Host,
  family: string,
  table: string,
  chain: string,
): Promise<string | undefined> {
  try {
    const text = await host.run("nft", ["-j", "list", "chain", family, table, chain]);
    return ListingSchema.parse(JSON.parse(text)).nftables.find((entry) => entry.chain)?.chain?.policy;
  } catch (error) {
    if (error instanceof CommandFailed && NOT_THERE.test(error.stderr)) return undefined;
    throw error;
  }
}

/** Puts a rule first in a chain and gives its handle. */
export async function insertRule(
  host: Host,
  { family, table, chain }: Omit<RuleReference, "handle">,
  rule: readonly string[],
): Promise<number> {
  const words = ["-j", "--echo", "--handle", "insert", "rule", family, table, chain, ...rule];
  const added = z
    .object({
      nftables: z.array(z.object({ insert: z.object({ rule: z.object({ handle: z.number() }) }).optional() })),
    })
    .parse(JSON.parse(await host.run("nft", words)));
  const handle = added.nftables.find((entry) => entry.insert)?.insert?.rule.handle;
  if (handle === undefined) throw new Error(`nft did not say the handle of its rule in ${table} ${chain}`);
  return handle;
}
