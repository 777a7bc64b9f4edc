import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds against WCAG 2.2 AA, as rule and place. */
export async function violations(page: Page): Promise<string[]> {
  // As text, since the page's own policy keeps scripts from elsewhere out.
  if (await page.evaluate<boolean>("window.axe === undefined")) await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: { type: "tag", values: ${JSON.stringify(WCAG)} } })`,
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
