import { en } from "./en.ts";

export const text = en;
