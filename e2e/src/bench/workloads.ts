/** Rows in the benchmark table; ids run from 1. sysbench's shapes over one table of sysbench's columns. */
export const TABLE_ROWS = 100_000;
export const RANGE_ROWS = 100;

export type Param = bigint | string;

/** One statement: its text with `?`, and the values. The same in both forms, so that text and prepared differ in nothing else. */
export type Step = { readonly sql: string; readonly params: readonly Param[] };

export type Workload = {
  readonly name: string;
  /** Statements in one unit. */
  readonly statements: number;
  /** The next unit of one client's endless work: a statement, or a transaction. */
  unit(): readonly Step[];
};

const randomId = (): bigint => BigInt(1 + Math.floor(Math.random() * TABLE_ROWS));
const padding = 'x'.repeat(60);
const step = (sql: string, ...params: Param[]): Step => ({ sql, params });

const pointSelect = (): Step => step('SELECT c FROM sbtest1 WHERE id=?', randomId());
const range = (what: string, tail = ''): Step => {
  const from = randomId();
  return step(`SELECT ${what} FROM sbtest1 WHERE id BETWEEN ? AND ?${tail}`, from, from + BigInt(RANGE_ROWS - 1));
};
const updateIndex = (): Step => step('UPDATE sbtest1 SET k=k+1 WHERE id=?', randomId());
const updateNonIndex = (): Step =>
  step('UPDATE sbtest1 SET c=? WHERE id=?', `${randomId()}-${padding}`.slice(0, 100), randomId());

const reads = (): Step[] => [
  ...Array.from({ length: 10 }, pointSelect),
  range('c'),
  range('SUM(k)'),
  range('c', ' ORDER BY c'),
  range('DISTINCT c', ' ORDER BY c'),
];

const INSERT = 'INSERT INTO sbtest1 (id, k, c, pad) VALUES (?, ?, ?, ?)';

function deleteInsert(): Step[] {
  const id = randomId();
  return [step('DELETE FROM sbtest1 WHERE id=?', id), step(INSERT, id, randomId(), padding, padding.slice(0, 50))];
}

const transaction = (body: Step[]): Step[] => [step('BEGIN'), ...body, step('COMMIT')];

/** Every generator process inserts ids of its own. */
let nextInsert = BigInt(process.pid) * 1_000_000_000n;

/** Sorted by name. */
export const workloads: readonly Workload[] = [
  {
    name: 'insert',
    statements: 1,
    unit: () => [step(INSERT, nextInsert++, 1n, padding, padding.slice(0, 50))],
  },
  { name: 'point_select', statements: 1, unit: () => [pointSelect()] },
  { name: 'range', statements: 1, unit: () => [range('c')] },
  { name: 'read_only', statements: 16, unit: () => transaction(reads()) },
  {
    name: 'read_write',
    statements: 20,
    unit: () => transaction([...reads(), updateIndex(), updateNonIndex(), ...deleteInsert()]),
  },
  { name: 'update', statements: 1, unit: () => [updateIndex()] },
];

/** The text form of a step. */
export function textOf({ sql, params }: Step): string {
  let next = 0;
  return sql.replace(/\?/g, () => {
    const value = params[next++];
    return typeof value === 'string' ? `'${value}'` : String(value);
  });
}
