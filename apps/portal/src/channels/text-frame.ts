// Text messages as RFC 6455 §5.2 puts them from a server: one final frame, unmasked, without extensions. Made here and
// not by the WebSocket library, so that what many devices are told is encoded once and each message is one write.

const FINAL_TEXT = 0x81;
const SHORT_HEADER_BYTES = 2;
/** Lengths from 126 on stand in two bytes, and from 64 KiB on in eight. */
const LENGTH_IN_TWO = 126;
const LENGTH_IN_EIGHT = 127;
const MAX_IN_TWO = 0xffff;

export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const start = SHORT_HEADER_BYTES + (length < LENGTH_IN_TWO ? 0 : length <= MAX_IN_TWO ? 2 : 8);
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = FINAL_TEXT;
  if (length < LENGTH_IN_TWO) frame[1] = length;
  else if (length <= MAX_IN_TWO) {
    frame[1] = LENGTH_IN_TWO;
    frame.writeUInt16BE(length, SHORT_HEADER_BYTES);
  } else {
    frame[1] = LENGTH_IN_EIGHT;
    frame.writeBigUInt64BE(BigInt(length), SHORT_HEADER_BYTES);
  }
  frame.write(text, start);
  return frame;
}

interface Made {
  readonly topic: string;
  readonly event: string;
  readonly payload: string;
  readonly frame: Buffer;
}

const FRAMES_KEPT = 4;

/** The last few pushes as frames: whoever tells many devices the same does so one right after the other. */
export class PushFrames {
  readonly #made: Made[] = [];
  #next = 0;

  /** `payload` is JSON. */
  get(topic: string, event: string, payload: string): Buffer {
    for (const made of this.#made) {
      if (made.payload === payload && made.event === event && made.topic === topic) return made.frame;
    }
    const text = `{"topic":"${topic}","event":${JSON.stringify(event)},"ref":null,"payload":${payload}}`;
    const frame = textFrame(text);
    this.#made[this.#next++ % FRAMES_KEPT] = { topic, event, payload, frame };
    return frame;
  }
}
