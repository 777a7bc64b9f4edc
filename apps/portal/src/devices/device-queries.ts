import {
  inboundAuthorizations,
  insertAuthorizations,
  type NewAuthorization,
  type Receiver,
} from "../authorizations/store.ts";
import { Batches } from "../database/batches.ts";
import type { Db } from "../database/database.ts";
import { type ConnectingClient, enrolClients, findConnectingClients, type NewClient } from "./connecting-clients.ts";
import { type ClientIds, readClientStandings } from "./standing.ts";

/** What devices ask the database for, many at once where many come at once. */
export function createDeviceQueries(db: Db) {
  return {
    connectingClient: new Batches((clients: readonly ConnectingClient[]) => findConnectingClients(db, clients)),
    enrolClient: new Batches((clients: readonly NewClient[]) => enrolClients(db, clients)),
    clientStanding: new Batches((clients: readonly ClientIds[]) => readClientStandings(db, clients)),
    inboundAuthorizations: new Batches((receivers: readonly Receiver[]) => inboundAuthorizations(db, receivers)),
    insertAuthorization: new Batches(async (grants: readonly NewAuthorization[]) => {
      await insertAuthorizations(db, grants);
      return grants;
    }),
  };
}
export type DeviceQueries = ReturnType<typeof createDeviceQueries>;
