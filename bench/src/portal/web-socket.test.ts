import { expect, test } from "vitest";
import { clientFrame, OPCODE, readFrame, readUpgradeAnswer } from "./web-socket.ts";

test("frames of every length are found, and no part of one before it is whole", () => {
  for (const length of [0, 125, 126, 65_535, 65_536]) {
    const header =
      length < 126
        ? [0x81, length]
        : length < 65_536
          ? [0x81, 126, length >> 8, length & 0xff]
          : [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0];
    const bytes = Buffer.concat([Buffer.from([0xff]), Buffer.from(header), Buffer.alloc(length, "x")]);
    const start = 1 + header.length;
    expect(readFrame(bytes, 1)).toEqual({ opcode: OPCODE.text, start, end: start + length });
    expect(readFrame(bytes.subarray(0, -1), 1)).toBeUndefined();
  }
});

test("what a device sends is masked", () => {
  const payload = Buffer.from("x".repeat(300));
  const frame = clientFrame(OPCODE.text, payload);
  expect(frame[1]).toBe(0x80 | 126);
  const mask = frame.subarray(4, 8);
  expect(Buffer.from(frame.subarray(8).map((byte, i) => byte ^ mask[i % 4]))).toEqual(payload);
});

test("an answer to an upgrade is read once its headers are there, with the seconds to wait", () => {
  const text = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\nretry-after: 7\r\n\r\n{}";
  expect(readUpgradeAnswer(Buffer.from(text.slice(0, 60)))).toBeUndefined();
  expect(readUpgradeAnswer(Buffer.from(text))).toEqual({ status: 503, retryAfter: 7, bytes: text.length - 2 });
});
