// The client's side of flow logs: it is the initiator of every flow that it reports.
import type { PacketView } from "@fz/ip";
import type { Node } from "@fz/snownet";
import type { Counters } from "../counters.ts";
import { endsOf, endsOfAnswer, FlowTracker } from "../flows/flow-tracker.ts";
import { type Accounted, countedFlow, type OuterPath, type TrackedFlow } from "../flows/tracked-flow.ts";
import type { Queue } from "../queue.ts";
import type { ClientEvent } from "./client-messages.ts";

export interface ClientFlowsOptions {
  readonly node: Node;
  readonly events: Queue<ClientEvent>;
  readonly counters: Counters;
  /** Added to `now` it gives milliseconds since the Unix epoch. */
  readonly epochOffset: number;
  /** The name that a proxy address stands for. */
  readonly nameOf: (ip: string) => string | undefined;
}

export class ClientFlows {
  readonly #is: ClientFlowsOptions;
  readonly #tracker: FlowTracker;
  /** Ingest tokens of what this client was authorised for last, by resource. */
  readonly #tokens = new Map<string, string>();

  constructor(options: ClientFlowsOptions) {
    this.#is = options;
    const { epochOffset, events, counters } = options;
    this.#tracker = new FlowTracker({
      epochOffset,
      outerOf: (gatewayId, now) => this.#outerPath(gatewayId, now),
      report: (reports) => events.push({ type: "flows", reports }),
      overflowed: () => counters.add("flows-not-logged"),
    });
  }

  /** Seconds between uploads as the portal wants them; 0: none. */
  setUploadInterval(seconds: number, now: number): void {
    this.#tracker.setUploadInterval(seconds, now);
  }

  /** The wall clock was set. */
  setEpochOffset(epochOffset: number): void {
    this.#tracker.setEpochOffset(epochOffset);
  }

  authorized(resourceId: string, token: string): void {
    this.#tokens.set(resourceId, token);
  }

  withdrawn(resourceId: string): void {
    this.#tokens.delete(resourceId);
  }

  /** What a packet that is sent to the resource counts for. */
  begin(view: PacketView, gatewayId: string, resourceId: string, now: number): Accounted {
    const token = this.#tokens.get(resourceId);
    const ends = token === undefined ? undefined : endsOf(view);
    if (token === undefined || !ends) return "unwanted";
    const domain = this.#is.nameOf(ends.destination.ip);
    return this.#tracker.begin(view, ends, { peerId: gatewayId, resourceId, token, domain }, now);
  }

  /** The flow that a packet from the gateway belongs to. */
  find(view: PacketView, gatewayId: string): TrackedFlow | undefined {
    const ends = endsOfAnswer(view);
    const flow = ends && this.#tracker.find(ends);
    return flow?.owner.peerId === gatewayId ? flow : undefined;
  }

  countSent(accounted: Accounted, view: PacketView, now: number): void {
    const flow = countedFlow(accounted);
    flow?.noteOutgoing(view.tcpFlags);
    flow?.outgoing.count(view.payloadLength, now);
  }

  /** Counts a packet from the gateway that no verdict counts. */
  countReceived(view: PacketView, gatewayId: string, now: number): void {
    const flow = this.find(view, gatewayId);
    flow?.noteIncoming(view.tcpFlags);
    flow?.incoming.count(view.payloadLength, now);
  }

  pollTimeout(): number | undefined {
    return this.#tracker.pollTimeout();
  }

  handleTimeout(now: number): void {
    this.#tracker.handleTimeout(now);
  }

  endAll(now: number): void {
    this.#tracker.endAll(now);
  }

  /** From our own socket, or through our relay. */
  #outerPath(gatewayId: string, now: number): OuterPath | undefined {
    const path = this.#is.node.outboundPath(gatewayId, now);
    return path && { source: path.source, destination: path.destination };
  }
}
