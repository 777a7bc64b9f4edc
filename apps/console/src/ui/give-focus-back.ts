const CONTENT = "content";
const KEPT = 20;
/** What had the focus lately, the newest last. */
const focused: HTMLElement[] = [];

document.addEventListener("focusin", ({ target }) => {
  if (!(target instanceof HTMLElement)) return;
  focused.push(target);
  if (focused.length > KEPT) focused.shift();
});

/**
 * For `onCloseAutoFocus` of something that lay over the page: the focus returns to what had it last of what is still
 * there, or to the page's content. Radix itself returns it to a trigger only, and what opens here is an address.
 */
export function giveFocusBack(event: Event): void {
  event.preventDefault();
  const before = focused.findLast((one) => one.isConnected);
  if (before) before.focus();
  // Higher than the window, it would be scrolled below the bar at the top.
  else document.getElementById(CONTENT)?.focus({ preventScroll: true });
}
