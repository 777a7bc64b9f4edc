import { FULL_CONE, SYMMETRIC } from "@fz/simnet";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dnsQuery, findAnswer, TYPE } from "./dns-messages.ts";
import type { PortalResource } from "./portal.ts";
import {
  type FilterName,
  type ModelResource,
  type Outcome,
  type ProbeKind,
  ReferenceModel,
} from "./reference-model.ts";
import { type Attachment, CLIENT_ID, CLIENT_IPV4, cidr, dns, resourceId, World } from "./world.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const NAME = "app.example.com";
const REAL = "10.99.0.1";
const SENTINEL = "100.100.111.1";
const SETTLING = 3 * SECOND;
/** Time in which an answer that comes at all has come. */
const PATIENCE = 3 * SECOND;
const TRIES_AFTER_DISTURBANCE = 6;

/** The addresses that each resource may have. */
const ADDRESSES: Readonly<Record<number, readonly string[]>> = {
  1: ["10.0.0.0/8"],
  2: ["10.1.0.0/16", "10.2.0.0/16"],
  3: ["172.16.0.0/12", "10.1.0.0/16"],
  4: [NAME],
};
const TARGETS = ["10.1.5.5", "10.2.5.5", "10.9.9.9", "172.16.3.3", "8.8.8.8", NAME];
const FILTERS: readonly FilterName[] = ["everything", "udp 7", "icmp"];
const KINDS: readonly ProbeKind[] = ["udp 7", "udp 8", "icmp"];

type Command = fc.Command<ReferenceModel, Real>;

/** The real tunnels, and what is needed to talk to them as the model's commands say. */
class Real {
  readonly world: World;
  #lastId = 100;

  constructor(attachment: Attachment, seed: number) {
    this.world = new World({ seed, client: attachment, gateway: attachment });
    this.world.names.set(NAME, [REAL]);
    this.world.clientTunnel.handleCommand({ type: "system-resolvers", servers: ["9.9.9.9"] }, this.world.now);
    this.world.run(100);
  }

  settle(): void {
    this.world.run(SETTLING);
  }

  /** One packet, and what came of it. */
  send(target: string, kind: ProbeKind, patience: number): Outcome | "silence" {
    const { world } = this;
    const ip = target === NAME ? this.#lookup() : target;
    if (ip === undefined) return "silence";
    const errors = world.icmpErrors().length;
    const id = ++this.#lastId;
    if (kind === "icmp") world.ping(ip, id);
    else world.sendUdp(ip, { port: kind === "udp 7" ? 7 : 8, sourcePort: id });
    const served = world.served.length;
    const outcome = (): Outcome | undefined => {
      if (world.icmpErrors().length > errors) return "refused";
      const reached = world.served.slice(served).some(({ sourcePort }) => sourcePort === id);
      return reached && this.#isAnswered(id) ? "arrives" : undefined;
    };
    try {
      world.simulation.runUntil(() => outcome() !== undefined, patience);
    } catch {
      return "silence";
    }
    return outcome() ?? "silence";
  }

  #isAnswered(id: number): boolean {
    return this.world.client.received.some((packet) => packet.length > 0 && destinationPort(packet) === id);
  }

  #lookup(): string | undefined {
    const id = ++this.#lastId;
    this.world.write(dnsQuery(NAME, TYPE.A, { from: CLIENT_IPV4, sentinel: SENTINEL, port: 20_000, id }));
    // What is sent while the gateway is asked about the name again is lost where the gateway refuses.
    this.world.run(SECOND / 2);
    return findAnswer(this.world.client.received, id)?.values[0];
  }
}

function destinationPort(packet: Uint8Array): number {
  const ICMP = 1;
  const offset = packet[9] === ICMP ? 24 : 22;
  return (packet[offset] << 8) | packet[offset + 1];
}

function portalResource({ number, type, address, filter }: ModelResource): PortalResource {
  const filters: PortalResource["filters"] = {
    everything: [],
    "udp 7": [{ protocol: "udp" as const, port_range_start: 7, port_range_end: 7 }],
    icmp: [{ protocol: "icmp" as const }],
  }[filter];
  return type === "dns" ? dns(number, address, { filters }) : cidr(number, address, filters);
}

/** A transition that always may happen: what it does to the model, and to the real thing. */
function command(name: string, model: (model: ReferenceModel) => void, real: (real: Real) => void): Command {
  return {
    check: () => true,
    run: (m, r) => {
      model(m);
      real(r);
      r.settle();
    },
    toString: () => name,
  };
}

function setResource(resource: ModelResource): Command {
  return command(
    `set ${resource.number} ${resource.address} ${resource.filter}`,
    (model) => model.setResource(resource),
    ({ world }) => world.portal.setResource(portalResource(resource)),
  );
}

function send(target: string, kind: ProbeKind): Command {
  return {
    check: () => true,
    run: (model, real) => {
      const expected = model.send(target, kind);
      const tries = model.isDisturbed && expected !== "unroutable" ? TRIES_AFTER_DISTURBANCE : 1;
      const wanted = expected === "arrives" || expected === "refused" ? expected : "silence";
      const patience = wanted === "silence" ? SECOND : PATIENCE;
      const outcomes: string[] = [];
      for (let i = 0; i < tries && outcomes.at(-1) !== wanted; i++) outcomes.push(real.send(target, kind, patience));
      expect(outcomes.at(-1), `${kind} to ${target}: ${outcomes}`).toBe(wanted);
      // A request is repeated after two seconds at the earliest.
      model.isDisturbed = expected === "waits";
    },
    toString: () => `send ${kind} to ${target}`,
  };
}

const RESOURCE_COMMANDS = fc
  .integer({ min: 1, max: 4 })
  .chain((number) =>
    fc
      .record({ address: fc.constantFrom(...ADDRESSES[number]), filter: fc.constantFrom(...FILTERS) })
      .map(({ address, filter }) => setResource({ number, type: number === 4 ? "dns" : "cidr", address, filter })),
  );

const SENDS = fc
  .tuple(fc.constantFrom(...TARGETS), fc.constantFrom(...KINDS))
  .map(([target, kind]) => send(target, kind));

const REVOCATIONS = fc.integer({ min: 1, max: 4 }).chain((number) =>
  fc.constantFrom(
    command(
      `remove ${number}`,
      (model) => model.removeResource(number),
      ({ world }) => world.portal.removeResource(resourceId(number)),
    ),
    command(
      `revoke ${number} at the gateway`,
      (model) => model.rejectAccess(number),
      ({ world }) => world.portal.rejectAccess(CLIENT_ID, resourceId(number)),
    ),
    command(
      `refuse ${number}`,
      (model) => model.refused.add(number),
      ({ world }) => world.portal.refusals.set(resourceId(number), "forbidden"),
    ),
    command(
      `grant ${number} again`,
      (model) => model.refused.delete(number),
      ({ world }) => world.portal.refusals.delete(resourceId(number)),
    ),
  ),
);

const ROAMS = fc.integer({ min: 60, max: 90 }).map((last) =>
  command(
    `roam to .${last}`,
    (model) => model.clientRoams(),
    ({ world }) => world.roamClient(`192.0.2.${last}`),
  ),
);

const PAUSES = fc.integer({ min: 1, max: 11 }).map((minutes) =>
  command(
    `idle for ${minutes} min`,
    (model) => {
      model.isDisturbed = true;
    },
    ({ world }) => world.run(minutes * MINUTE),
  ),
);

const LOSE_PORTAL = command(
  "lose the portal",
  (model) => {
    model.portalIsUp = false;
  },
  ({ world }) => {
    world.portal.isUp = false;
  },
);

const FIND_PORTAL = command(
  "find the portal again",
  (model) => model.portalReturns(),
  ({ world }) => {
    world.portal.isUp = true;
    world.joinPortal();
  },
);

const RESTART_RELAYS = command(
  "restart the relays",
  (model) => model.relaysRestart(),
  ({ world }) => {
    for (const server of world.turnServers.values()) server.restart();
    // A connection that has gone idle takes minutes to find out that its path is gone.
    world.run(world.portal.isUp ? 15 * SECOND : 4 * MINUTE);
  },
);

const RESTART_GATEWAY = command(
  "restart the gateway",
  (model) => model.gatewayRestarts(),
  ({ world }) => {
    world.gatewayTunnel.handleCommand({ type: "shutdown" }, world.now);
    world.run(100);
    world.restartGateway();
  },
);

const COMMANDS = fc.oneof(
  { weight: 12, arbitrary: SENDS },
  { weight: 4, arbitrary: RESOURCE_COMMANDS },
  { weight: 4, arbitrary: REVOCATIONS },
  { weight: 1, arbitrary: ROAMS },
  { weight: 1, arbitrary: PAUSES },
  { weight: 1, arbitrary: fc.constant(LOSE_PORTAL) },
  { weight: 2, arbitrary: fc.constant(FIND_PORTAL) },
  { weight: 1, arbitrary: fc.constantFrom(RESTART_RELAYS, RESTART_GATEWAY) },
);

const ATTACHMENTS: Readonly<Record<string, Attachment>> = {
  "on the open Internet": {},
  "behind friendly NATs": { nat: FULL_CONE },
  "behind symmetric NATs": { nat: SYMMETRIC },
};

test.each(Object.entries(ATTACHMENTS))("%s packets arrive as the model says, whatever happens", (_, attachment) => {
  fc.assert(
    fc.property(fc.nat(1000), fc.commands([COMMANDS], { maxCommands: 40, size: "max" }), (seed, commands) => {
      fc.modelRun(() => {
        const model = new ReferenceModel(attachment.nat === SYMMETRIC);
        const real = new Real(attachment, seed);
        for (const number of [1, 4]) {
          const [address] = ADDRESSES[number];
          setResource({ number, type: number === 4 ? "dns" : "cidr", address, filter: "everything" }).run(model, real);
        }
        return { model, real };
      }, commands);
    }),
    { numRuns: 14, seed: 2026 },
  );
});
