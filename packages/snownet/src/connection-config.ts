import { equal } from "@fz/bytes";
import type { IceCredentials, IceRole } from "@fz/ice";

export interface ConnectionConfig {
  readonly remotePublicKey: Uint8Array;
  readonly presharedKey: Uint8Array;
  readonly local: IceCredentials;
  readonly remote: IceCredentials;
  readonly role: IceRole;
  /** False: checks keep their pace also while no packets flow, as between two clients. Default true. */
  readonly idles?: boolean;
}

/** Whether the same two ends would talk under the same keys in the same roles. */
export function sameConfig(a: ConnectionConfig, b: ConnectionConfig): boolean {
  return (
    a.role === b.role &&
    sameCredentials(a.local, b.local) &&
    sameCredentials(a.remote, b.remote) &&
    equal(a.remotePublicKey, b.remotePublicKey) &&
    equal(a.presharedKey, b.presharedKey)
  );
}

function sameCredentials(a: IceCredentials, b: IceCredentials): boolean {
  return a.username === b.username && a.password === b.password;
}
