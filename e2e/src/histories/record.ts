import type { Connection, RowDataPacket } from 'mysql2/promise';
import { Random } from '../harness/random.ts';
import type { History, Step, Transaction } from './history.ts';

export const TABLE = 'create table histories (id bigint primary key, elements varchar(8000) not null)';
/** A deadlock, and a lock that was waited for in vain. */
const REFUSALS: ReadonlySet<unknown> = new Set([1205, 1213]);
const STEPS_MAX = 4;

export type Recording = {
  /** One for each client, with the isolation level set; the last one only looks. */
  readonly connections: readonly Connection[];
  readonly keys: readonly number[];
  readonly transactions: number;
  readonly seed: number;
};

/** Clients append to lists and read them, in transactions of a few steps that the seed decides, all at the same time. */
export async function record({ connections, keys, transactions, seed }: Recording): Promise<History> {
  const looker = connections.at(-1) as Connection;
  await looker.query('delete from histories');
  await looker.query('insert into histories (id, elements) values ?', [keys.map((key) => [key, ''])]);
  const random = new Random(seed);
  const plans = Array.from({ length: transactions }, (_, id) => plan(id, keys, random));
  const done: Transaction[] = [];
  let next = 0;
  const client = async (connection: Connection) => {
    for (let one = plans[next++]; one; one = plans[next++]) done.push(await run(connection, one));
  };
  await Promise.all(connections.slice(0, -1).map(client));
  const final = new Map<number, number[]>();
  for (const key of keys) final.set(key, await elementsOf(looker, key));
  return { transactions: done, final };
}

type Plan = { readonly id: number; readonly steps: readonly Step[]; readonly commits: boolean };

/** A third only reads, and a tenth is taken back. */
function plan(id: number, keys: readonly number[], random: Random): Plan {
  const onlyReads = random.below(3) === 0;
  const steps = Array.from({ length: 2 + random.below(STEPS_MAX - 1) }, (_, i): Step => {
    const key = keys[random.below(keys.length)] as number;
    if (onlyReads || random.below(2) === 0) return { kind: 'read', key, elements: [] };
    return { kind: 'append', key, element: id * STEPS_MAX + i + 1 };
  });
  return { id, steps, commits: random.below(10) > 0 };
}

async function run(connection: Connection, { id, steps, commits }: Plan): Promise<Transaction> {
  const done: Step[] = [];
  try {
    await connection.query('begin');
    for (const step of steps) done.push(await take(connection, step));
  } catch (error) {
    await taken(connection, error);
    return { id, steps: done, outcome: 'aborted' };
  }
  try {
    await connection.query(commits ? 'commit' : 'rollback');
    return { id, steps: done, outcome: commits ? 'committed' : 'aborted' };
  } catch (error) {
    await taken(connection, error);
    return { id, steps: done, outcome: 'unknown' };
  }
}

async function take(connection: Connection, step: Step): Promise<Step> {
  if (step.kind === 'read') return { ...step, elements: await elementsOf(connection, step.key) };
  const sql = "update histories set elements = concat(elements, ',', ?) where id = ?";
  await connection.query(sql, [String(step.element), step.key]);
  return step;
}

/** Takes back what a refusal may have left. @throws for any other error. */
async function taken(connection: Connection, error: unknown): Promise<void> {
  if (!REFUSALS.has((error as { errno?: number }).errno)) throw error;
  await connection.query('rollback');
}

async function elementsOf(connection: Connection, key: number): Promise<number[]> {
  const [rows] = await connection.query<RowDataPacket[]>('select elements from histories where id = ?', [key]);
  const text = String(rows[0]?.['elements'] ?? '');
  return text === '' ? [] : text.slice(1).split(',').map(Number);
}
