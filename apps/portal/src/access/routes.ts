import type { Api } from "../http/api.ts";
import { explainRoutes } from "./explain-routes.ts";

/** Questions about who may reach what. */
export function accessRoutes(api: Api): void {
  explainRoutes(api);
}
