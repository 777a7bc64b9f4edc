// What the kernel says about running processes (proc(5)).

import { readdirSync, readFileSync } from "node:fs";

/** `sysconf(_SC_CLK_TCK)`: the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const KIB_PER_MIB = 1_024;
/** Fields of stat after the name in brackets. */
const PARENT_FIELD = 1;
const USER_TIME_FIELD = 11;
const SYSTEM_TIME_FIELD = 12;
const ENDED_CHILDREN_FIELDS = [13, 14];

/** CPU seconds that a process has used, without its children. */
export function cpuSeconds(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[USER_TIME_FIELD]) + Number(fields[SYSTEM_TIME_FIELD])) / TICKS_PER_SECOND;
}

/** CPU seconds of a process and of its children, those that have ended included. */
export function familyCpuSeconds(pid: number): number {
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid);
  const fields = statFields(pid);
  const ended = ENDED_CHILDREN_FIELDS.reduce((sum, field) => sum + Number(fields[field]), 0) / TICKS_PER_SECOND;
  return [pid, ...children.map(Number)].reduce((sum, one) => sum + cpuSeconds(one), ended);
}

/** Resident memory in MiB: now, and the most there ever was. */
export function memoryMib(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]);
  return { now: Math.round(kib("VmRSS") / KIB_PER_MIB), peak: Math.round(kib("VmHWM") / KIB_PER_MIB) };
}

/** How many files this process may open. */
export function openFilesLimit(): number {
  const [, hard] = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
  return hard === "unlimited" ? Number.POSITIVE_INFINITY : Number(hard);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(statFields(pid)[PARENT_FIELD]);
  } catch {
    // It ended since the folder was read.
    return undefined;
  }
}

function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
