import type { MysqlSession } from '@vt/mysql';
import type { Clock } from '@vt/servenv';
import { afterEach, expect, test } from 'vitest';
import { probeMysqld } from './mysqld-probe.ts';

const ends: AbortController[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end.abort();
});

/** A clock that goes on when it is told to. */
class HandClock implements Clock {
  #ms = 0;
  readonly #sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();

  now(): number {
    return this.#ms;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = { untilMs: this.#ms + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', () => resolve());
    });
  }

  goOn(ms: number): void {
    this.#ms += ms;
    for (const { untilMs, wake } of this.#sleepers) if (untilMs <= this.#ms) wake();
  }
}

/** A mysqld that answers each question when it is told to. */
class SlowServer {
  readonly questions: { readonly answer: () => void }[] = [];

  connect(): Promise<MysqlSession> {
    const query = (_sql: string, signal: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        this.questions.push({ answer: resolve });
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    return Promise.resolve({ query, close: () => {} } as unknown as MysqlSession);
  }
}

function probed() {
  const [server, clock, end] = [new SlowServer(), new HandClock(), new AbortController()];
  const told: (string | undefined)[] = [];
  ends.push(end);
  const ended = probeMysqld(server, (problem) => told.push(problem), clock, end.signal);
  const asked = async (count: number): Promise<void> => {
    await expect.poll(() => server.questions.length).toBe(count);
  };
  return { server, clock, told, asked, end, ended };
}

test('a mysqld that does not answer in time is told, once, and so is its answer', async () => {
  const { server, clock, told, asked } = probed();
  await asked(1);
  clock.goOn(3_000);
  await asked(2);
  expect(told).toEqual(['mysqld did not answer within 3000 ms']);
  clock.goOn(3_000);
  await asked(3);
  server.questions[2]?.answer();
  await asked(4);
  expect(told).toEqual(['mysqld did not answer within 3000 ms', undefined]);
});

test('one that answers late, but in time, is none', async () => {
  const { server, clock, told, asked } = probed();
  await asked(1);
  clock.goOn(2_900);
  server.questions[0]?.answer();
  await asked(2);
  clock.goOn(2_900);
  server.questions[1]?.answer();
  await asked(3);
  expect(told).toEqual([]);
});

test('it ends while a question has no answer, and tells nothing of that', async () => {
  const { told, asked, end, ended } = probed();
  await asked(1);
  end.abort();
  await ended;
  expect(told).toEqual([]);
});
