import {
  inboundAuthorizations,
  insertAuthorizations,
  type NewAuthorization,
  type Receiver,
} from "../authorizations/store.ts";
import { Batches } from "../database/batches.ts";
import type { Db } from "../database/database.ts";
import { type ConnectingClient, findConnectingClients } from "./connecting-clients.ts";
import { enrolDevices, type NewDevice } from "./enrolment.ts";
import { type ClientIds, readClientStandings } from "./standing.ts";

/** While one waits for the disk, or for a lock, others go on. */
const WRITES_AT_ONCE = 2;

/**
 * For what a connecting device asks: a server's socket hands out one new connection a turn of the event loop, however
 * many wait, and a statement of the embedded database holds the next turn up.
 */
const CONNECTING = { gatherMs: 20 };

/** What devices ask the database for, many at once where many come at once. */
export function createDeviceQueries(db: Db) {
  return {
    connectingClient: new Batches(
      (clients: readonly ConnectingClient[]) => findConnectingClients(db, clients),
      CONNECTING,
    ),
    enrolDevice: new Batches((devices: readonly NewDevice[]) => enrolDevices(db, devices), CONNECTING),
    clientStanding: new Batches((clients: readonly ClientIds[]) => readClientStandings(db, clients), CONNECTING),
    inboundAuthorizations: new Batches(
      (receivers: readonly Receiver[]) => inboundAuthorizations(db, receivers),
      CONNECTING,
    ),
    insertAuthorization: new Batches(
      async (grants: readonly NewAuthorization[]) => {
        await insertAuthorizations(db, grants);
        return grants;
      },
      { statementsAtOnce: WRITES_AT_ONCE },
    ),
  };
}
export type DeviceQueries = ReturnType<typeof createDeviceQueries>;
