import type { Api } from "../http/api.ts";
import { denialRoutes } from "./denial-routes.ts";
import { diffRoutes } from "./diff-routes.ts";
import { endingRoutes } from "./ending-routes.ts";
import { explainRoutes } from "./explain-routes.ts";
import { previewRoutes } from "./preview-routes.ts";
import { reachRoutes } from "./reach-routes.ts";
import { accessRequestRoutes } from "./request-routes.ts";
import { verdictRoutes } from "./verdict-routes.ts";

/** Questions about who may reach what. */
export function accessRoutes(api: Api): void {
  explainRoutes(api);
  diffRoutes(api);
  denialRoutes(api);
  reachRoutes(api);
  verdictRoutes(api);
  previewRoutes(api);
  endingRoutes(api);
  accessRequestRoutes(api);
}
