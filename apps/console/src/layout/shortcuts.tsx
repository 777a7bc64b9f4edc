import { useEffect, useState } from "react";
import { text } from "~/text/index.ts";
import { SidePanel } from "~/ui/side-panel.tsx";

const { shortcuts: words } = text.shell;
const KEY = "single-keys";
const OFF = "off";

/** Keys that do something by themselves, where nothing is typed into. They can be turned off (WCAG 2.2, 2.1.4). */
export function useSingleKeys(onHelp: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !isFree(event.target)) return;
      if (localStorage.getItem(KEY) === OFF) return;
      const act = ACTIONS[event.key];
      if (event.key !== "?" && !act) return;
      event.preventDefault();
      if (act) act();
      else onHelp();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [onHelp]);
}

const ACTIONS: Readonly<Record<string, () => void>> = {
  "/": () => document.querySelector<HTMLElement>('main input[type="search"]')?.focus(),
  n: () =>
    document.querySelector<HTMLElement>('main [data-page-actions] a:is([href$="/new"], [href*="/new?"])')?.click(),
};

/** Neither in a field nor below a dialog. */
function isFree(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return false;
  return !(target instanceof HTMLElement && target.closest("input, select, textarea, [contenteditable]"));
}

/** Every shortcut, and whether single keys count. */
export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  const [isOn, setOn] = useState(localStorage.getItem(KEY) !== OFF);
  const set = (next: boolean) => {
    setOn(next);
    if (next) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, OFF);
  };
  return (
    <SidePanel title={words.title} description={words.intro} onClose={onClose}>
      <table className="w-full text-left text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">{words.keys}</th>
            <th scope="col">{words.does}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {words.all.map(([keys, does]) => (
            <tr key={keys}>
              <th scope="row" className="w-40 py-2.5 font-normal">
                <kbd className="rounded border border-line bg-raised px-1.5 py-0.5 font-sans text-xs">{keys}</kbd>
              </th>
              <td className="py-2.5">{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="mt-6 flex items-center gap-2.5 text-sm">
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ target }) => set(target.checked)}
          className="size-4 accent-accent"
        />
        {words.single}
      </label>
    </SidePanel>
  );
}
