import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type BrowserSignIn, startBrowserSignIn } from "./browser-sign-in.ts";

const ANSWER = { token: ".t0ken", account_slug: "acme", actor_name: "Mara", expires_at: "2041-03-04T05:06:07Z" };
const Asked = z.object({ code_verifier: z.string(), code: z.string().optional() });
type Asked = z.output<typeof Asked>;

const servers: Server[] = [];
const running: BrowserSignIn[] = [];
afterEach(() => {
  for (const one of running.splice(0)) one.stop();
  for (const server of servers.splice(0)) server.close();
});

/** What the portal answers to each question. */
async function portal(answer: (asked: Asked) => { status: number; body?: unknown }): Promise<string> {
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += String(part);
    const { status, body } =
      request.url === "/sign_in/client_token" ? answer(Asked.parse(JSON.parse(text))) : { status: 404 };
    response.writeHead(status, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify(body ?? {}));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

async function start(authBaseUrl: string, pollMs = 60_000, accountSlug: string | undefined = "acme") {
  const signIn = await startBrowserSignIn({ authBaseUrl, accountSlug, pollMs });
  running.push(signIn);
  const back = new URL(signIn.url.searchParams.get("redirect_uri") ?? "");
  const state = signIn.url.searchParams.get("state") ?? "";
  return {
    signIn,
    comeBack: (query: Record<string, string>) => fetch(`${back}?${new URLSearchParams(query)}`),
    state,
    back,
  };
}

describe("the page to open", () => {
  test.each([
    ["https://app.example", undefined, "https://app.example/"],
    ["https://app.example/", "acme", "https://app.example/acme"],
    ["https://app.example", "a/b c", "https://app.example/a%2Fb%20c"],
  ])("of %s for %s", async (base, slug, page) => {
    const signIn = await startBrowserSignIn({ authBaseUrl: base, accountSlug: slug, pollMs: 60_000 });
    running.push(signIn);
    expect(signIn.url.href.split("?")[0]).toBe(page);
    expect(signIn.url.searchParams.get("as")).toBe("headless-client");
    expect(signIn.url.searchParams.get("redirect_uri")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
  });

  test("is refused where the base is no URL", async () => {
    await expect(start("app.example")).rejects.toThrow('"app.example" is no URL');
  });
});

describe("the browser that comes back", () => {
  test("brings a code, which is exchanged with the secret behind the challenge", async () => {
    let asked: Asked | undefined;
    const base = await portal((question) => {
      asked = question;
      return { status: 200, body: ANSWER };
    });
    const { signIn, comeBack, state } = await start(base);
    expect(await (await comeBack({ code: "c0de", state })).text()).toContain("You are signed in");
    expect(await signIn.token).toBe(".t0ken");
    expect(asked?.code).toBe("c0de");
    const challenge = createHash("sha256")
      .update(asked?.code_verifier ?? "")
      .digest("base64url");
    expect(challenge).toBe(signIn.url.searchParams.get("code_challenge"));
  });

  test("is not listened to with another state, another path or no code", async () => {
    const base = await portal(() => ({ status: 500 }));
    const { comeBack, state, back } = await start(base);
    expect((await comeBack({ code: "c0de", state: `${state}x` })).status).toBe(404);
    expect((await comeBack({ state })).status).toBe(404);
    expect((await fetch(new URL(`/elsewhere?code=c&state=${state}`, back))).status).toBe(404);
  });

  test("with a code that the portal refuses ends the sign-in with what to do", async () => {
    const { signIn, comeBack, state } = await start(await portal(() => ({ status: 410 })));
    const failed = expect(signIn.token).rejects.toThrow("The portal refuses the sign-in (410); run sign-in again.");
    expect((await comeBack({ code: "c0de", state })).status).toBe(502);
    await failed;
  });
});

describe("a browser elsewhere", () => {
  test("is waited for by asking the portal, through its hiccups", async () => {
    const statuses = [202, 503, 429, 202, 200];
    const base = await portal(() => ({ status: statuses.shift() ?? 200, body: ANSWER }));
    const { signIn } = await start(base, 5);
    expect(await signIn.token).toBe(".t0ken");
    expect(statuses).toEqual([]);
  });

  test("is not waited for at a stock portal, which does not know the question", async () => {
    let asked = 0;
    const base = await portal(() => {
      asked += 1;
      return { status: 404 };
    });
    await start(base, 5);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(asked).toBe(1);
  });
});
