// Events of the topic `relay`. A relay sends nothing but its join.

import { z } from "zod";

/** Portal → relay. */
export const RELAY_INBOUND = { init: z.looseObject({}) } as const;

export const RELAY_OUTBOUND = {} as const;

/** Payload of the join: hex of 32 random bytes, fresh for each process. */
export const RelayJoinSchema = z.object({ stamp_secret: z.string().min(1) });
export type RelayJoin = z.output<typeof RelayJoinSchema>;
