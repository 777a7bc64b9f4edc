// Writes a picture of each page, in light and dark and at a phone's width, for a look and for the documentation.
// npm run screenshots -- FOLDER [PATTERN]: only pages whose names match.

import { mkdirSync } from "node:fs";
import { connectCompany } from "./busy-company.ts";
import { createConsoleWorld, settled } from "./console-world.ts";
import { furnish } from "./furnished.ts";

const [, , FOLDER = "screenshots", PATTERN = ""] = process.argv;
const LOOKS = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 800 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  { name: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;

mkdirSync(FOLDER, { recursive: true });
await using world = await createConsoleWorld();
await connectCompany(world);
for (const [name, path] of Object.entries(await furnish(world)).filter(([name]) => new RegExp(PATTERN).test(name))) {
  for (const { name: look, ...options } of LOOKS) {
    const page = await world.open(path, options);
    page.on("console", (message) => message.type() === "error" && console.error(name, message.text()));
    page.on("pageerror", (error) => console.error(name, error));
    await settled(page);
    await page.screenshot({ path: `${FOLDER}/${name.replace(/\W+/g, "-")}-${look}.png` });
    await page.context().close();
  }
}
