import { readFileSync } from 'node:fs';
import { RawClient } from '@vt/mysql/testing';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { waitFor } from '../harness/cluster.ts';
import { Random } from '../harness/random.ts';
import { attacks, type Victim } from './attacks.ts';

export type SiegeOptions = {
  readonly victim: Victim;
  /** A well-behaved client, which must be served all the time. */
  readonly witness: Connection;
  readonly pid: number;
  readonly rounds: number;
  readonly atOnce: number;
  readonly loris: number;
  readonly idle: number;
  readonly seed: number;
  readonly log: (line: string) => void;
};

export type SiegeReport = {
  readonly attacks: number;
  readonly idleKiBEach: number;
  readonly rssMiBBefore: number;
  readonly rssMiBAfter: number;
};

const PATIENCE_MS = 2_000;
const WITNESS_MS = 20_000;
const HANDSHAKE_MS = 40_000;
const GONE_MS = 60_000;

/**
 * Sends a gate what no client should, while a well-behaved one goes on. @throws when that one is not served, or connections are left behind,
 * or slow ones are not cut off.
 */
export async function siege(options: SiegeOptions): Promise<SiegeReport> {
  const { rounds, atOnce, seed, log, pid } = options;
  const rssMiBBefore = rssMiB(pid);
  const random = new Random(seed);
  for (let done = 0; done < rounds; done += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, rounds - done) }, () => attackOnce(options, random)));
    await witnessed(options);
    if ((done / atOnce) % 20 === 0) log(`${done + atOnce} attacks, RSS ${rssMiB(pid)} MiB`);
  }
  await gone(options);
  await lorises(options);
  const idleKiBEach = await idlers(options);
  await gone(options);
  return { attacks: rounds, idleKiBEach, rssMiBBefore, rssMiBAfter: rssMiB(pid) };
}

async function attackOnce({ victim }: SiegeOptions, random: Random): Promise<void> {
  const names = Object.keys(attacks);
  const attack = attacks[names[random.below(names.length)] as string];
  const own = new Random(random.below(2 ** 31));
  const client = open(victim);
  // What a client that is turned away cannot send any more is no failure.
  await within(
    PATIENCE_MS,
    attack?.(client, victim, own).catch(() => {}),
  );
  client.socket.end();
  await within(PATIENCE_MS, client.untilClosed());
  client.close();
}

function open({ host, port }: Victim): RawClient {
  return new RawClient({ host, port });
}

async function within(ms: number, work: Promise<unknown> | undefined): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([Promise.resolve(work).then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function witnessed({ witness, seed }: SiegeOptions): Promise<void> {
  if (!(await within(WITNESS_MS, witness.query('select count(*) from account'))))
    throw new Error(`seed ${seed}: a well-behaved client was not served for ${WITNESS_MS} ms`);
}

/** Nothing but the witness is connected, and nothing of others is left open. */
async function gone({ witness, seed }: SiegeOptions): Promise<void> {
  const connected = async () => (await witness.query<RowDataPacket[]>('show processlist'))[0].length;
  await waitFor(`seed ${seed}: connections to be gone`, async () => (await connected()) === 1, GONE_MS);
}

/** Handshakes that come a byte now and then. */
async function lorises(options: SiegeOptions): Promise<void> {
  const clients = Array.from({ length: options.loris }, () => open(options.victim));
  const drip = setInterval(() => {
    for (const { socket } of clients) if (!socket.destroyed && socket.writable) socket.write(Buffer.of(1));
  }, 500);
  const cut = await within(HANDSHAKE_MS, Promise.all(clients.map((client) => client.untilClosed())));
  clearInterval(drip);
  for (const client of clients) client.close();
  if (!cut) throw new Error(`seed ${options.seed}: slow handshakes are not cut off`);
  await witnessed(options);
}

/** Many that log in and do nothing. Returns what each costs. */
async function idlers(options: SiegeOptions): Promise<number> {
  const { idle, pid, victim, log } = options;
  const before = rssMiB(pid);
  const clients: RawClient[] = [];
  for (let i = 0; i < idle; i += 200) {
    const some = Array.from({ length: Math.min(200, idle - i) }, () => open(victim));
    clients.push(...some);
    const answers = await Promise.all(some.map((client) => client.login(victim.user, '')));
    const refused = answers.find((answer) => answer[0] !== 0);
    if (refused) throw new Error(`connection ${i} of ${idle} was refused: ${refused.toString('latin1')}`);
  }
  await witnessed(options);
  const each = ((rssMiB(pid) - before) * 1024) / Math.max(idle, 1);
  log(`${idle} idle connections: ${each.toFixed(1)} KiB each`);
  for (const client of clients) client.close();
  return each;
}

function rssMiB(pid: number): number {
  const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib ?? 0) / 1024);
}
