import type { FlowReport } from "@fz/tunnel";
import { type IngestClaims, signIngestToken } from "@fz/wire";

const HOUR_S = 3_600;
const id = "d921a9a7-b0b6-45e7-a626-aeab74d95e34";

export function tokenOf(authorization: string, expiresInSeconds = HOUR_S): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims: IngestClaims = {
    account_id: id,
    iat: now,
    exp: now + expiresInSeconds,
    uploads_enabled: true,
    role: "responder",
    initiator_device_id: id,
    responder_device_id: id,
    policy_authorization_id: authorization,
    policy_id: id,
    resource_id: id,
    resource_name: "Rack",
    initiator_actor_id: id,
    initiator_actor_name: "Mara",
    authorized_at: "t",
    authorization_expires_at: "t",
  };
  return signIngestToken(claims, new Uint8Array(32));
}

export const flow = (token: string, port = 1): FlowReport => ({
  token,
  protocol: "tcp",
  source: { ip: "100.64.0.1", port },
  destination: { ip: "10.44.0.7", port: 443 },
  domain: "wiki.example",
  startedAt: 1_900_000_000_000.25,
  outers: [
    {
      source: { ip: "192.0.2.1", port: 1 },
      destination: { ip: "198.51.100.1", port: 2 },
      activatedAt: 1_900_000_000_000,
    },
    { source: undefined, destination: { ip: "198.51.100.2", port: 3478 }, activatedAt: 1_900_000_001_000 },
  ],
  end: {
    endedAt: 1_900_000_003_000,
    lastPacketAt: 1_900_000_002_000,
    txPackets: 1,
    txBytes: 40,
    rxPackets: 0,
    rxBytes: 0,
  },
});
