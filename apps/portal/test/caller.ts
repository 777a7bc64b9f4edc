import type { ApiAnswer, RunningPortal } from "./running-portal.ts";

type Call = (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;

/** A caller with a token of its own, of the role; null is an administrator's. */
export async function callerWithRole(running: RunningPortal, role: "auditor" | "network_admin" | null): Promise<Call> {
  const client = await running.api("POST", "/api_clients", { api_client: { name: `The ${role ?? "admin"}`, role } });
  const { body } = await running.api("POST", `/api_clients/${client.body.data.id}/tokens`, {
    api_token: { expires_at: "2041-03-04T05:06:07Z" },
  });
  return callerWithToken(running, body.data.token);
}

export function callerWithToken(running: RunningPortal, token: string): Call {
  return callerWithHeaders(running, { authorization: `Bearer ${token}` });
}

export function callerWithHeaders(running: RunningPortal, known: Readonly<Record<string, string>>): Call {
  return async (method, path, body) => {
    const headers: Record<string, string> = { ...known };
    if (body !== undefined) headers["content-type"] = "application/json";
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const answer = await fetch(`${running.url}${path}`, init);
    const text = await textOf(answer);
    return { status: answer.status, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
}

/** Nothing of a stream that does not end. */
async function textOf(answer: Response): Promise<string> {
  if (!answer.headers.get("content-type")?.startsWith("text/event-stream")) return answer.text();
  await answer.body?.cancel();
  return "";
}
