/** What the overview says. */
export const overviewEn = {
  title: "Overview",
  intro: "What is online, and what was refused.",
  clientsOnline: "Clients online",
  denials: "Refused lately",
  who: "Who",
  what: "What",
  why: "Why",
  times: "Times",
  last: "Last",
  unknown: "A resource that is not there any more",
  reasons: {
    not_found: "No policy grants it",
    forbidden: "A condition was not fulfilled",
    offline: "No gateway was online",
    version_mismatch: "No gateway of a fitting version",
  } as Readonly<Record<string, string>>,
  noDenials: { title: "Nothing was refused lately", body: "What policies deny shows up here with its reason." },
};
