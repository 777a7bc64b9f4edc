import { html as build } from "htm/preact";
import { type ComponentChildren, Fragment, h, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";

export type Html = VNode;
export type Children = ComponentChildren;

/** Markup as a tree; whatever is put into it is escaped when it is rendered. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Html {
  const built: VNode | VNode[] = build(strings, ...values);
  return Array.isArray(built) ? h(Fragment, null, built) : built;
}

export function render(page: Html): string {
  return `<!doctype html>\n${renderToString(page)}`;
}
