// The derivations of the protocol against `vectors/derivations.json`.

import { fromHex, toHex, utf8 } from "@fz/bytes";
import { describe, expect, test } from "vitest";
import vectors from "../vectors/derivations.json" with { type: "json" };
import {
  buildUserAgent,
  COMPONENTS,
  clientAbilities,
  clientClientPresharedKey,
  clientGatewayPresharedKey,
  decodeToken,
  dnsAddressFor,
  encodeToken,
  expandFilters,
  externalId,
  iceCredentials,
  isGatewayCompatible,
  LEGACY_TOKEN_TYPES,
  parseIngestToken,
  parseRetryAfter,
  parseTurnUsername,
  parseUserAgent,
  relayId,
  type StoredFilter,
  secretFragment,
  secretHash,
  signIngestToken,
  TOKEN_TYPES,
  tokenFingerprint,
  tokenSigningKey,
  turnCredentials,
  turnPassword,
  type VersionedResource,
  verifyIngestToken,
} from "./index.ts";

function hex(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (!bytes) throw new Error(`not hex: ${text}`);
  return bytes;
}

interface PskParty {
  id: string;
  public_key: string;
  psk_base_hex: string;
}
const pskDevice = ({ id, public_key, psk_base_hex }: PskParty) => ({
  id,
  publicKey: public_key,
  pskBase: hex(psk_base_hex),
});

describe("pre-shared key", () => {
  test.each(vectors.preshared_key)("$name", ({ inputs, outputs }) => {
    const { client, gateway, initiator, receiver } = inputs;
    const key =
      client && gateway
        ? clientGatewayPresharedKey(pskDevice(client), pskDevice(gateway))
        : initiator && receiver && clientClientPresharedKey(pskDevice(initiator), pskDevice(receiver));
    expect(key).toBe(outputs.preshared_key);
  });
});

describe("ICE credentials", () => {
  test.each(vectors.ice_credentials)("$name", ({ inputs, outputs }) => {
    const initiator = { id: inputs.initiator_id, publicKey: inputs.initiator_public_key };
    const receiver = { id: inputs.receiver_id, publicKey: inputs.receiver_public_key };
    expect(iceCredentials(initiator, receiver)).toEqual(outputs);
  });
});

describe("relay", () => {
  test.each(vectors.relay_id)("id $outputs.relay_id", ({ inputs, outputs }) => {
    expect(relayId(inputs.stamp_secret)).toBe(outputs.relay_id);
  });

  test.each(vectors.turn_credentials)("credentials $outputs.username", ({ inputs, outputs }) => {
    const { username, password } = turnCredentials(inputs.public_key, inputs.expires_at, inputs.stamp_secret);
    expect({ username, password, salt: outputs.salt }).toEqual(outputs);
    expect(parseTurnUsername(username)).toEqual({ expiresAt: inputs.expires_at, salt: outputs.salt });
    expect(turnPassword(inputs.expires_at, outputs.salt, inputs.stamp_secret)).toBe(password);
  });

  test.each(["", "1893499200", "a:b", ":b", "1:b:c", "-1:b"])("username %j is none", (username) => {
    expect(parseTurnUsername(username)).toBeUndefined();
  });
});

describe("token", () => {
  test.each(vectors.tokens)("$name", ({ inputs, outputs }) => {
    const fragment = secretFragment(hex(inputs.fragment_bytes_hex));
    const key = tokenSigningKey(inputs.tokens_key_base, inputs.tokens_salt, inputs.type);
    const token = { nonce: inputs.nonce, accountId: inputs.account_id, tokenId: inputs.token_id, fragment };
    expect(fragment).toBe(outputs.secret_fragment);
    expect(secretHash(inputs.nonce, fragment, inputs.secret_salt)).toBe(outputs.secret_hash_sha3_256);
    expect(toHex(key)).toBe(outputs.signing_key_hex);
    expect(encodeToken(token, key, inputs.signed_at_ms)).toBe(outputs.token);
    expect(decodeToken(outputs.token, [key])).toEqual(token);
    expect(`Bearer ${outputs.token}`).toBe(outputs.x_authorization);
    expect(tokenFingerprint(outputs.token)).toBe(outputs.rate_limit_key_part);
    if (outputs.deep_link_fragment !== null) {
      expect(outputs.token.slice(inputs.nonce.length)).toBe(outputs.deep_link_fragment);
    }
  });

  test("is worth nothing under another key, under another nonce, or changed", () => {
    const { inputs, outputs } = vectors.tokens[0];
    const key = tokenSigningKey(inputs.tokens_key_base, inputs.tokens_salt, inputs.type);
    const other = tokenSigningKey(inputs.tokens_key_base, inputs.tokens_salt, LEGACY_TOKEN_TYPES.gateway);
    expect(decodeToken(outputs.token, [other])).toBeUndefined();
    expect(decodeToken(outputs.token, [other, key])).toBeDefined();
    expect(decodeToken(`${outputs.token}x`, [key])).toBeUndefined();
    expect(decodeToken(outputs.token.replace(".g2g", ".h2g"), [key])).toBeUndefined();
    const stolen = decodeToken(outputs.token.replace(inputs.nonce, "mine"), [key]);
    const hash = stolen && secretHash(stolen.nonce, stolen.fragment, inputs.secret_salt);
    expect(hash).not.toBe(outputs.secret_hash_sha3_256);
  });

  test("types are the ones of the vectors", () => {
    for (const { inputs } of vectors.tokens) expect(TOKEN_TYPES).toContain(inputs.type);
  });
});

test.each(vectors.external_id)("external id: $case", ({ device_id, external_id }) => {
  expect(externalId(device_id)).toBe(external_id);
});

describe("flow-log ingest token", () => {
  test.each(vectors.ingest_tokens)("$name", ({ inputs, outputs }) => {
    const key = hex(inputs.signing_key_hex);
    const claims = parseIngestToken(outputs.token);
    if (!claims) throw new Error("not parsed");
    expect(claims).toEqual(inputs.claims);
    expect(signIngestToken(claims, key)).toBe(outputs.token);
    expect(verifyIngestToken(outputs.token, key)).toEqual(inputs.claims);
    expect(verifyIngestToken(outputs.token, utf8("another key"))).toBeUndefined();
  });
});

describe("versions", () => {
  const resource = (type: string, address: string | null): VersionedResource =>
    type === "dns" ? { type, address: address ?? "" } : { type: type === "internet" ? "internet" : "cidr" };

  test.each(vectors.gateway_version_compatibility)(
    "client $client_version, gateway $gateway_version, $resource_type $address",
    ({ client_version, gateway_version, resource_type, address, compatible, recommended }) => {
      const expected = compatible ?? recommended;
      expect(isGatewayCompatible(client_version, gateway_version, resource(resource_type, address))).toBe(expected);
    },
  );

  test.each(vectors.legacy_dns_address_for_versions_below_1_2_0)(
    "version $version is told $sent for $address",
    ({ version, address, sent }) => {
      expect(dnsAddressFor(version, address) ?? null).toBe(sent);
    },
  );
});

test.each(vectors.filter_expansion)("filter $stored.protocol $stored.ports", ({ stored, wire }) => {
  const protocol = (["tcp", "udp", "icmp"] as const).find((name) => name === stored.protocol) ?? "icmp";
  const filter: StoredFilter = { protocol, ports: stored.ports };
  expect(expandFilters([filter])).toEqual(wire);
});

describe("user agent", () => {
  test.each(vectors.user_agent)("$user_agent", (vector) => {
    const parsed = parseUserAgent(vector.user_agent);
    expect(parsed).toEqual({
      version: vector.version,
      clientClass: vector.component_class,
      osName: vector.os_name,
      osVersion: vector.os_version,
      attributedVersion: vector.attributed_version,
    });
    expect(parsed.version !== null).toBe(vector.client_connect === "ok");
    expect(clientAbilities(parsed)).toEqual({
      sitesKey: vector.sites_key,
      siteIdKey: vector.sites_key === "sites" ? "site_id" : "gateway_group_id",
      getsDevicePools: vector.gets_device_pools,
      canBePoolTarget: vector.can_be_pool_target,
      needsDeleteBeforeSiteChange: vector.needs_delete_before_site_change,
    });
  });

  const BUILT = /^(.+)\/(\S+) (\S+)\/(\S+) \(([^;]+)(?:; (.+))?\)$/;
  test.each(vectors.user_agent.filter(({ user_agent }) => BUILT.test(user_agent)))(
    "is built: $user_agent",
    ({ user_agent }) => {
      const [, osName, osVersion, name, version, arch, kernel] = BUILT.exec(user_agent) ?? [];
      const component = COMPONENTS.find((known) => known === name);
      if (!component) throw new Error(`unknown component ${name}`);
      const details = kernel === undefined ? { arch } : { arch, kernel };
      expect(buildUserAgent({ osName, osVersion, component, version, ...details })).toBe(user_agent);
    },
  );

  test("leaves out what no header may hold", () => {
    const parts = { osName: "Möbius\r\nOS", osVersion: "1", component: "gateway", version: "1.5.4" } as const;
    expect(buildUserAgent(parts)).toBe("MbiusOS/1 gateway/1.5.4");
  });
});

test.each(vectors.backoff.retry_after.examples)("Retry-After $header waits $delay_s s", ({ header, delay_s }) => {
  const expected = typeof delay_s === "number" ? delay_s * 1000 : undefined;
  expect(parseRetryAfter(header, 0)).toBe(expected);
});
