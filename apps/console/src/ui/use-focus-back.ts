import { useState } from "react";

const CONTENT = "content";

/**
 * For `onCloseAutoFocus` of something that lies over the page: the focus returns to what had it before, or, where that is
 * gone, to the page's content. Radix itself returns it to a trigger only, and what opens here is an address.
 */
export function useFocusBack(): (event: Event) => void {
  const [before] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    const isThere = before instanceof HTMLElement && before.isConnected;
    (isThere ? before : document.getElementById(CONTENT))?.focus();
  };
}
