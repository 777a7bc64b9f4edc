import { systemInfo } from "@fz/linux";
import { buildUserAgent, type Component } from "@fz/wire";
import { PROTOCOL_VERSION } from "./version.ts";

/** How a program of ours introduces itself to a portal. */
export function userAgent(component: Component): string {
  const { osName, osVersion, arch, kernel } = systemInfo();
  return buildUserAgent({ osName, osVersion, component, version: PROTOCOL_VERSION, arch, kernel });
}
