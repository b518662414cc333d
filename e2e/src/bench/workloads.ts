import { RawClient, type RawStatement } from './raw-client.ts';

/** Rows in the benchmark table; ids run from 1. sysbench's shapes over one table of sysbench's columns. */
export const TABLE_ROWS = 100_000;
export const RANGE_ROWS = 100;

/** One client's endless work: each call gives the packets of the next unit (a statement, or a transaction), to be sent one by one. */
export type Unit = () => readonly Buffer[];

export type Workload = {
  readonly name: string;
  /** Statements in one unit. */
  readonly statements: number;
  prepare(client: RawClient): Promise<Unit>;
};

const randomId = (): number => 1 + Math.floor(Math.random() * TABLE_ROWS);
const padding = 'x'.repeat(60);

async function prepareAll(client: RawClient, statements: readonly string[]): Promise<RawStatement[]> {
  const prepared: RawStatement[] = [];
  for (const sql of statements) prepared.push(await client.prepare(sql));
  return prepared;
}

const text =
  (sql: () => string): Workload['prepare'] =>
  async () =>
  () => [RawClient.queryPacket(sql())];

const pointSelect = (): string => `SELECT c FROM sbtest1 WHERE id=${randomId()}`;
const range = (what: string, tail = ''): string => {
  const from = randomId();
  return `SELECT ${what} FROM sbtest1 WHERE id BETWEEN ${from} AND ${from + RANGE_ROWS - 1}${tail}`;
};
const updateIndex = (): string => `UPDATE sbtest1 SET k=k+1 WHERE id=${randomId()}`;
const updateNonIndex = (): string => `UPDATE sbtest1 SET c='${randomId()}-${padding}' WHERE id=${randomId()}`;

const reads = (): string[] => [
  ...Array.from({ length: 10 }, pointSelect),
  range('c'),
  range('SUM(k)'),
  range('c', ' ORDER BY c'),
  range('DISTINCT c', ' ORDER BY c'),
];

function deleteInsert(): string[] {
  const id = randomId();
  return [
    `DELETE FROM sbtest1 WHERE id=${id}`,
    `INSERT INTO sbtest1 (id, k, c, pad) VALUES (${id}, ${randomId()}, '${padding}', '${padding}')`,
  ];
}

const transaction =
  (body: () => string[]): Workload['prepare'] =>
  async () =>
  () =>
    ['BEGIN', ...body(), 'COMMIT'].map((sql) => RawClient.queryPacket(sql));

let nextInsert = TABLE_ROWS + 1 + (process.pid % 1_000) * 10_000_000;

/** Sorted by name. */
export const workloads: readonly Workload[] = [
  {
    name: 'insert',
    statements: 1,
    prepare: text(() => `INSERT INTO sbtest1 (id, k, c, pad) VALUES (${nextInsert++}, 1, '${padding}', '${padding}')`),
  },
  {
    name: 'point_select',
    statements: 1,
    prepare: text(pointSelect),
  },
  {
    name: 'point_select_prepared',
    statements: 1,
    prepare: async (client) => {
      const [statement] = await prepareAll(client, ['SELECT c FROM sbtest1 WHERE id=?']);
      if (!statement) throw new Error('the statement was not prepared');
      return () => [RawClient.executePacket(statement, [BigInt(randomId())])];
    },
  },
  { name: 'range', statements: 1, prepare: text(() => range('c')) },
  { name: 'read_only', statements: 16, prepare: transaction(reads) },
  {
    name: 'read_write',
    statements: 20,
    prepare: transaction(() => [...reads(), updateIndex(), updateNonIndex(), ...deleteInsert()]),
  },
  { name: 'update', statements: 1, prepare: text(updateIndex) },
];
