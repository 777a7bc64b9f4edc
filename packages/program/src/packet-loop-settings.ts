import { z } from "zod";
import type { Setting } from "./settings.ts";

/** The kernel's SO_SNDBUF and SO_RCVBUF are ints that it doubles. */
const MAX_BUFFER = 2 ** 30;

/** Of programs that run a packet loop. */
export const PACKET_LOOP_SETTINGS = [
  { variable: "FIREZONE_UDP_SEND_BUFFER_SIZE", help: "bytes the kernel may hold for us to send (default 2 MiB)" },
  { variable: "FIREZONE_UDP_RECV_BUFFER_SIZE", help: "bytes the kernel may hold for us to receive (default 16 MiB)" },
  {
    variable: "FZFF_MAP_ENOBUFS_TO_WOULDBLOCK",
    help: "true (default) or false: whether full queues of the network are waited for",
  },
] as const satisfies readonly Setting[];

const Bytes = z
  .string()
  .regex(/^\d+$/, "is no number of bytes")
  .transform(Number)
  .refine((bytes) => bytes > 0 && bytes <= MAX_BUFFER, `is not between 1 and ${MAX_BUFFER} bytes`);

/** Schemas of the buffers, for a program's own; the feature flags are the engine's. */
export const BUFFER_VARIABLES = {
  FIREZONE_UDP_SEND_BUFFER_SIZE: Bytes.optional(),
  FIREZONE_UDP_RECV_BUFFER_SIZE: Bytes.optional(),
};

/** Of each UDP socket of the tunnel; the packet loop's own sizes where they are missing. */
export interface UdpBuffers {
  readonly sendBufferBytes?: number;
  readonly receiveBufferBytes?: number;
}

export function udpBuffers(settings: {
  readonly FIREZONE_UDP_SEND_BUFFER_SIZE?: number | undefined;
  readonly FIREZONE_UDP_RECV_BUFFER_SIZE?: number | undefined;
}): UdpBuffers {
  const sendBufferBytes = settings.FIREZONE_UDP_SEND_BUFFER_SIZE;
  const receiveBufferBytes = settings.FIREZONE_UDP_RECV_BUFFER_SIZE;
  return {
    ...(sendBufferBytes === undefined ? {} : { sendBufferBytes }),
    ...(receiveBufferBytes === undefined ? {} : { receiveBufferBytes }),
  };
}
