import { useEffect, useState } from "react";

const CALM_MS = 500;

/** The value as it was when it last stayed the same for a moment. */
export function useCalm(value: string | undefined): string | undefined {
  const [calm, setCalm] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), CALM_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return calm;
}
