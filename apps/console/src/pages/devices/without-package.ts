import { text } from "~/text/index.ts";
import type { CommandStep, TabbedCommand } from "./command-tabs.tsx";

const { devices: words } = text;

/** Of a portal that has no package to hand out: how it gets one. */
export const MAKE_PACKAGE: TabbedCommand = {
  id: "debian",
  label: words.debian,
  steps: [{ hint: words.noPackage, command: "npm run package" }],
};

/** What has to be there before a command of a checkout can work on another machine. */
export const CHECKOUT: CommandStep = {
  hint: words.checkout,
  command: "cd /opt/firezone && sudo npm ci && sudo npm run build",
};
