import type { Remote } from "../http/remote.ts";

/** What a connection says about a device, kept with the device until the next one. */
export interface Session {
  readonly remote: Remote;
  readonly userAgent: string;
  readonly version: string | null;
  readonly publicKey: string;
}

export function sessionColumns({ remote, userAgent, version, publicKey }: Session, now: number) {
  return {
    public_key: publicKey,
    last_seen_at: new Date(now).toISOString(),
    last_seen_version: version,
    last_seen_user_agent: userAgent,
    last_seen_remote_ip: remote.ip,
    last_seen_remote_ip_location_region: remote.region,
    last_seen_remote_ip_location_city: remote.city,
    last_seen_remote_ip_location_lat: remote.lat,
    last_seen_remote_ip_location_lon: remote.lon,
  };
}
