import { PageProblem } from "../pages/page-problem.ts";

export function linkIsOver(): PageProblem {
  return new PageProblem({
    status: 410,
    title: "This link does not work any more",
    text: "It was used already, it is too old, or a newer one took its place.",
    next: { href: "/", label: "Choose an account" },
  });
}
