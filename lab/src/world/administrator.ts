import { randomBytes } from "node:crypto";
import type { Api } from "./api.ts";

/** Somebody who can sign in to the console. */
export interface Administrator {
  readonly email: string;
  readonly password: string;
}

const EMAIL = "admin@lab.example";
const PASSWORD_BYTES = 9;

/** Makes an administrator, and sign-in by password for people to use it with. */
export async function makeAdministrator(api: Api): Promise<Administrator> {
  await api.passwordProvider("Password");
  const password = randomBytes(PASSWORD_BYTES).toString("base64url");
  const actorId = await api.administrator("Ada's administrator", EMAIL);
  await api.setPassword(actorId, password);
  return { email: EMAIL, password };
}
