import { networkOf } from "@fz/ip";
import { describe, expect, test } from "vitest";
import { Probe } from "../test/probe.ts";
import { FULL_CONE, PORT_RESTRICTED_CONE, type RouterConfig, Simulation } from "./index.ts";

const SERVER = "198.51.100.7:80";
const SERVER_V6 = "[2001:db8:ffff::7]:80";

function home(config: Partial<RouterConfig> = {}) {
  const simulation = new Simulation({ seed: 3 });
  const router = simulation.router({ name: "home", addresses: ["203.0.113.5"], nat: PORT_RESTRICTED_CONE, ...config });
  const inside = { addresses: ["192.168.1.2", "2001:db8:1::2"], segment: router.inside };
  const laptop = simulation.host("laptop", inside);
  const desktop = simulation.host("desktop", { addresses: ["192.168.1.3"], segment: router.inside });
  const server = simulation.host("server", { addresses: ["198.51.100.7", "2001:db8:ffff::7"] });
  const probes = {
    laptop: laptop.run(new Probe(), 5000),
    desktop: desktop.run(new Probe(), 5000),
    server: server.run(new Probe(), 80),
  };
  probes.server.answers = true;
  return { simulation, router, ...probes };
}

describe("address translation", () => {
  test("hides the host behind the router's address, and answers find back", () => {
    const net = home();
    net.laptop.send(SERVER, "who?");
    net.simulation.runUntilIdle();
    expect(net.server.received[0].from).toBe("203.0.113.5:5000");
    expect(net.laptop.received[0]).toMatchObject({ from: SERVER, text: "who!" });
  });

  test("keeps uninvited datagrams out, whoever they claim to be for", () => {
    const net = home();
    net.server.send("203.0.113.5:5000", "knock");
    net.server.send("192.168.1.2:5000", "knock");
    net.simulation.runUntilIdle();
    expect(net.laptop.received).toEqual([]);
  });

  test("forwards a port", () => {
    const net = home({ forwards: [{ port: 4000, to: { ip: "192.168.1.2", port: 5000 } }] });
    net.laptop.answers = true;
    net.server.send("203.0.113.5:4000", "open?");
    net.simulation.runUntilIdle();
    expect(net.server.received).toMatchObject([{ from: "203.0.113.5:4000", text: "open!" }]);
  });

  test("hairpins where it can", () => {
    for (const nat of [FULL_CONE, PORT_RESTRICTED_CONE]) {
      const net = home({ nat });
      net.laptop.send(SERVER, "open the mapping");
      net.simulation.runUntilIdle();
      net.desktop.send("203.0.113.5:5000", "over the outside");
      net.simulation.runUntilIdle();
      const arrived = net.laptop.received.filter(({ text }) => text === "over the outside");
      expect(arrived.map(({ from }) => from)).toEqual(nat.hairpinning ? ["203.0.113.5:5001"] : []);
    }
  });

  test("leaves neighbours alone", () => {
    const net = home();
    net.desktop.send("192.168.1.2:5000", "hello");
    net.simulation.runUntilIdle();
    expect(net.laptop.received[0].from).toBe("192.168.1.3:5000");
  });
});

describe("a routed network with a firewall", () => {
  const networks = [networkOf("2001:db8:1::", 48)];

  test("lets answers in and nobody else", () => {
    const net = home({ networks, firewall: {} });
    net.server.send("[2001:db8:1::2]:5000", "uninvited");
    net.simulation.runUntilIdle();
    net.laptop.send(SERVER_V6, "who?");
    net.simulation.runUntilIdle();
    expect(net.laptop.texts).toEqual(["who!"]);
    expect(net.server.received[0].from).toBe("[2001:db8:1::2]:5000");
  });

  test("forgets a flow that is silent", () => {
    const net = home({ networks, firewall: { timeout: 5000 } });
    net.laptop.send(SERVER_V6, "hello");
    net.simulation.run(4000);
    net.server.send("[2001:db8:1::2]:5000", "in time");
    net.simulation.run(6000);
    net.server.send("[2001:db8:1::2]:5000", "too late");
    net.simulation.run(1000);
    expect(net.laptop.texts).toEqual(["in time"]);
  });

  test("may forbid flows by their ends", () => {
    const onlyPort80 = { outbound: ({ outside }: { outside: { port: number } }) => outside.port === 80 };
    const net = home({ networks, firewall: onlyPort80 });
    const other = net.simulation.host("other", { addresses: ["198.51.100.8"] }).run(new Probe(), 81);
    net.laptop.send(SERVER, "allowed");
    net.laptop.send("198.51.100.8:81", "forbidden");
    net.simulation.runUntilIdle();
    expect(net.server.texts).toEqual(["allowed"]);
    expect(other.texts).toEqual([]);
  });
});

test("routers stand behind routers", () => {
  const simulation = new Simulation({ seed: 1 });
  const carrier = simulation.router({ name: "carrier", addresses: ["203.0.113.9"], nat: PORT_RESTRICTED_CONE });
  const cpe = simulation.router({
    name: "home",
    addresses: ["100.72.0.2"],
    outside: carrier.inside,
    nat: { ...PORT_RESTRICTED_CONE, ports: "random" },
  });
  const phone = simulation.host("phone", { addresses: ["192.168.1.2"], segment: cpe.inside }).run(new Probe(), 5000);
  const server = simulation.host("server", { addresses: ["198.51.100.7"] }).run(new Probe(), 80);
  server.answers = true;
  phone.send(SERVER, "far?");
  simulation.runUntilIdle();
  expect(server.received[0].from).toMatch(/^203\.0\.113\.9:/);
  expect(phone.texts).toEqual(["far!"]);
});
