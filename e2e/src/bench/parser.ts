import { register } from 'node:module';
import {
  Fingerprint,
  fingerprintInto,
  normalize,
  parse,
  print,
  sameShape,
  shapeOf,
  splitStatements,
} from '@vt/sqlparser';

/*
 * `npm run bench:parser`: what the SQL language costs, in microseconds and as ratios to a loop that only hashes the bytes,
 * which tells one machine (and its noise) from another; and against dt-sql-parser, on statements that both accept.
 */

const statements = {
  'point select': 'select c from sbtest1 where id=501234',
  typical: "SELECT id, name, email, age FROM users WHERE account_id = 12345 AND status = 'active' ORDER BY id LIMIT 10",
  insert:
    "INSERT INTO orders (id, customer_id, status, amount, currency, created_at, updated_at, note) VALUES (918273, 55120, 'pending', 1299.95, 'EUR', '2024-05-01 10:20:30', '2024-05-01 10:20:30', 'leave at the front door, please ring the bell')",
  join: "SELECT o.id, o.status, o.amount, c.name, c.email, p.title, p.price FROM orders AS o JOIN customers AS c ON o.customer_id = c.id JOIN order_items AS oi ON oi.order_id = o.id JOIN products AS p ON p.id = oi.product_id WHERE o.status IN ('pending', 'paid', 'shipped') AND o.created_at >= '2024-01-01' AND c.country = 'DE' AND p.price > 10.50 AND o.amount < 5000 GROUP BY o.id ORDER BY o.created_at DESC LIMIT 50",
};

const BIG_ROWS = 10_000;
const ROUNDS_MAX = 200;

/** Microseconds of one call, the best of many rounds: each is so short that some fall between what else the machine does. */
function measure(times: number, work: () => unknown): number {
  const rounds = Math.min(times, ROUNDS_MAX);
  const perRound = Math.ceil(times / rounds);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const from = process.hrtime.bigint();
    for (let i = 0; i < perRound; i++) work();
    best = Math.min(best, Number(process.hrtime.bigint() - from) / 1_000 / perRound);
  }
  return best;
}

function hashBytes(bytes: Uint8Array): number {
  let hash = 0;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash;
}

type Row = Readonly<Record<string, string | number>>;

function small(name: string, sql: string): Row {
  const bytes = Buffer.from(sql);
  const found = new Fingerprint();
  fingerprintInto(bytes, 0, bytes.length, 0, found);
  const shape = shapeOf(bytes, 0, found);
  const tree = parse(sql);
  const loop = measure(100_000, () => hashBytes(bytes));
  const fast = measure(100_000, () => fingerprintInto(bytes, 0, bytes.length, 0, found));
  const figures = {
    fingerprint: fast,
    verify: measure(100_000, () => sameShape(shape, bytes, 0, found)),
    parse: measure(10_000, () => parse(sql)),
    print: measure(10_000, () => print(tree)),
    normalize: measure(10_000, () => normalize(tree)),
    split: measure(10_000, () => splitStatements(sql)),
  };
  const row: Record<string, string | number> = { statement: name, bytes: bytes.length };
  for (const [key, value] of Object.entries(figures)) row[`${key} µs`] = value.toFixed(2);
  row['fingerprint / byte loop'] = (fast / loop).toFixed(1);
  return row;
}

function big(): Row {
  const rows: string[] = [];
  for (let i = 0; i < BIG_ROWS; i++) {
    rows.push(
      `(${i}, 'name number ${i} with some padding text to reach a hundred bytes', ${i}.25, 'x${i}', '2024-01-01')`,
    );
  }
  const sql = `INSERT INTO big_table (id, name, amount, code, created) VALUES ${rows.join(', ')}`;
  normalize(parse(sql));
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const kept = normalize(parse(sql));
  globalThis.gc?.();
  const memory = (process.memoryUsage().heapUsed - before) / sql.length;
  const tree = parse(sql);
  return {
    binds: kept.binds.size,
    bytes: sql.length,
    'parse ms': (measure(3, () => parse(sql)) / 1000).toFixed(1),
    'normalize ms': (measure(3, () => normalize(tree)) / 1000).toFixed(1),
    'memory kept / text': memory.toFixed(1),
  };
}

async function compared(): Promise<Row[]> {
  register(new URL('./extensionless.js', import.meta.url));
  const name = 'dt-sql-parser';
  const { MySQL } = (await import(name)) as { MySQL: new () => { validate(sql: string): readonly unknown[] } };
  const other = new MySQL();
  return Object.entries(statements).map(([statement, sql]) => {
    // It remembers its last input: no two in a row are the same.
    let turn = 0;
    const theirs = measure(50, () => other.validate(++turn % 2 === 0 ? sql : `${sql} `));
    const ours = measure(5_000, () => parse(sql));
    const accepts = other.validate(sql).length === 0;
    return {
      statement,
      accepts: String(accepts),
      'dt-sql-parser µs': theirs.toFixed(0),
      'ours µs': ours.toFixed(2),
      ratio: (theirs / ours).toFixed(0),
    };
  });
}

console.table(Object.entries(statements).map(([name, sql]) => small(name, sql)));
console.table([big()]);
console.table(await compared());
