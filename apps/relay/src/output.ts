import type { IpVersion, SocketAddress } from "@fz/ip";

/** What the server wants done. Payloads may be views into the datagram that they came with. */
export type Output =
  | { readonly type: "to-client"; readonly client: SocketAddress; readonly payload: Uint8Array }
  /** From the relay's port `port`. */
  | { readonly type: "to-peer"; readonly port: number; readonly peer: SocketAddress; readonly payload: Uint8Array }
  /** Bind it on these IP versions, then say `handlePortOpened`, or `handlePortRefused` if that fails. */
  | { readonly type: "open-port"; readonly port: number; readonly versions: readonly IpVersion[] }
  | { readonly type: "close-port"; readonly port: number };

/** In order. */
export class Outbox {
  #outputs: Output[] = [];

  push(output: Output): void {
    this.#outputs.push(output);
  }

  take(): readonly Output[] {
    const outputs = this.#outputs;
    if (outputs.length > 0) this.#outputs = [];
    return outputs;
  }
}
