/**
 * Puts text on the clipboard. Browsers give pages without TLS no clipboard, except on this machine; there the old
 * command does it. Throws where neither is allowed.
 */
export async function copyText(text: string): Promise<void> {
  // The type says that it is always there.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard) return clipboard.writeText(text);
  const fill = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", fill, { once: true });
  const isCopied = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  if (!isCopied) throw new Error("The browser does not let this page use the clipboard.");
}
