import { type ClientAbilities, type ClientResourceInput, isAtLeast, type Site } from "@fz/wire";
import { clientResource, type SiteResource } from "./wire.ts";

/** A resource as some clients are told of it, with its JSON, which is the same for all of them. */
export interface RenderedResource {
  readonly resource: ClientResourceInput;
  readonly json: string;
}

interface Entry {
  readonly site: Site;
  readonly rendered: RenderedResource | undefined;
}

const cache = new WeakMap<SiteResource, Map<string, Entry>>();
/** Before it, what a client is told depends on its version; see wire. */
const CURRENT_FORM_SINCE = "1.3.0";

/** Undefined where such a client cannot be given the resource. Each form is made once for each state of the rows. */
export function renderResource(
  resource: SiteResource,
  site: Site,
  client: { readonly version: string; readonly abilities: ClientAbilities },
): RenderedResource | undefined {
  const forms = cache.get(resource) ?? new Map<string, Entry>();
  const form = `${client.abilities.sitesKey} ${isAtLeast(client.version, CURRENT_FORM_SINCE) ? "current" : client.version}`;
  const known = forms.get(form);
  if (known?.site === site) return known.rendered;
  const made = clientResource(resource, site, client);
  const rendered = made && { resource: made, json: JSON.stringify(made) };
  cache.set(resource, forms.set(form, { site, rendered }));
  return rendered;
}
