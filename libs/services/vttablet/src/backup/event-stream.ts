import type { MessageInput } from '@vt/proto';

export type LogEvent = MessageInput<'logutil.Event'>;
export type Say = (text: string, level?: 'INFO' | 'WARNING') => void;

const EVENTS_MAX = 10_000;

/** Runs work and yields what it says as it says it; the work's failure comes after everything that it said. */
export async function* eventStream(work: (say: Say) => Promise<void>): AsyncGenerator<LogEvent> {
  const waiting: LogEvent[] = [];
  let wake: () => void = () => {};
  let ended: { readonly error?: unknown } | undefined;
  const say: Say = (value, level = 'INFO') => {
    const ms = Date.now();
    const time = { seconds: BigInt(Math.floor(ms / 1000)), nanoseconds: (ms % 1000) * 1e6 };
    if (waiting.length < EVENTS_MAX) waiting.push({ time, level, value });
    wake();
  };
  const done = work(say).then(
    () => {
      ended = {};
      wake();
    },
    (error: unknown) => {
      ended = { error };
      wake();
    },
  );
  while (waiting.length > 0 || !ended) {
    const event = waiting.shift();
    if (event) yield event;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (ended || waiting.length > 0) resolve();
      });
  }
  await done;
  if ('error' in ended) throw ended.error;
}
