import { expect, test } from "vitest";
import { html, verbatim } from "./html.ts";

const hostile = `"><script>alert('1')</script>&amp;`;
const harmless = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;";

test("text and attributes cannot become markup", () => {
  expect(html`<p title=${hostile}>${hostile}</p>`.text).toBe(`<p title="${harmless}">${harmless}</p>`);
});

test("markup within markup, lists of it, and nothing", () => {
  const list = ["a", "b"].map((name) => html`<li>${name}</li>`);
  expect(html`<ul>${list}${null}${undefined}${false}${0}</ul>`.text).toBe("<ul><li>a</li><li>b</li>0</ul>");
  expect(html`<i>${verbatim("<b/>")}</i>`.text).toBe("<i><b/></i>");
});
