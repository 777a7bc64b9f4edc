// Policy routing of the tunnel: three tables of our own, reached by everything that does not carry our mark.

import type { IpVersion } from "@fz/ip";
import type { Host } from "./host.ts";
import { IpCommand } from "./ip-command.ts";

/** On every socket whose packets must not go into the tunnel. */
export const FIREZONE_MARK = 0xfd002021;

/** Resources and the tunnel's own ranges. */
export const TABLE_TUNNEL = 0x2021fd00;
/** Copies of on-link routes: the LAN stays reachable when everything else goes through the tunnel. */
export const TABLE_ON_LINK = 0x2021fd01;
/** 0.0.0.0/0 and ::/0 into the tunnel. */
export const TABLE_DEFAULT = 0x2021fd02;

const RULES = [
  { priority: 100, table: TABLE_TUNNEL },
  { priority: 200, table: TABLE_ON_LINK },
  { priority: 300, table: TABLE_DEFAULT },
] as const;
export const TABLES = RULES.map(({ table }) => table);

const VERSIONS: readonly IpVersion[] = [4, 6];

/** `protocol kernel` keeps network daemons from sweeping the rules away as foreign ones. */
export async function addRules(host: Host, version: IpVersion): Promise<void> {
  const ip = new IpCommand(host);
  const present = await ip.rules(version);
  const commands = RULES.filter(({ priority, table }) => !present.some(isOurs(priority, table))).map(
    ({ priority, table }) =>
      `rule add not fwmark 0x${FIREZONE_MARK.toString(16)} lookup ${table} priority ${priority} protocol kernel`,
  );
  await ip.batch(version, commands);
}

/** Rules and tables, whoever left them. A family that the kernel lacks has none. */
export async function removeRouting(host: Host): Promise<void> {
  const ip = new IpCommand(host);
  for (const version of VERSIONS) {
    for (const table of TABLES) await ip.flushTable(version, table);
    const present = await ip.rules(version);
    const commands = RULES.flatMap(({ priority, table }) =>
      present.filter(isOurs(priority, table)).map(() => `rule del priority ${priority} lookup ${table}`),
    );
    await ip.batch(version, commands);
  }
}

function isOurs(priority: number, table: number): (rule: { priority: number; table?: string | undefined }) => boolean {
  return (rule) => rule.priority === priority && rule.table === String(table);
}
