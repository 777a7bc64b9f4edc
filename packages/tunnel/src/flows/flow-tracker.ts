// TCP and UDP flows between clients and resources as the portal wants them reported (portal protocol, §8; data plane,
// §4.9): once they began and once they ended, by both ends of the tunnel. What begins a flow is a packet of the client
// that matched an authorization.

import { type PacketView, PROTOCOL_TCP, PROTOCOL_UDP } from "@fz/ip";
import { parseIngestToken } from "@fz/wire";
import {
  type Accounted,
  type FlowEnds,
  type FlowOwner,
  type OuterPath,
  opensFlow,
  TrackedFlow,
} from "./tracked-flow.ts";

const TICK = 1_000;
/** A flow that is over within this time is reported once only. */
const OPEN_REPORT_AFTER = 1_000;
const MOST_FLOWS = 65_536;
const MOST_TOKENS = 65_536;

/** Times are milliseconds since the Unix epoch. tx counts what the initiator sent, bytes the payloads of TCP and UDP. */
export interface FlowReport extends FlowEnds {
  /** Ingest token of the authorization that it began by. */
  readonly token: string;
  readonly domain: string | undefined;
  readonly startedAt: number;
  readonly outers: readonly (OuterPath & { readonly activatedAt: number })[];
  /** Undefined while the flow is open. */
  readonly end:
    | {
        readonly endedAt: number;
        readonly lastPacketAt: number;
        readonly txPackets: number;
        readonly txBytes: number;
        readonly rxPackets: number;
        readonly rxBytes: number;
      }
    | undefined;
}

export interface FlowTrackerOptions {
  /** Added to `now` it gives milliseconds since the Unix epoch. */
  readonly epochOffset: number;
  /** Which way the datagrams of a peer go now. */
  readonly outerOf: (peerId: string, now: number) => OuterPath | undefined;
  readonly report: (reports: readonly FlowReport[]) => void;
  /** There was no room for a flow. */
  readonly overflowed: () => void;
}

/** What a token says about reporting, as far as it matters here. */
interface Terms {
  readonly wanted: boolean;
  readonly policy: string | undefined;
}

export class FlowTracker {
  readonly #options: FlowTrackerOptions;
  readonly #flows = new Map<string, TrackedFlow>();
  readonly #terms = new Map<string, Terms>();
  #reports: FlowReport[] = [];
  #epochOffset: number;
  #isOn = false;
  #nextTick = 0;

  constructor(options: FlowTrackerOptions) {
    this.#options = options;
    this.#epochOffset = options.epochOffset;
  }

  /** The wall clock was set. */
  setEpochOffset(epochOffset: number): void {
    this.#epochOffset = epochOffset;
  }

  /** Seconds between uploads as the portal wants them; 0: none. */
  setUploadInterval(seconds: number, now: number): void {
    this.#isOn = seconds > 0;
    if (!this.#isOn) this.endAll(now);
  }

  /** The flow between these ends, if there is one. */
  find(ends: FlowEnds): TrackedFlow | undefined {
    return this.#isOn ? this.#flows.get(keyOf(ends)) : undefined;
  }

  /** The flow that the initiator's packet in view begins or goes on with. */
  begin(view: PacketView, ends: FlowEnds, owner: FlowOwner, now: number): Accounted {
    if (!this.#isOn) return "unwanted";
    const key = keyOf(ends);
    const known = this.#flows.get(key);
    if (known && this.#goesOn(known, owner) && !known.isReplacedBy(view.tcpFlags)) return known;
    if (known) this.#end(key, known, now);
    if (!this.#termsOf(owner.token).wanted) return "unwanted";
    if (!opensFlow(view)) return "not-begun";
    if (this.#flows.size >= MOST_FLOWS) {
      this.#options.overflowed();
      return "unwanted";
    }
    if (this.#flows.size === 0) this.#nextTick = now + TICK;
    const flow = new TrackedFlow(ends, owner, now, this.#epochOffset);
    this.#noteOuter(flow, this.#options.outerOf(owner.peerId, now), now);
    this.#flows.set(key, flow);
    return flow;
  }

  pollTimeout(): number | undefined {
    return this.#flows.size > 0 ? this.#nextTick : undefined;
  }

  /** Once a second: notes which way flows go, ends those that are over, reports those that are not. */
  handleTimeout(now: number): void {
    if (this.#flows.size > 0 && now >= this.#nextTick) {
      const since = this.#nextTick - TICK;
      this.#nextTick = now + TICK;
      this.#tick(since, now);
    }
    this.#tell();
  }

  endAll(now: number): void {
    for (const [key, flow] of this.#flows) this.#end(key, flow, now);
    this.#tell();
  }

  #tick(since: number, now: number): void {
    const outers = new Map<string, OuterPath | undefined>();
    for (const [key, flow] of this.#flows) {
      const { peerId } = flow.owner;
      if (!outers.has(peerId)) outers.set(peerId, this.#options.outerOf(peerId, now));
      const isMoving = flow.lastPacket >= since;
      const current = isMoving && !this.#noteOuter(flow, outers.get(peerId), now) ? this.#split(key, flow, now) : flow;
      if (now >= current.deadline) this.#end(key, current, now);
      else if (!current.isReportedOpen && !current.isOver && now >= current.startedAt + OPEN_REPORT_AFTER) {
        current.isReportedOpen = true;
        this.#report(current, undefined);
      }
    }
  }

  /** Ends a flow that went more ways than a report has room for; what comes next is counted as another. */
  #split(key: string, flow: TrackedFlow, now: number): TrackedFlow {
    this.#end(key, flow, now);
    const next = new TrackedFlow(flow.ends, flow.owner, now, this.#epochOffset);
    this.#noteOuter(next, this.#options.outerOf(flow.owner.peerId, now), now);
    this.#flows.set(key, next);
    return next;
  }

  /** A new authorization by the same policy, as after a change of network, ends no flow. */
  #goesOn({ owner }: TrackedFlow, { peerId, resourceId, token }: FlowOwner): boolean {
    if (owner.peerId !== peerId || owner.resourceId !== resourceId) return false;
    if (owner.token === token) return true;
    const { wanted, policy } = this.#termsOf(token);
    return wanted && policy === this.#termsOf(owner.token).policy;
  }

  #noteOuter(flow: TrackedFlow, outer: OuterPath | undefined, now: number): boolean {
    const since = flow.outers.length === 0 ? flow.startedAtEpoch : this.#epochOf(flow, now);
    return outer === undefined || flow.noteOuter(outer, since);
  }

  #end(key: string, flow: TrackedFlow, now: number): void {
    flow.ended = true;
    this.#flows.delete(key);
    const { outgoing, incoming } = flow;
    this.#report(flow, {
      endedAt: this.#epochOf(flow, now),
      lastPacketAt: this.#epochOf(flow, flow.lastPacket),
      txPackets: outgoing.packets,
      txBytes: outgoing.bytes,
      rxPackets: incoming.packets,
      rxBytes: incoming.bytes,
    });
  }

  /** A flow of which no outer path is known cannot be reported: the portal demands one. */
  #report(flow: TrackedFlow, end: FlowReport["end"]): void {
    if (flow.outers.length === 0) return;
    const { owner, ends, startedAtEpoch: startedAt } = flow;
    this.#reports.push({
      ...ends,
      token: owner.token,
      domain: owner.domain,
      startedAt,
      outers: [...flow.outers],
      end,
    });
  }

  /** Never before the flow's start, though clocks may be set back. */
  #epochOf(flow: TrackedFlow, now: number): number {
    return Math.max(flow.startedAtEpoch, this.#epochOffset + now);
  }

  #tell(): void {
    const reports = this.#reports;
    if (reports.length === 0) return;
    this.#reports = [];
    this.#options.report(reports);
  }

  #termsOf(token: string): Terms {
    const known = this.#terms.get(token);
    if (known) return known;
    if (this.#terms.size >= MOST_TOKENS) this.#terms.clear();
    const claims = parseIngestToken(token);
    const terms = { wanted: claims?.uploads_enabled ?? false, policy: claims?.policy_id };
    this.#terms.set(token, terms);
    return terms;
  }
}

/** What the initiator's packet in view goes between; undefined where it is neither TCP nor UDP. */
export function endsOf(view: PacketView): FlowEnds | undefined {
  const protocol = protocolOf(view);
  if (!protocol) return undefined;
  const source = { ip: view.sourceIp(), port: view.sourcePort };
  return { protocol, source, destination: { ip: view.destinationIp(), port: view.destinationPort } };
}

/** The same of a packet for the initiator. */
export function endsOfAnswer(view: PacketView): FlowEnds | undefined {
  const ends = endsOf(view);
  return ends && { protocol: ends.protocol, source: ends.destination, destination: ends.source };
}

function protocolOf(view: PacketView): FlowEnds["protocol"] | undefined {
  switch (view.protocol) {
    case PROTOCOL_TCP:
      return "tcp";
    case PROTOCOL_UDP:
      return "udp";
    default:
      return undefined;
  }
}

/** Where clients have their tunnel addresses, their packets' source tells them apart. */
function keyOf({ protocol, source, destination }: FlowEnds): string {
  return `${protocol} ${source.ip} ${source.port} ${destination.ip} ${destination.port}`;
}
