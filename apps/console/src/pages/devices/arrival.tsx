import { Check, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";

interface ArrivalProps {
  readonly words: {
    readonly waiting: string;
    /** Once something is probably wrong. */
    readonly waitingLong: string;
    readonly connected: (name: string) => string;
  };
  /** The name of what has come; undefined while it is waited for. */
  readonly arrived: string | undefined;
}

/** What starts is there within seconds. */
const PATIENCE_MS = 90_000;

/** Lights up once what somebody was shown how to start is there. */
export function Arrival({ words, arrived }: ArrivalProps) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const waiting = isLate ? words.waitingLong : words.waiting;
  return (
    <p role="status" className="mt-4 flex items-center gap-2 rounded-md bg-raised px-3 py-2.5 text-sm">
      {arrived === undefined ? (
        <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-ink-soft" />
      ) : (
        <Check aria-hidden className="size-4 shrink-0 text-good" />
      )}
      {arrived === undefined ? waiting : words.connected(arrived)}
    </p>
  );
}
