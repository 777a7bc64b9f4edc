// Before all lab tests: those that run beside one another need not make the same database each.
import { shareTemplate } from "../src/world/portal-data.ts";

export function setup(): Promise<void> {
  return shareTemplate();
}
