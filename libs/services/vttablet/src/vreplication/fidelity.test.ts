import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, type Flavor } from '@vt/mysql/testing';
import type { VReplicationEngine } from '@vt/vreplication';
import { everyTypeTable, isRefused, RandomWriter } from '@vt/vstreamer/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

const SEED = Number(process.env['VT_SEED'] ?? 20240811);
const isLong = process.env['VT_LONG_TESTS'] === '1';
/** Ten minutes of writing, or as many statements. */
const SECONDS = Number(process.env['VT_FIDELITY_SECONDS'] ?? (isLong ? 600 : 0));
const STATEMENTS_MIN = 150;
const FIRST_ROWS = 200;
const CHECK_EVERY = 4_000;

const LATIN = [
  'ascii',
  'cp850',
  'dec8',
  'hp8',
  'koi8u',
  'latin1',
  'macroman',
  'swe7',
  'cp1250',
  'greek',
  'hebrew',
  'tis620',
];
const WIDE = [
  'big5',
  'cp932',
  'eucjpms',
  'euckr',
  'gb2312',
  'gbk',
  'sjis',
  'ucs2',
  'ujis',
  'utf16',
  'utf16le',
  'utf32',
  'utf8mb3',
  'utf8mb4',
];
const charsets: Readonly<Record<Flavor, readonly string[]>> = {
  mysql: [...LATIN, ...WIDE, 'gb18030'],
  mariadb: [...LATIN, ...WIDE],
};
const texts = ["''", "'plain'", "'x  '", '_utf8mb4 0xC3A4', '_utf8mb4 0xE4B8AD', '_utf8mb4 0xCEB1', 'null'];

/** A column of each character set, as VARCHAR and as TEXT. */
function charsetTable(flavor: Flavor): string {
  const columns = charsets[flavor].flatMap((name) => [
    `v_${name} varchar(20) character set ${name}`,
    `t_${name} text character set ${name}`,
  ]);
  return `create table cs (id int primary key auto_increment, ${columns.join(', ')})`;
}

describe.each(availableFlavors())('tables that are moved on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;
  let writer: MysqlConnection;

  beforeAll(async () => {
    console.info(`seed ${SEED}, ${SECONDS} seconds`);
    harness = await MoveHarness.start(flavor, ['vt_source']);
    engine = harness.engine({}, { copyPhaseDurationMs: 1_000, insertBytesMax: 100_000, parallelInsertWorkers: 2 });
    await engine.open();
    writer = await MysqlConnection.connect({ ...harness.server.mysqld.rootOptions, database: 'vt_source' });
    await write('set names utf8mb4', "set session sql_mode = 'ALLOW_INVALID_DATES'");
  });
  afterAll(async () => {
    writer?.close();
    await engine?.close();
    await harness?.stop();
  });

  async function write(...statements: string[]): Promise<void> {
    for (const sql of statements) {
      await writer.execute(sql).catch((error: Error) => {
        if (!isRefused(error) && !/Incorrect string value|doesn't have|Cannot convert/i.test(error.message))
          throw error;
      });
    }
  }

  /** Ids of rows that differ, with the columns that do. */
  async function differences(table: string): Promise<string[]> {
    const columns = (
      await harness.rows(
        `select column_name from information_schema.columns where table_schema = 'vt_source' and table_name = '${table}' order by ordinal_position`,
      )
    ).flat();
    const differs = columns.map(
      (name) =>
        `if(a.${name} is null, b.${name} is null, b.${name} is not null and cast(a.${name} as binary) = cast(b.${name} as binary)) = 0`,
    );
    const found = columns.map((name, i) => `if(${differs[i]}, '${name} ', '')`);
    const differing = await harness.rows(
      `select concat(a.id, ': ', ${found.join(', ')}) from vt_source.${table} a join vt_target.${table} b using (id) where ${differs.join(' or ')} limit 20`,
    );
    const missing = await harness.rows(
      `select id from vt_source.${table} where id not in (select id from vt_target.${table}) limit 20`,
    );
    const extra = await harness.rows(
      `select id from vt_target.${table} where id not in (select id from vt_source.${table}) limit 20`,
    );
    return [
      ...differing.flat(),
      ...missing.flat().map((id) => `${id} missing`),
      ...extra.flat().map((id) => `${id} extra`),
    ];
  }

  async function expectSame(id: number): Promise<number> {
    // A copy in many phases takes its time on a busy machine.
    await expect.poll(() => harness.state(id), { timeout: 300_000 }).toBe('Running');
    await harness.caughtUp(engine, id);
    expect({ t: await differences('t'), cs: await differences('cs') }).toEqual({ t: [], cs: [] });
    const [rows = '0'] = (await harness.rows('select count(*) from vt_target.t'))[0] ?? [];
    return Number(rows);
  }

  test('are the same, whatever is written while they are copied and afterwards', {
    timeout: SECONDS * 3_000 + 300_000,
  }, async () => {
    const random = new RandomWriter(flavor, SEED);
    const picks = charsets[flavor].map((name, i) => [name, i] as const);
    let n = 0;
    const charsetRow = (): string => {
      n++;
      const values = picks.flatMap(([, i]) => [texts[(n + i) % texts.length], texts[(n * 3 + i) % texts.length]]);
      return n % 4 === 0
        ? `update cs set ${picks.map(([name, i]) => `v_${name} = ${texts[(n + i * 5) % texts.length]}`).join(', ')} where id = ${n % 50}`
        : `insert ignore into cs values (null, ${values.join(', ')})`;
    };
    await write(everyTypeTable(flavor, 't'), charsetTable(flavor));
    for (const table of ['t', 'cs']) await harness.run(`create table vt_target.${table} like vt_source.${table}`);
    for (let i = 0; i < FIRST_ROWS; i++) await write(random.insert());
    for (let i = 0; i < 30; i++) await write(charsetRow());
    const id = await harness.stream(engine, 'vt_source', [{ match: '/.*' }], { defer_secondary_keys: '1' });
    const endMs = Date.now() + SECONDS * 1000;
    let count = 0;
    for (; count < STATEMENTS_MIN || Date.now() < endMs; count++) {
      const sql = random.statement();
      // Some settings cannot change inside of a transaction.
      if (sql.startsWith('set session')) await write('commit');
      await write(sql);
      if (count % 10 === 0) await write(charsetRow());
      if (count % CHECK_EVERY === CHECK_EVERY - 1) {
        await write('commit');
        await expectSame(id);
      }
    }
    await write('commit');
    const rows = await expectSame(id);
    console.info(`${flavor}: ${count} statements, ${rows} rows of every type are the same`);
    expect(rows).toBeGreaterThan(100);
  });
});
