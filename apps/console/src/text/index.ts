import { en } from "./en.ts";

export const text: typeof en = en;
