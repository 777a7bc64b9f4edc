// TCP and UDP flows of clients as the portal wants them reported (portal protocol, §8): from the first packet, when the
// client or the resource ended them or nothing came for long. What starts a flow is a packet of the client.

import { type IpAddress, type SocketAddress, TCP_FIN, TCP_RST } from "@fz/ip";
import { parseIngestToken } from "@fz/wire";
import { PacketCount } from "./packet-count.ts";

const SECOND = 1_000;
const TCP_IDLE = 7_440 * SECOND;
const UDP_IDLE = 120 * SECOND;
/** The last acknowledgements still belong to the flow. */
const ENDED_TTL = 2 * SECOND;
/** A flow that lasts this long is reported as open. */
const OPEN_REPORT_AFTER = 10 * SECOND;
const MOST_FLOWS = 65_536;
const MOST_OUTERS = 32;

/** The two ends of a flow inside the tunnel, as the client knows them. */
export interface FlowEnds {
  readonly protocol: "tcp" | "udp";
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
}

/** Between which addresses the tunnel's datagrams went. */
export interface OuterPath {
  /** The initiator's; undefined where a relay is in between. */
  readonly source: SocketAddress | undefined;
  readonly destination: SocketAddress;
}

/** Times are milliseconds since the Unix epoch. tx counts what the initiator sent. */
export interface FlowReport extends FlowEnds {
  /** Ingest token of the authorization that it went by. */
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

/** What a flow belongs to. */
export interface FlowOwner {
  readonly peerId: string;
  readonly resourceId: string;
  readonly token: string;
  readonly domain: string | undefined;
}

export class TrackedFlow {
  readonly ends: FlowEnds;
  readonly owner: FlowOwner;
  readonly startedAt: number;
  /** What the client sends, and what it gets. */
  readonly outgoing = new PacketCount();
  readonly incoming = new PacketCount();
  readonly outers: (OuterPath & { readonly activatedAt: number })[] = [];
  /** It was reported; packets between the same ends are another flow. */
  ended = false;
  isReportedOpen = false;
  #finOutgoing = false;
  #finIncoming = false;
  #reset = false;

  constructor(ends: FlowEnds, owner: FlowOwner, now: number) {
    this.ends = ends;
    this.owner = owner;
    this.startedAt = now;
  }

  noteOutgoing(tcpFlags: number): void {
    if ((tcpFlags & TCP_FIN) !== 0) this.#finOutgoing = true;
    if ((tcpFlags & TCP_RST) !== 0) this.#reset = true;
  }

  noteIncoming(tcpFlags: number): void {
    if ((tcpFlags & TCP_FIN) !== 0) this.#finIncoming = true;
    if ((tcpFlags & TCP_RST) !== 0) this.#reset = true;
  }

  get lastPacket(): number {
    return Math.max(this.startedAt, this.outgoing.last, this.incoming.last);
  }

  get deadline(): number {
    const isOver = this.#reset || (this.#finOutgoing && this.#finIncoming);
    const idle = this.ends.protocol === "tcp" ? TCP_IDLE : UDP_IDLE;
    return this.lastPacket + (isOver ? ENDED_TTL : idle);
  }
}

export class FlowTracker {
  readonly #epochOffset: number;
  readonly #overflowed: () => void;
  readonly #flows = new Map<string, TrackedFlow>();
  /** Whether the authorization of a token wants reports. */
  readonly #wanted = new Map<string, boolean>();
  #reports: FlowReport[] = [];
  #isOn = false;
  /**
   * @param epochOffset added to `now` it gives milliseconds since the Unix epoch
   * @param overflowed is told of each flow that there was no room for
   */
  constructor(epochOffset: number, overflowed: () => void) {
    this.#epochOffset = epochOffset;
    this.#overflowed = overflowed;
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

  /** The flow that a packet of the client belongs to, begun if need be; undefined where its authorization wants no reports. */
  begin(ends: FlowEnds, owner: FlowOwner, tcpFlags: number, now: number): TrackedFlow | undefined {
    if (!this.#isOn) return undefined;
    const key = keyOf(ends);
    const known = this.#flows.get(key);
    if (known?.owner.token === owner.token) return known;
    if (known) this.#end(key, known, now);
    // What is left of a flow that ended is not another one.
    if ((tcpFlags & (TCP_FIN | TCP_RST)) !== 0 || !this.#isWanted(owner.token)) return undefined;
    if (this.#flows.size >= MOST_FLOWS) {
      this.#overflowed();
      return undefined;
    }
    const flow = new TrackedFlow(ends, owner, now);
    this.#flows.set(key, flow);
    return flow;
  }

  /** Once a second: notes which way flows go, ends those that are over, reports those that last. */
  tick(now: number, outerOf: (peerId: string) => OuterPath | undefined): void {
    const outers = new Map<string, OuterPath | undefined>();
    for (const [key, flow] of this.#flows) {
      const { peerId } = flow.owner;
      if (!outers.has(peerId)) outers.set(peerId, outerOf(peerId));
      this.#noteOuter(flow, outers.get(peerId), now);
      if (now >= flow.deadline) this.#end(key, flow, now);
      else if (!flow.isReportedOpen && now >= flow.startedAt + OPEN_REPORT_AFTER) {
        flow.isReportedOpen = true;
        this.#report(flow, undefined);
      }
    }
  }

  /** Ends the flows of a client, or those of one of its resources. */
  endOf(peerId: string, resourceId: string | undefined, now: number): void {
    for (const [key, flow] of this.#flows) {
      const { owner } = flow;
      if (owner.peerId !== peerId || (resourceId !== undefined && owner.resourceId !== resourceId)) continue;
      this.#end(key, flow, now);
    }
  }

  endAll(now: number): void {
    for (const [key, flow] of this.#flows) this.#end(key, flow, now);
  }

  /** What there is to report since the last call. */
  takeReports(): FlowReport[] {
    const reports = this.#reports;
    if (reports.length > 0) this.#reports = [];
    return reports;
  }

  #noteOuter(flow: TrackedFlow, outer: OuterPath | undefined, now: number): void {
    const last = flow.outers.at(-1);
    if (!outer || (last && isSame(last, outer)) || flow.outers.length >= MOST_OUTERS) return;
    const activatedAt = this.#epochOffset + (last ? now : flow.startedAt);
    flow.outers.push({ ...outer, activatedAt });
  }

  #end(key: string, flow: TrackedFlow, now: number): void {
    flow.ended = true;
    this.#flows.delete(key);
    const { outgoing, incoming } = flow;
    this.#report(flow, {
      endedAt: this.#epochOffset + now,
      lastPacketAt: this.#epochOffset + flow.lastPacket,
      txPackets: outgoing.packets,
      txBytes: outgoing.bytes,
      rxPackets: incoming.packets,
      rxBytes: incoming.bytes,
    });
  }

  /** A flow of which no outer path is known cannot be reported: the portal demands one. */
  #report(flow: TrackedFlow, end: FlowReport["end"]): void {
    if (flow.outers.length === 0) return;
    const { owner, ends, startedAt } = flow;
    this.#reports.push({
      ...ends,
      token: owner.token,
      domain: owner.domain,
      startedAt: this.#epochOffset + startedAt,
      outers: [...flow.outers],
      end,
    });
  }

  #isWanted(token: string): boolean {
    const known = this.#wanted.get(token);
    if (known !== undefined) return known;
    if (this.#wanted.size >= MOST_FLOWS) this.#wanted.clear();
    const wanted = parseIngestToken(token)?.uploads_enabled ?? false;
    this.#wanted.set(token, wanted);
    return wanted;
  }
}

/** Where clients have their tunnel addresses, their packets' source tells them apart. */
function keyOf({ protocol, source, destination }: FlowEnds): string {
  return `${protocol} ${source.ip} ${source.port} ${destination.ip} ${destination.port}`;
}

function isSame(a: OuterPath, b: OuterPath): boolean {
  return endText(a.source) === endText(b.source) && endText(a.destination) === endText(b.destination);
}

function endText(end: { readonly ip: IpAddress; readonly port: number } | undefined): string {
  return end === undefined ? "" : `${end.ip} ${end.port}`;
}
