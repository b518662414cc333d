import { framePayload } from '@vt/sqltypes';
import { describe, expect, it } from 'vitest';
import { PacketInput, type PacketReceiver } from './packet-input.ts';

class Recorder implements PacketReceiver {
  ready = true;
  readonly seen: string[] = [];
  busyAfterEach = false;

  packet(payload: Buffer, sequence: number): void {
    this.seen.push(payload.length > 40 ? `${payload.length} bytes #${sequence}` : `${payload.toString()} #${sequence}`);
    if (this.busyAfterEach) this.ready = false;
  }

  oversized(sequence: number): void {
    this.seen.push(`too large #${sequence}`);
  }
}

const stream = Buffer.concat([
  framePayload(Buffer.from('one')),
  framePayload(Buffer.alloc(0), 7),
  framePayload(Buffer.from('three'), 255),
]);

describe('PacketInput', () => {
  it('cuts the same packets however the bytes are split', () => {
    for (let first = 0; first <= stream.length; first++) {
      for (let second = first; second <= stream.length; second++) {
        const recorder = new Recorder();
        const input = new PacketInput(recorder, 1000);
        const shared = Buffer.alloc(64);
        for (const part of [stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)]) {
          part.copy(shared);
          input.feed(shared.subarray(0, part.length));
          shared.fill(0xaa);
        }
        expect(recorder.seen).toEqual(['one #0', ' #7', 'three #255']);
        expect(input.heldBytes).toBe(0);
      }
    }
  });

  it('waits while the receiver is busy', () => {
    const recorder = new Recorder();
    recorder.busyAfterEach = true;
    const input = new PacketInput(recorder, 1000);
    input.feed(stream);
    expect(recorder.seen).toEqual(['one #0']);
    input.feed(framePayload(Buffer.from('four')));
    for (let i = 0; i < 3; i++) {
      recorder.ready = true;
      input.pump();
    }
    expect(recorder.seen).toEqual(['one #0', ' #7', 'three #255', 'four #0']);
    expect(input.heldBytes).toBe(0);
  });

  it('puts payloads of several packets together', () => {
    const recorder = new Recorder();
    const input = new PacketInput(recorder, 1 << 26);
    const framed = framePayload(Buffer.alloc(0xffffff));
    expect(framed.length).toBe(0xffffff + 8);
    for (let at = 0; at < framed.length; at += 1 << 20) input.feed(framed.subarray(at, at + (1 << 20)));
    input.feed(framePayload(Buffer.alloc(20_000_000)));
    expect(recorder.seen).toEqual([`${0xffffff} bytes #1`, '20000000 bytes #1']);
  });

  it('skips what is too large and stays in step', () => {
    const recorder = new Recorder();
    const input = new PacketInput(recorder, 10);
    const bytes = Buffer.concat([
      framePayload(Buffer.alloc(11)),
      framePayload(Buffer.alloc(0xffffff * 2)),
      framePayload(Buffer.from('after')),
    ]);
    for (let at = 0; at < bytes.length; at += 65_536) input.feed(bytes.subarray(at, at + 65_536));
    expect(recorder.seen).toEqual(['too large #0', 'too large #2', 'after #0']);
    expect(input.heldBytes).toBe(0);
  });
});
