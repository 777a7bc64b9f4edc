import { setTimeout as sleep } from "node:timers/promises";
import type { Device, Target } from "./device.ts";
import { percentile } from "./figures.ts";
import type { Herd } from "./herd.ts";
import type { Access, World } from "./world.ts";

const PATIENCE_MS = 10_000;
const BETWEEN_MS = 50;

export interface EditFigures {
  readonly edits: number;
  readonly devices: number;
  /** Milliseconds from sending the request until the last device was told. */
  readonly p50: number;
  readonly p99: number;
  /** Edits of which some device was not told in time. */
  readonly missed: number;
}

/** Switches policies of everybody off and on again by the REST API. */
export function measureWideEdits(herd: Herd, world: World, target: Target, edits: number, signal: AbortSignal) {
  return measureEdits(herd, world, target, edits, signal, (n) => {
    const access = world.everyones[n % world.everyones.length];
    return { access, clients: joined(herd.clients) };
  });
}

/** The same with policies of one department each. */
export function measureNarrowEdits(herd: Herd, world: World, target: Target, edits: number, signal: AbortSignal) {
  const count = world.departments.length;
  return measureEdits(herd, world, target, edits, signal, (n) => {
    const members = herd.clients.filter(({ identity }) => identity.number % count === n % count);
    return {
      access: world.departments[n % count][0],
      clients: new Set(members.map(({ identity }) => identity.number)),
    };
  });
}

/** Who is not there cannot be told; that it is missing is in the figures of the herd. */
export function joined(devices: readonly Device[]): ReadonlySet<number> {
  return new Set(devices.filter(({ isJoined }) => isJoined).map(({ identity }) => identity.number));
}

type Choose = (n: number) => { readonly access: Access; readonly clients: ReadonlySet<number> };

async function measureEdits(
  herd: Herd,
  world: World,
  target: Target,
  edits: number,
  signal: AbortSignal,
  choose: Choose,
): Promise<EditFigures> {
  const took: number[] = [];
  let missed = 0;
  let devices = 0;
  for (let n = 0; n < edits; n++) {
    const { access, clients } = choose(n);
    if (clients.size === 0) continue;
    devices = clients.size;
    for (const isDisabled of [true, false]) {
      const event = isDisabled ? "resource_deleted" : "resource_created_or_updated";
      const told = untilTold(herd, event, access.resourceId, clients);
      const begun = performance.now();
      await changePolicy(target, world.apiToken, access.policyId, { is_disabled: isDisabled });
      const last = await told;
      if (last === undefined) missed++;
      else took.push(last - begun);
      await sleep(BETWEEN_MS, undefined, { signal });
    }
  }
  return { edits: 2 * edits, devices, p50: percentile(took, 0.5), p99: percentile(took, 0.99), missed };
}

/** When the last of the clients had the event about that resource; undefined where it takes too long. */
export function untilTold(herd: Herd, event: string, resourceId: string, clients: ReadonlySet<number>) {
  const waiting = new Set(clients);
  return new Promise<number | undefined>((resolve) => {
    const done = (at: number | undefined) => {
      clearTimeout(timer);
      stop();
      resolve(at);
    };
    const timer = setTimeout(() => done(undefined), PATIENCE_MS);
    const stop = herd.onMessage(({ identity }, received, frame) => {
      if (received !== event || identity.kind !== "client" || !frame.includes(resourceId)) return;
      if (waiting.delete(identity.number) && waiting.size === 0) done(performance.now());
    });
  });
}

export async function changePolicy(target: Target, token: string, id: string, policy: object): Promise<void> {
  const answer = await fetch(`http://${target.host}:${target.port}/policies/${id}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ policy }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the policy could not be changed: ${answer.status} ${text}`);
}
