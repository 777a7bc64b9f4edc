// What can be done on the page that is open: the buttons and links beside its title and its sections' headings.

/** Marks the elements that hold them. */
export const PAGE_ACTIONS = { "data-page-actions": true } as const;

export interface PageAction {
  readonly label: string;
  run(): void;
}

/** As the page stands; those that are off are left out, since only they themselves say why. */
export function pageActions(): PageAction[] {
  const found = document.querySelectorAll<HTMLElement>("main [data-page-actions] :is(a, button)");
  return [...found]
    .filter((element) => element.getAttribute("aria-disabled") !== "true" && element.checkVisibility())
    .map((element) => ({
      label: element.getAttribute("aria-label") ?? element.innerText.trim(),
      run: () => element.click(),
    }))
    .filter(({ label }, place, all) => label !== "" && all.findIndex((other) => other.label === label) === place);
}
