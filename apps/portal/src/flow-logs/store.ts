import type { FlowReport, IngestClaims } from "@fz/wire";
import { sql } from "kysely";
import type { Db } from "../database/database.ts";
import { newLogId } from "../logs/log-id.ts";

/** Identifies a flow among those of one authorization. */
function flowKey(report: FlowReport): string {
  const { flow_start, protocol, inner_src_ip, inner_src_port, inner_dst_ip, inner_dst_port } = report;
  return [flow_start, protocol, inner_src_ip, inner_src_port, inner_dst_ip, inner_dst_port].join();
}

/** In one statement; the embedded database does nothing else meanwhile. */
const BATCH = 500;

/**
 * Takes reports of one authorization. A flow that was open is closed once; what is closed stays as it is. Of two reports
 * on one flow the close counts.
 */
export async function insertFlowLogs(
  db: Db,
  claims: IngestClaims,
  reports: readonly FlowReport[],
  now: number,
): Promise<void> {
  const flows = new Map<string, FlowReport>();
  for (const report of reports) {
    const key = flowKey(report);
    if (report.state === "closed" || !flows.has(key)) flows.set(key, report);
  }
  const all = [...flows.values()];
  for (let at = 0; at < all.length; at += BATCH) await insertBatch(db, claims, all.slice(at, at + BATCH), now);
}

async function insertBatch(db: Db, claims: IngestClaims, reports: readonly FlowReport[], now: number): Promise<void> {
  const rows = reports.map((report) => ({
    log_id: Buffer.from(newLogId("flow", now)).toString("hex"),
    ...report,
    outers: report.state === "closed" ? report.outers : null,
  }));
  const inserted = sql`
    insert into flow_logs (
      account_id, log_id, role, initiator_device_id, responder_device_id, policy_authorization_id, policy_id, resource_id,
      resource_name, resource_address, initiator_actor_id, initiator_actor_name, initiator_actor_email,
      initiator_auth_provider_id, initiator_client_version, initiator_device_os_name, initiator_device_os_version,
      initiator_device_serial, initiator_device_uuid, initiator_device_identifier_for_vendor,
      initiator_device_firebase_installation_id, authorized_at, authorization_expires_at, protocol, inner_src_ip,
      inner_src_port, inner_dst_ip, inner_dst_port, inner_domain, flow_start, flow_end, last_packet, rx_packets,
      tx_packets, rx_bytes, tx_bytes, outers, inserted_at
    )
    select
      c.account_id, decode(r.log_id, 'hex'), c.role, c.initiator_device_id, c.responder_device_id,
      c.policy_authorization_id, c.policy_id, c.resource_id, c.resource_name, c.resource_address, c.initiator_actor_id,
      c.initiator_actor_name, c.initiator_actor_email, c.initiator_auth_provider_id, c.initiator_client_version,
      c.initiator_device_os_name, c.initiator_device_os_version, c.initiator_device_serial, c.initiator_device_uuid,
      c.initiator_device_identifier_for_vendor, c.initiator_device_firebase_installation_id, c.authorized_at,
      c.authorization_expires_at, r.protocol, r.inner_src_ip, r.inner_src_port, r.inner_dst_ip, r.inner_dst_port,
      r.domain, r.flow_start, r.flow_end, r.last_packet, r.rx_packets, r.tx_packets, r.rx_bytes, r.tx_bytes, r.outers,
      ${new Date(now).toISOString()}::timestamptz
    from json_to_record(${JSON.stringify(claims)}::json) as c (
      account_id uuid, role text, initiator_device_id uuid, responder_device_id uuid, policy_authorization_id uuid,
      policy_id uuid, resource_id uuid, resource_name text, resource_address text, initiator_actor_id uuid,
      initiator_actor_name text, initiator_actor_email text, initiator_auth_provider_id uuid,
      initiator_client_version text, initiator_device_os_name text, initiator_device_os_version text,
      initiator_device_serial text, initiator_device_uuid text, initiator_device_identifier_for_vendor text,
      initiator_device_firebase_installation_id text, authorized_at timestamptz, authorization_expires_at timestamptz
    ), json_to_recordset(${JSON.stringify(rows)}::json) as r (
      log_id text, protocol text, inner_src_ip inet, inner_src_port integer, inner_dst_ip inet, inner_dst_port integer,
      domain text, flow_start timestamptz, flow_end timestamptz, last_packet timestamptz, rx_packets bigint,
      tx_packets bigint, rx_bytes bigint, tx_bytes bigint, outers jsonb
    )
    on conflict (account_id, initiator_device_id, role, flow_start, protocol, inner_src_ip, inner_src_port,
                 inner_dst_ip, inner_dst_port, resource_id)
    do update set
      seq = nextval('flow_logs_seq'), inner_domain = coalesce(excluded.inner_domain, flow_logs.inner_domain),
      flow_end = excluded.flow_end, last_packet = excluded.last_packet, rx_packets = excluded.rx_packets,
      tx_packets = excluded.tx_packets, rx_bytes = excluded.rx_bytes, tx_bytes = excluded.tx_bytes,
      outers = excluded.outers
    where flow_logs.flow_end is null and excluded.flow_end is not null`;
  await inserted.execute(db);
}
