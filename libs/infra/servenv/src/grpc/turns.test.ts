import { EventEmitter } from 'node:events';
import { Metadata, type ServerWritableStream } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { streamHandler } from './handlers.ts';

const MESSAGES = 8;
const BUSY_MS = 6;

/** Takes every message at once, each with some work, as a client does that reads faster than it is written to. */
class GreedyCall extends EventEmitter {
  readonly request = undefined;
  readonly metadata = new Metadata();
  readonly cancelled = false;
  readonly written: number[] = [];
  /** Turns of the event loop that others had before each message. */
  readonly turnsBefore: number[] = [];
  turns = 0;

  getPeer(): string {
    return '127.0.0.1:1';
  }

  getDeadline(): number {
    return Number.POSITIVE_INFINITY;
  }

  write(message: number): boolean {
    const sinceMs = performance.now();
    while (performance.now() - sinceMs < BUSY_MS);
    this.written.push(message);
    this.turnsBefore.push(this.turns);
    return true;
  }
}

test('a stream whose messages are all there lets others have turns between them', async () => {
  const call = new GreedyCall();
  let isOver = false;
  const turn = (): void => {
    call.turns++;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await new Promise<void>((resolve) => {
    const handler = streamHandler<undefined, number>(async function* () {
      for (let i = 0; i < MESSAGES; i++) yield i;
    });
    const done = Object.assign(call, { end: resolve });
    handler(done as unknown as ServerWritableStream<undefined, number>);
  });
  isOver = true;
  expect(call.written).toEqual(Array.from({ length: MESSAGES }, (_, i) => i));
  expect(new Set(call.turnsBefore).size).toBe(MESSAGES);
});
