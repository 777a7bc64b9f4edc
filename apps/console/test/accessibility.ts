import axe from "axe-core";
import type { Page } from "playwright-core";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Only of what it finds; all that it looked at would take longer to hand over than the look itself. */
const OPTIONS = { runOnly: { type: "tag", values: WCAG }, resultTypes: ["violations"] };
const FIND = `axe.run(document, ${JSON.stringify(OPTIONS)}).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))`;

/** What axe finds against WCAG 2.2 AA, as rule and place. */
export async function violations(page: Page): Promise<string[]> {
  // As text, since the page's own policy keeps scripts from elsewhere out.
  if (await page.evaluate<boolean>("window.axe === undefined")) await page.evaluate(axe.source);
  return page.evaluate<string[]>(FIND);
}
