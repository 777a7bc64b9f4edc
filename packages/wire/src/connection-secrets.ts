// What the portal derives for a pair of devices: pre-shared key and ICE credentials. Both stay the same as long as
// both WireGuard keys do, because several resources share one connection and a device that is told anything else
// tears it down.

import { concat, toBase32, toBase64, utf8 } from "@fz/bytes";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { IceCredentials } from "./objects.ts";
import { KEY_BYTES, type Uuid } from "./primitives.ts";

export interface KeyedDevice {
  readonly id: Uuid;
  /** WireGuard public key in padded base64, the text as the device sent it. */
  readonly publicKey: string;
}

export interface PskDevice extends KeyedDevice {
  /** 32 random bytes of the device row. */
  readonly pskBase: Uint8Array;
}

/** The base is random already, so stretching it adds nothing. */
const PSK_ITERATIONS = 1;

export function clientGatewayPresharedKey(client: PskDevice, gateway: PskDevice): string {
  const names = `C_ID:${client.id}|G_ID:${gateway.id}|C_PK:${client.publicKey}|G_PK:${gateway.publicKey}`;
  return presharedKey(client, gateway, `WG_PSK|${names}`);
}

export function clientClientPresharedKey(initiator: PskDevice, receiver: PskDevice): string {
  const names = `CA_ID:${initiator.id}|CB_ID:${receiver.id}|CA_PK:${initiator.publicKey}|CB_PK:${receiver.publicKey}`;
  return presharedKey(initiator, receiver, `WG_PSK_CC|${names}`);
}

function presharedKey(a: PskDevice, b: PskDevice, salt: string): string {
  const password = concat(a.pskBase, b.pskBase);
  return toBase64(pbkdf2(sha256, password, utf8(salt), { c: PSK_ITERATIONS, dkLen: KEY_BYTES }));
}

const USERNAME_LENGTH = 4;
const PASSWORD_LENGTH = 22;

/** Initiator: the client that asks. Receiver: the gateway, or the target client. */
export function iceCredentials(
  initiator: KeyedDevice,
  receiver: KeyedDevice,
): { initiator: IceCredentials; receiver: IceCredentials } {
  const seed = `${initiator.id}:${initiator.publicKey}:${receiver.id}:${receiver.publicKey}`;
  const digits = toBase32(sha256(utf8(seed)));
  const at = (start: number): IceCredentials => ({
    username: digits.slice(start, start + USERNAME_LENGTH),
    password: digits.slice(start + USERNAME_LENGTH, start + USERNAME_LENGTH + PASSWORD_LENGTH),
  });
  return { initiator: at(0), receiver: at(USERNAME_LENGTH + PASSWORD_LENGTH) };
}
