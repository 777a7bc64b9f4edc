import type { FlowReport } from "@fz/tunnel";

/** A report as `POST /ingestion/flow_logs` takes it. */
export function flowRecord({ protocol, source, destination, domain, startedAt, outers, end }: FlowReport): object {
  return {
    protocol,
    inner_src_ip: source.ip,
    inner_src_port: source.port,
    inner_dst_ip: destination.ip,
    inner_dst_port: destination.port,
    ...(domain === undefined ? {} : { domain }),
    flow_start: time(startedAt),
    outers: outers.map((outer) => ({
      ...(outer.source ? { src_ip: outer.source.ip, src_port: outer.source.port } : {}),
      dst_ip: outer.destination.ip,
      dst_port: outer.destination.port,
      path_activated_at: time(outer.activatedAt),
    })),
    ...(end
      ? {
          flow_end: time(end.endedAt),
          last_packet: time(end.lastPacketAt),
          rx_packets: end.rxPackets,
          tx_packets: end.txPackets,
          rx_bytes: end.rxBytes,
          tx_bytes: end.txBytes,
        }
      : {}),
  };
}

/** Both reports on a flow name the same start, whatever the fraction of a millisecond. */
function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
