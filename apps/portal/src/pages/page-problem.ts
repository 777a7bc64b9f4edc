export interface PageProblemDetails {
  readonly status: number;
  /** What happened, as a heading. */
  readonly title: string;
  /** Why, and what to do. */
  readonly text: string;
  readonly account?: string | undefined;
  /** Where the way on leads. */
  readonly next?: { readonly href: string; readonly label: string } | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Ends a visit with a page that says what happened and what to do. */
export class PageProblem extends Error {
  override readonly name = "PageProblem";
  readonly details: PageProblemDetails;

  constructor(details: PageProblemDetails) {
    super(details.title);
    this.details = details;
  }
}
