import { useState } from "react";
import { copyText } from "./copy-text.ts";
import { toast } from "./toaster.tsx";

const SHOWN_MS = 2_000;

/** Copies text, and says for a moment that it is copied. */
export function useCopy(content: string) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await copyText(content);
    } catch (error) {
      toast(String(error));
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return { isCopied, copy: () => void copy() };
}
