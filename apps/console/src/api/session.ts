import { useSyncExternalStore } from "react";

let isSignedOut = false;
const listeners = new Set<() => void>();

function set(value: boolean): void {
  isSignedOut = value;
  for (const listener of listeners) listener();
}

/** The portal answered 401: the session has ended or was ended. */
export function markSignedOut(): void {
  set(true);
}

export function markSignedIn(): void {
  set(false);
}

/** Resolves while there is a session, else once there is one again, or the signal comes. */
export function untilSignedIn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (isSignedOut && !signal.aborted) return;
      listeners.delete(look);
      signal.removeEventListener("abort", look);
      resolve();
    };
    listeners.add(look);
    signal.addEventListener("abort", look);
    look();
  });
}

export function useSignedOut(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isSignedOut,
  );
}
