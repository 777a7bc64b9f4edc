import { systemInfo } from "@fz/linux";
import { buildUserAgent, type Component, PROTOCOL_VERSION } from "@fz/wire";

/** How a program of ours introduces itself to a portal. */
export function userAgent(component: Component): string {
  const { osName, osVersion, arch, kernel } = systemInfo();
  return buildUserAgent({ osName, osVersion, component, version: PROTOCOL_VERSION, arch, kernel });
}
