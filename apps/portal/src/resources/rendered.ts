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

/** Which form a client gets, by its abilities, which are one object for each connection. */
const formNames = new WeakMap<ClientAbilities, string>();

function formOf({ version, abilities }: { readonly version: string; readonly abilities: ClientAbilities }): string {
  const known = formNames.get(abilities);
  if (known !== undefined) return known;
  const form = `${abilities.sitesKey} ${isAtLeast(version, CURRENT_FORM_SINCE) ? "current" : version}`;
  formNames.set(abilities, form);
  return form;
}

/** Undefined where such a client cannot be given the resource. Each form is made once for each state of the rows. */
export function renderResource(
  resource: SiteResource,
  site: Site,
  client: { readonly version: string; readonly abilities: ClientAbilities },
): RenderedResource | undefined {
  const forms = cache.get(resource) ?? new Map<string, Entry>();
  const form = formOf(client);
  const known = forms.get(form);
  if (known?.site === site) return known.rendered;
  const made = clientResource(resource, site, client);
  const rendered = made && { resource: made, json: JSON.stringify(made) };
  cache.set(resource, forms.set(form, { site, rendered }));
  return rendered;
}
