import manifest from "../package.json" with { type: "json" };

/** Stock portals let a client meet gateways of about its own minor version: we speak the protocol of this one. */
export const PROTOCOL_VERSION = "1.5.17";

/** Of this software. */
export const VERSION: string = manifest.version;
