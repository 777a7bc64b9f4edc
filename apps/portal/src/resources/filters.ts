import { z } from "zod";

const MAX_PORT = 65_535;

interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** `443` or `8080-8090`, blanks anywhere; whole numbers as well. */
function parsePorts(value: unknown): PortRange | undefined {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.replace(/\s+/g, "") : "";
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (!match) return undefined;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from >= 1 && from <= to && to <= MAX_PORT ? { from, to } : undefined;
}

function formatPorts({ from, to }: PortRange): string {
  return from === to ? String(from) : `${from} - ${to}`;
}

const Ports = z.array(z.union([z.string(), z.int()]), { error: "is invalid" }).transform((values, context) => {
  const ranges = values.map(parsePorts);
  const bad = values.filter((_, i) => ranges[i] === undefined);
  for (const value of bad) context.issues.push({ code: "custom", message: `${value} is no port`, input: values });
  const sorted = ranges.filter((range) => range !== undefined).sort((a, b) => a.from - b.from);
  const overlap = sorted.some((range, i) => i > 0 && range.from <= sorted[i - 1].to);
  if (overlap) context.issues.push({ code: "custom", message: "must not overlap", input: values });
  return ranges.filter((range) => range !== undefined).map(formatPorts);
});

/** Absent ports are none given, which stands for all, like null. */
const FilterFields = z.object({
  protocol: z.enum(["tcp", "udp", "icmp"], { error: "is invalid" }),
  ports: Ports.nullable().default([]),
});

/** Several filters may name one protocol; ports must not overlap within a filter. */
export const FilterList = z.array(FilterFields, { error: "is invalid" }).default([]);

export const FilterView = z.object({ protocol: z.enum(["tcp", "udp", "icmp"]), ports: z.array(z.string()).nullable() });
