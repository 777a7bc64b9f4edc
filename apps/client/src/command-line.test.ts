import { describe, expect, test, vi } from "vitest";
import { type Commands, runCommandLine } from "./command-line.ts";

/** Notes what would be done. */
function recorder() {
  const done: unknown[][] = [];
  const note =
    (what: string) =>
    async (...words: unknown[]) =>
      void done.push([what, ...words]);
  const commands: Commands = {
    run: note("run"),
    check: note("check"),
    signIn: note("sign-in"),
    signOut: note("sign-out"),
    status: note("status"),
    resources: note("resources"),
    internetResource: note("internet-resource"),
    roam: note("roam"),
  };
  return { done, commands };
}

async function doneBy(words: string, environment: Record<string, string> = {}): Promise<unknown[]> {
  const { done, commands } = recorder();
  await runCommandLine(words.split(" ").filter(Boolean), environment, commands);
  return done[0];
}

describe("the command line", () => {
  test("runs the client where nothing else is said", async () => {
    expect(await doneBy("")).toEqual(["run", expect.anything(), { untilUp: false, inert: [] }]);
    expect(await doneBy("standalone --exit")).toEqual(["run", expect.anything(), { untilUp: true, inert: [] }]);
    expect((await doneBy("--check"))[0]).toBe("check");
  });

  test("a flag wins over its variable", async () => {
    const [, config] = await doneBy("-u ws://flag --activate-internet-resource", {
      FIREZONE_API_URL: "ws://variable",
      FIREZONE_NAME: "laptop",
    });
    expect(config).toMatchObject({ apiUrl: "ws://flag", name: "laptop", internetResourceActive: true });
  });

  test("tells which settings are without effect", async () => {
    const [, , options] = await doneBy("--no-telemetry", { FIREZONE_INC_BUF: "true" });
    expect(options).toEqual({ untilUp: false, inert: ["FIREZONE_NO_TELEMETRY", "FIREZONE_INC_BUF"] });
    expect((await doneBy("--inc-buf"))[2]).toMatchObject({ inert: ["FIREZONE_INC_BUF"] });
  });

  test("knows the commands for the running client", async () => {
    const config = expect.objectContaining({ socketPath: "/tmp/s" });
    expect(await doneBy("status --socket /tmp/s --json")).toEqual(["status", config, true]);
    expect(await doneBy("resources --socket /tmp/s")).toEqual(["resources", config, false]);
    expect(await doneBy("internet-resource off --socket /tmp/s")).toEqual(["internet-resource", config, false]);
    expect(await doneBy("roam", { FIREZONE_SOCKET_PATH: "/tmp/s" })).toEqual(["roam", config]);
    expect((await doneBy("sign-out -f"))[2]).toBe(true);
  });

  test("knows where to sign in", async () => {
    const stock = { authBaseUrl: "https://app.firezone.dev", accountSlug: undefined };
    expect(await doneBy("sign-in")).toEqual(["sign-in", expect.anything(), stock]);
    const environment = { FIREZONE_AUTH_BASE_URL: "https://a.example", FIREZONE_ACCOUNT_SLUG: "acme" };
    const given = { authBaseUrl: "https://a.example", accountSlug: "acme" };
    expect(await doneBy("sign-in", environment)).toEqual(["sign-in", expect.anything(), given]);
  });

  test("names a command that it does not know", async () => {
    expect(await refusalOf("statsu")).toMatch(/unknown command 'statsu'/);
  });

  test("takes no token, which other users would see", async () => {
    expect(await refusalOf("--token secret")).toMatch(/--token would show the token to every user/);
  });
});

/** What is said on stderr before the program ends with 1. */
async function refusalOf(words: string): Promise<string> {
  const exit = vi.spyOn(process, "exit").mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    await expect(doneBy(words)).rejects.toThrow("exit 1");
    return write.mock.calls.join("");
  } finally {
    exit.mockRestore();
    write.mockRestore();
  }
}
