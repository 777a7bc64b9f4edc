// A real OpenID Provider in the process of the test, in the manner of one maker or another, and all the ways in which
// such a provider can misbehave.

import type { webcrypto } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { decodeJwt, exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from "jose";
import { interactionPolicy, Provider } from "oidc-provider";

export type Flavour = "generic" | "google" | "entra" | "okta";

export interface IdpPerson {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/** What the provider says besides the subject: into which scope its claims go. */
const CLAIMS: Readonly<Record<Flavour, Readonly<Record<string, string[]>>>> = {
  generic: { openid: ["sub", "roles"], email: ["email", "email_verified"], profile: ["name"] },
  google: { openid: ["sub", "hd"], email: ["email", "email_verified"], profile: ["name", "given_name", "picture"] },
  entra: { openid: ["sub", "oid", "tid", "groups"], email: ["email"], profile: ["name", "upn", "preferred_username"] },
  okta: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
};
const CLIENT_ID = "firezone";
const CLIENT_SECRET = "a secret between the two of them";

export interface IdentityProvider extends AsyncDisposable {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whoever comes is signed in as this person; undefined: they press cancel. */
  person: IdpPerson | undefined;
  /** Before an answer is given: true where the answer was given here. */
  misbehave: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** Changes the ID tokens that are handed out; they are signed anew, with `key` where one is given. */
  alterToken: ((claims: JWTPayload) => { claims: JWTPayload; key?: webcrypto.CryptoKey }) | undefined;
  /** New keys from now on, under new names. */
  rotateKeys(): Promise<void>;
}

/** @param portalUrl where the portal is that people are sent back to */
export async function runIdentityProvider(flavour: Flavour, portalUrl: string): Promise<IdentityProvider> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const issuer = `http://127.0.0.1:${port}`;
  let key = await newKey();
  let provider = createProvider();

  const idp: IdentityProvider = {
    issuer,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    person: undefined,
    misbehave: undefined,
    alterToken: undefined,
    async rotateKeys() {
      key = await newKey();
      provider = createProvider();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return idp;

  function createProvider(): Provider {
    const made = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT_ID,
          client_secret: CLIENT_SECRET,
          redirect_uris: [`${portalUrl}/auth/oidc/callback`],
          token_endpoint_auth_method: "client_secret_post",
          id_token_signed_response_alg: "ES256",
        },
      ],
      claims: CLAIMS[flavour],
      conformIdTokenClaims: false,
      jwks: { keys: [key] },
      cookies: { keys: ["cookies of the identity provider"] },
      features: { devInteractions: { enabled: false } },
      interactions: {
        policy: policy(),
        url: (_context, { uid }) => `/interaction/${uid}`,
      },
      pkce: { required: () => true },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...idp.person, sub: id }) }),
      renderError: (context, _out, error) => {
        context.type = "text/plain";
        context.body = String(error);
      },
    });
    return made;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (idp.misbehave?.(request, response)) return;
    if (request.url?.startsWith("/interaction/")) return interact(request, response);
    if (request.url === "/token" && idp.alterToken) alterBody(response, idp.alterToken);
    await provider.callback()(request, response);
  }

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { prompt, params } = await provider.interactionDetails(request, response);
    if (!idp.person) {
      const result = { error: "access_denied", error_description: "cancelled" };
      return provider.interactionFinished(request, response, result);
    }
    const accountId = idp.person.sub;
    if (prompt.name !== "consent") {
      return provider.interactionFinished(request, response, { select_account: {}, login: { accountId } });
    }
    const grant = new provider.Grant({ accountId, clientId: String(params.client_id) });
    grant.addOIDCScope("openid email profile groups");
    const grantId = await grant.save();
    return provider.interactionFinished(request, response, { consent: { grantId } });
  }

  function alterBody(response: ServerResponse, alter: NonNullable<IdentityProvider["alterToken"]>): void {
    const end = response.end.bind(response);
    response.end = (body?: unknown) => {
      rewrite(String(body), alter).then(
        (text) => {
          response.setHeader("content-length", Buffer.byteLength(text));
          end(text);
        },
        (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
      );
      return response;
    };
  }

  async function rewrite(body: string, alter: NonNullable<IdentityProvider["alterToken"]>): Promise<string> {
    const answered = JSON.parse(body);
    const altered = alter(decodeJwt(answered.id_token));
    const signer = new SignJWT(altered.claims).setProtectedHeader({ alg: "ES256", kid: key.kid ?? "" });
    const id_token = await signer.sign(altered.key ?? (await importJWK(key, "ES256")));
    return JSON.stringify({ ...answered, id_token });
  }
}

/** Makers let people choose between their accounts when a client asks for that. */
function policy() {
  const base = interactionPolicy.base();
  base.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  return base;
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: "ES256", use: "sig", kid: crypto.randomUUID() };
}
