// The DNS server of the lab's office: answers from a zone given as JSON, over UDP and TCP. Made on dns-packet.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { parseArgs } from "node:util";
import * as dnsPacket from "dns-packet";

/** One record of the zone, in the form dns-packet knows. */
type ZoneRecord = dnsPacket.Answer;

const { values } = parseArgs({
  options: {
    address: { type: "string", multiple: true, default: ["0.0.0.0"] },
    zone: { type: "string", default: "[]" },
  },
});

const zone = JSON.parse(values.zone) as ZoneRecord[];

const NXDOMAIN = 3;
const UDP_LIMIT = 512;

function answer(query: Buffer, limit: number): Buffer {
  const { id, questions = [] } = dnsPacket.decode(query);
  const [question] = questions;
  if (!question) throw new Error("a query without a question");
  const ofName = zone.filter((record) => record.name.toLowerCase() === question.name.toLowerCase());
  const answers = ofName.filter((record) => record.type === question.type || record.type === "CNAME");
  const reply: dnsPacket.Packet = {
    type: "response",
    id: id ?? 0,
    flags: dnsPacket.AUTHORITATIVE_ANSWER | (ofName.length === 0 ? NXDOMAIN : 0),
    questions: [question],
    answers,
  };
  const whole = dnsPacket.encode(reply);
  if (whole.length <= limit) return whole;
  return dnsPacket.encode({ ...reply, flags: (reply.flags ?? 0) | dnsPacket.TRUNCATED_RESPONSE, answers: [] });
}

for (const address of values.address) {
  const udp = createSocket(address.includes(":") ? "udp6" : "udp4");
  udp.on("message", (query, remote) => {
    try {
      udp.send(answer(query, UDP_LIMIT), remote.port, remote.address);
    } catch (error) {
      console.error(`bad query from ${remote.address}: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  udp.bind(53, address, () => console.log(`DNS server on ${address}`));

  createServer((socket) => {
    let pending = Buffer.alloc(0);
    socket.on("error", () => socket.destroy());
    socket.on("data", (part) => {
      pending = Buffer.concat([pending, part]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const length = pending.readUInt16BE(0);
        const reply = answer(pending.subarray(2, 2 + length), 0xffff);
        pending = pending.subarray(2 + length);
        const prefix = Buffer.alloc(2);
        prefix.writeUInt16BE(reply.length);
        socket.write(Buffer.concat([prefix, reply]));
      }
    });
  }).listen(53, address);
}
process.on("SIGTERM", () => process.exit(0));
