// Network namespaces of the tests' own, gone when the test is.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Host } from "../src/host.ts";

let made = 0;

export class Namespace {
  readonly name = `fzlinux-${process.pid}-${made++}`;
  readonly host = new Host({ netns: this.name });

  constructor() {
    execFileSync("ip", ["netns", "add", this.name]);
    this.ip("link set lo up");
  }

  /** Runs `ip` with the words of that line inside. */
  ip(line: string): string {
    return execFileSync("ip", ["-n", this.name, ...line.split(" ")], { encoding: "utf8" });
  }

  /** Runs any program inside. */
  exec(line: string): string {
    return execFileSync("ip", ["netns", "exec", this.name, ...line.split(" ")], { encoding: "utf8" });
  }

  addTun(name: string): void {
    this.ip(`tuntap add dev ${name} mode tun`);
  }

  /** An interface here whose other end is in another namespace, both up. */
  connect(name: string, other: Namespace, otherName: string): void {
    this.ip(`link add ${name} type veth peer name ${otherName} netns ${other.name}`);
    this.ip(`link set ${name} up`);
    other.ip(`link set ${otherName} up`);
  }

  remove(): void {
    execFileSync("ip", ["netns", "del", this.name]);
  }
}

export class TemporaryDirectory {
  readonly path = mkdtempSync(join(tmpdir(), "fz-linux-"));

  file(name: string): string {
    return join(this.path, name);
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
