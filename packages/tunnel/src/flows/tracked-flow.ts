import { type IpAddress, type PacketView, PROTOCOL_TCP, type SocketAddress, TCP_FIN, TCP_RST, TCP_SYN } from "@fz/ip";
import { PacketCount } from "./packet-count.ts";

const SECOND = 1_000;
const IDLE = 120 * SECOND;
/** The last acknowledgements still belong to the flow. */
const ENDED_TTL = 2 * SECOND;
const MOST_OUTERS = 16;

/** The two ends of a flow inside the tunnel: the initiator's first. */
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

/** What a flow belongs to. */
export interface FlowOwner {
  readonly peerId: string;
  readonly resourceId: string;
  /** Ingest token of the authorization. */
  readonly token: string;
  readonly domain: string | undefined;
}

export class TrackedFlow {
  readonly ends: FlowEnds;
  readonly owner: FlowOwner;
  readonly startedAt: number;
  /** The same in milliseconds since the Unix epoch: what the flow is known by to the portal, wherever clocks are set to. */
  readonly startedAtEpoch: number;
  /** What the initiator sends, and what it gets. */
  readonly outgoing = new PacketCount();
  readonly incoming = new PacketCount();
  readonly outers: (OuterPath & { readonly activatedAt: number })[] = [];
  /** It was reported; packets between the same ends are another flow. */
  ended = false;
  isReportedOpen = false;
  #isUnderWay = false;
  #finOutgoing = false;
  #finIncoming = false;
  #reset = false;

  constructor(ends: FlowEnds, owner: FlowOwner, now: number, epochOffset: number) {
    this.ends = ends;
    this.owner = owner;
    this.startedAt = now;
    this.startedAtEpoch = epochOffset + now;
  }

  noteOutgoing(tcpFlags: number): void {
    if ((tcpFlags & TCP_SYN) === 0) this.#isUnderWay = true;
    if ((tcpFlags & TCP_FIN) !== 0) this.#finOutgoing = true;
    if ((tcpFlags & TCP_RST) !== 0) this.#reset = true;
  }

  noteIncoming(tcpFlags: number): void {
    if ((tcpFlags & TCP_FIN) !== 0) this.#finIncoming = true;
    if ((tcpFlags & TCP_RST) !== 0) this.#reset = true;
  }

  /** A packet of the initiator's that opens a connection although this one was under way. */
  isReplacedBy(tcpFlags: number): boolean {
    return (tcpFlags & TCP_SYN) !== 0 && this.#isUnderWay;
  }

  /** False where there is no room for the path: it belongs to another flow. */
  noteOuter(outer: OuterPath, activatedAt: number): boolean {
    const last = this.outers.at(-1);
    if (last && isSameOuter(last, outer)) return true;
    if (this.outers.length === MOST_OUTERS) return false;
    this.outers.push({ ...outer, activatedAt });
    return true;
  }

  get lastPacket(): number {
    return Math.max(this.startedAt, this.outgoing.last, this.incoming.last);
  }

  /** Both sides finished, or one reset it. */
  get isOver(): boolean {
    return this.#reset || (this.#finOutgoing && this.#finIncoming);
  }

  get deadline(): number {
    return this.lastPacket + (this.isOver ? ENDED_TTL : IDLE);
  }
}

/** The flow that packets are counted for; or none, because nobody wants to know, or because nothing began one so far. */
export type Accounted = TrackedFlow | "unwanted" | "not-begun";

/** Whether what was found for the flow's packets before holds for this one of the initiator's, too. */
export function holdsForOutgoing(accounted: Accounted, view: PacketView): boolean {
  if (accounted === "unwanted") return true;
  if (accounted === "not-begun") return !opensFlow(view);
  return !accounted.ended && !accounted.isReplacedBy(view.tcpFlags);
}

/** A pure acknowledgement, FIN or RST is what is left of a flow, not another one. */
export function opensFlow(view: PacketView): boolean {
  const { protocol, tcpFlags } = view;
  if (protocol !== PROTOCOL_TCP) return true;
  if ((tcpFlags & (TCP_FIN | TCP_RST)) !== 0) return false;
  return (tcpFlags & TCP_SYN) !== 0 || view.payloadLength > 0;
}

/** Undefined where nothing is counted. */
export function countedFlow(accounted: Accounted): TrackedFlow | undefined {
  return typeof accounted === "string" ? undefined : accounted;
}

function isSameOuter(a: OuterPath, b: OuterPath): boolean {
  return endText(a.source) === endText(b.source) && endText(a.destination) === endText(b.destination);
}

function endText(end: { readonly ip: IpAddress; readonly port: number } | undefined): string {
  return end === undefined ? "" : `${end.ip} ${end.port}`;
}
