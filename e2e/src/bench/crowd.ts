import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuUs } from './cpu.ts';
import { queryPacket } from './packets.ts';
import { RawClient } from './raw-client.ts';
import type { Stage } from './stage.ts';

const AT_ONCE = 50;
const SETTLE_MS = 3_000;

/** Many clients that come, are idle, and ask all at once. */
export type CrowdFigure = {
  readonly clients: number;
  readonly connectsPerSecond: number;
  /** Of the gate, for one connect with its handshake. */
  readonly connectCpuUs: number;
  /** Of the gate, for one client that has asked something and is idle. */
  readonly idleRssKib: number;
  readonly errors: number;
  readonly firstError: string | undefined;
  readonly seconds: number;
};

export async function crowd(stage: Stage, clients: number): Promise<CrowdFigure> {
  const gate = stage.systems.find(({ name }) => name === 'vtgate');
  const pid = stage.pids['gate'] ?? 0;
  if (!gate) throw new Error('no gate');
  const connect = async (count: number): Promise<RawClient[]> => {
    const all: RawClient[] = [];
    while (all.length < count) {
      const some = Array.from({ length: Math.min(AT_ONCE, count - all.length) }, () => RawClient.connect(gate.target));
      all.push(...(await Promise.all(some)));
    }
    return all;
  };
  // What the gate needs for so many at once is no part of what one needs.
  for (const client of await connect(AT_ONCE * 4)) client.close();
  await sleep(SETTLE_MS);
  const rssBefore = await rssKib(pid);
  const cpuBefore = await cpuUs(pid);
  const start = performance.now();
  const all = await connect(clients);
  const connectedMs = performance.now() - start;
  const connectCpuUs = Math.round(((await cpuUs(pid)) - cpuBefore) / clients);
  const asked = performance.now();
  const outcomes = await Promise.all(all.map(pointSelect));
  const seconds = (performance.now() - asked) / 1_000;
  await sleep(SETTLE_MS);
  const idleRssKib = Math.round(((await rssKib(pid)) - rssBefore) / (clients / 100)) / 100;
  for (const client of all) client.close();
  const errors = outcomes.filter((error) => error !== undefined);
  return {
    clients,
    connectsPerSecond: Math.round(clients / (connectedMs / 1_000)),
    connectCpuUs,
    idleRssKib,
    errors: errors.length,
    firstError: errors[0],
    seconds: Math.round(seconds * 100) / 100,
  };
}

function pointSelect(client: RawClient, id: number): Promise<string | undefined> {
  return new Promise((resolve) =>
    client.send(queryPacket(`SELECT c FROM sbtest1 WHERE id=${id + 1}`), ({ error }) => resolve(error)),
  );
}

export function crowdText(figure: CrowdFigure): string {
  const { clients, connectsPerSecond, connectCpuUs, idleRssKib, errors, firstError, seconds } = figure;
  const failed = errors > 0 ? `${errors} ERRORS: ${firstError}` : 'no error';
  return (
    `${clients} clients  ${connectsPerSecond} connects/s, ${connectCpuUs} µs CPU of the gate each; ` +
    `one statement of each at once: ${failed}, ${seconds} s; idle ${idleRssKib} KiB of the gate each\n`
  );
}

async function rssKib(pid: number): Promise<number> {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}
