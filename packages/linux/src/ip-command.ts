// iproute2 with JSON output, as far as we need it.

import { type IpVersion, ipVersion } from "@fz/ip";
import { z } from "zod";
import type { Host } from "./host.ts";

const AddressSchema = z.object({ family: z.enum(["inet", "inet6"]), local: z.string(), prefixlen: z.number() });
const LinkSchema = z.object({
  ifname: z.string().optional(),
  flags: z.array(z.string()).optional(),
  operstate: z.string().optional(),
  mtu: z.number().optional(),
  txqlen: z.number().optional(),
  addr_info: z.array(AddressSchema.partial()).optional(),
});
const RouteSchema = z.object({
  dst: z.string(),
  dev: z.string().optional(),
  gateway: z.string().optional(),
  prefsrc: z.string().optional(),
  protocol: z.string().optional(),
  scope: z.string().optional(),
  metric: z.number().optional(),
  type: z.string().optional(),
});
const RuleSchema = z.object({
  priority: z.number(),
  table: z.string().optional(),
  fwmark: z.string().optional(),
  not: z.unknown().optional(),
});

interface InterfaceAddress {
  readonly ip: string;
  readonly length: number;
}

export interface Link {
  readonly name: string;
  readonly isUp: boolean;
  readonly mtu: number | undefined;
  readonly queueLength: number | undefined;
  readonly addresses: readonly InterfaceAddress[];
}

export interface Route {
  /** `10.0.0.0/8`, never `default` nor a bare address. */
  readonly destination: string;
  readonly device: string | undefined;
  readonly gateway: string | undefined;
  readonly source: string | undefined;
  readonly scope: string | undefined;
  readonly type: string | undefined;
}

export type Rule = z.output<typeof RuleSchema>;

/** What netlink answers when a thing to be removed is gone already, or one to be added is there. */
const ALREADY_DONE = /No such process|No such file or directory|File exists|FIB table does not exist/;
/** The kernel was built or started without this family. */
export const FAMILY_MISSING = /Address family not supported|Operation not supported|IPv6 is disabled/;
const NOTHING_THERE = new RegExp(`${ALREADY_DONE.source}|${FAMILY_MISSING.source}`);

export class IpCommand {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  run(words: readonly string[], tolerate?: RegExp): Promise<string> {
    return this.#host.run("ip", words, tolerate ? { tolerate } : {});
  }

  /** Many commands in one go; those that find their work already done do not fail the rest. */
  async batch(version: IpVersion, commands: readonly string[]): Promise<void> {
    if (commands.length === 0) return;
    const words = [`-${version}`, "-force", "-batch", "-"];
    await this.#host.run("ip", words, { input: `${commands.join("\n")}\n`, tolerate: ONLY_ALREADY_DONE });
  }

  /** Takes every route out of a table. */
  async flushTable(version: IpVersion, table: number): Promise<void> {
    await this.run([`-${version}`, "route", "flush", "table", String(table)], NOTHING_THERE);
  }

  async links(device?: string): Promise<Link[]> {
    const words = ["-j", "addr", "show", ...(device === undefined ? [] : ["dev", device])];
    return parseList(LinkSchema, await this.run(words)).flatMap((link) => {
      if (link.ifname === undefined) return [];
      const addresses = (link.addr_info ?? []).flatMap(({ local, prefixlen }) =>
        local === undefined || prefixlen === undefined ? [] : [{ ip: local, length: prefixlen }],
      );
      // Tunnels and loopbacks have no carrier to report: UNKNOWN counts as up where the flag says so.
      const isUp = link.operstate === "UP" || (link.operstate === "UNKNOWN" && link.flags?.includes("UP") === true);
      return [{ name: link.ifname, isUp, mtu: link.mtu, queueLength: link.txqlen, addresses }];
    });
  }

  async routes(version: IpVersion, selector: readonly string[]): Promise<Route[]> {
    const text = await this.run(["-j", `-${version}`, "route", "show", ...selector], NOTHING_THERE);
    return parseList(RouteSchema, text).map((route) => ({
      destination: destinationOf(route.dst, version),
      device: route.dev,
      gateway: route.gateway,
      source: route.prefsrc,
      scope: route.scope,
      type: route.type,
    }));
  }

  async rules(version: IpVersion): Promise<Rule[]> {
    return parseList(RuleSchema, await this.run(["-j", `-${version}`, "rule", "show"], FAMILY_MISSING));
  }
}

const ONLY_ALREADY_DONE =
  /^(?:(?:RTNETLINK answers: (?:No such process|No such file or directory|File exists)|Error: .*FIB table does not exist\.|Flush terminated|Command failed -:\d+)\s*)+$/;

function parseList<T>(schema: z.ZodType<T>, text: string): T[] {
  // A table that does not exist prints an opening bracket and stops.
  if (text.trim() === "" || text.trim() === "[") return [];
  return z.array(schema).parse(JSON.parse(text));
}

function destinationOf(text: string, version: IpVersion): string {
  if (text === "default") return version === 6 ? "::/0" : "0.0.0.0/0";
  if (text.includes("/")) return text;
  return ipVersion(text) === 6 ? `${text}/128` : `${text}/32`;
}
