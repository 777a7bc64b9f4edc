import { z } from "zod";
import { normalizeEmail } from "../actors/email.ts";

const MIN_ACCOUNT_NAME = 3;
const MAX_ACCOUNT_NAME = 64;
const MAX_PERSON_NAME = 255;

/** One line: it stands in mails, which would otherwise say whatever a stranger wants them to. */
const OneLine = z.string().regex(/^\P{Cc}*$/u);

export const AccountName = OneLine.trim().min(MIN_ACCOUNT_NAME).max(MAX_ACCOUNT_NAME);
export const PersonName = OneLine.trim().min(1).max(MAX_PERSON_NAME);
/** Undefined for what is no address, so that the form can say so. */
export const EmailField = z.string().transform(normalizeEmail);
