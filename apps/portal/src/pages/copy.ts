/**
 * Script of a page that has something to take along: the button `#copy`, hidden until then, copies the text of `#copied`.
 * Browsers give pages without TLS no clipboard, except on this machine; there the old command does it.
 */
export const COPY = `const button = document.getElementById("copy");
const text = () => document.getElementById("copied").textContent.trim();
const byCommand = () => {
  document.addEventListener("copy", (event) => {
    event.clipboardData.setData("text/plain", text());
    event.preventDefault();
  }, { once: true });
  return document.execCommand("copy");
};
button.hidden = false;
button.addEventListener("click", async () => {
  if (navigator.clipboard) await navigator.clipboard.writeText(text());
  else if (!byCommand()) return;
  button.textContent = "Copied";
});`;
