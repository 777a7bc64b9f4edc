/** The account in the address: `/<slug>/console/…`. */
export const accountSlug = decodeURIComponent(location.pathname.split("/")[1] ?? "");

export const basePath = `/${encodeURIComponent(accountSlug)}/console`;

/** Where one lands who has signed out. */
export const signedOutAddress = `/${encodeURIComponent(accountSlug)}/sign_in?notice=signed-out`;

/** Where to sign in so as to come back to this very page. */
export function signInAddress(): string {
  const back = `${location.pathname}${location.search}`;
  return `/${encodeURIComponent(accountSlug)}/sign_in?${new URLSearchParams({ redirect_to: back })}`;
}
