import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { availableFlavors } from '@vt/mysql/testing';
import { splitScript } from '@vt/sqlparser';
import { fromProtoRow } from '@vt/sqltypes';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MigrationTablet } from '../testing/migration-tablet.ts';

const corpora = process.env['VT_CORPORA'] ?? resolve(import.meta.dirname, '../../../../../../shared/corpora');
const file = resolve(corpora, 'onlineddl/vrepl_suite.jsonl');
const isLong = process.env['VT_LONG_TESTS'] === '1';
const skip = !existsSync(file)
  ? `no corpus at ${file}`
  : !isLong
    ? 'it takes minutes; VT_LONG_TESTS=1 runs it'
    : availableFlavors().includes('mysql')
      ? ''
      : 'no mysql here';
if (skip) console.log(`skipped: changes of tables that are written to: ${skip}`);

type Case = {
  readonly id: string;
  readonly alter?: string;
  readonly create_sql: string;
  readonly expect_failure?: string;
  readonly expect_table_structure?: string;
  readonly ignore_versions?: string;
  readonly sql_mode?: string;
};

const cases: readonly Case[] = existsSync(file)
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Case)
  : [];

const T = 'onlineddl_test';

/** A table is changed while an event writes to it; what comes out is what ALTER TABLE makes of the table as it was. */
describe.skipIf(skip !== '')('tables that are written to while they change', () => {
  let tablet: MigrationTablet;
  let version = '';

  beforeAll(async () => {
    tablet = await MigrationTablet.start('mysql');
    await dba('set global event_scheduler = on');
    version = (await rows('select @@version'))[0]?.[0] ?? '';
    // Servers that have it no more, unless they are told to.
    await dba('set global log_bin_trust_function_creators = on');
    for (const [name, digits] of [
      ['md5', 32],
      ['sha1', 40],
    ] as const) {
      const isThere = await rows(`select ${name}(1)`).then(
        () => true,
        () => false,
      );
      const made = `create function ${name}(x longblob) returns char(${digits}) deterministic no sql`;
      if (!isThere) await dba(`${made} return left(sha2(x, 256), ${digits})`);
    }
  }, 600_000);

  afterAll(async () => {
    await tablet?.stop();
  });

  /** Nothing of a case that failed is left to hold up the next. */
  beforeEach(async () => {
    await tablet.query('alter vitess_migration cancel all');
    await dba(`drop event if exists ${T}`, 'drop table if exists onlineddl_test_child', `drop table if exists ${T}`);
    await dba('set global sql_mode = default');
  });

  async function dba(...statements: string[]): Promise<void> {
    const sql = Buffer.from(statements.join(';\n'));
    await tablet.tablet.manager.unary('ExecuteMultiFetchAsDba', { sql, db_name: 'vt_commerce', max_rows: 10_000n });
  }

  async function rows(sql: string): Promise<string[][]> {
    const { result } = await tablet.tablet.manager.unary('ExecuteFetchAsDba', {
      query: Buffer.from(sql),
      db_name: 'vt_commerce',
      max_rows: 10_000n,
    });
    return (result?.rows ?? []).map((row) =>
      fromProtoRow(row).map((value) => (value === null ? 'NULL' : Buffer.from(value).toString('latin1'))),
    );
  }

  /** What ALTER TABLE makes of a table's rows. */
  async function altered(table: string, change: string): Promise<string[]> {
    const columns = (
      await rows(
        `select column_name from information_schema.columns where table_schema = 'vt_commerce' and table_name = '${table}' and generation_expression = '' order by ordinal_position`,
      )
    ).map(([name]) => `\`${name}\``);
    await dba(
      'drop table if exists oracle',
      "set sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
      `create table oracle like \`${table}\``,
      `insert into oracle (${columns}) select ${columns} from \`${table}\``,
      'set sql_mode = default',
      // InnoDB makes several FULLTEXT keys only with a copy.
      `alter table oracle ${change}${/fulltext/i.test(change) ? ', algorithm=copy' : ''}`,
    );
    return await content('oracle');
  }

  async function content(table: string): Promise<string[]> {
    return (await rows(`select * from \`${table}\``)).map((row) => row.join('|')).sort();
  }

  /** Whoever changes nothing of the table while it is copied proves nothing. */
  async function eventRan({ create_sql }: Case): Promise<void> {
    // Not on a primary, although its name says otherwise.
    if (!/create event/i.test(create_sql) || /disable on slave/i.test(create_sql)) return;
    const sql = `select 1 from information_schema.events where event_name = '${T}' and last_executed is not null`;
    for (const end = Date.now() + 60_000; (await rows(sql)).length === 0; await delay(100))
      if (Date.now() > end) throw new Error('the event never ran');
  }

  test.each(cases.map((each) => [each.id, each] as const))('%s', { timeout: 600_000 }, async (_id, each) => {
    if (each.ignore_versions && new RegExp(each.ignore_versions).test(version)) return;
    const change = each.alter ?? 'engine=innodb';
    const mode = each.sql_mode === undefined ? [] : [`set global sql_mode = '${each.sql_mode}'`];
    const session = each.sql_mode === undefined ? [] : [`set session sql_mode = '${each.sql_mode}'`];
    await dba(...mode, ...session, ...splitScript(each.create_sql).map(({ sql }) => sql));
    const [uuid = ''] = await tablet.submit(`alter table ${T} ${change}`, 'vitess --postpone-completion');
    if (each.expect_failure !== undefined) {
      await tablet.reach(uuid, 'failed');
      expect(await tablet.column(uuid, 'message')).toContain(each.expect_failure);
      return;
    }
    for (const end = Date.now() + 180_000; (await tablet.column(uuid, 'ready_to_complete')) !== '1'; await delay(100)) {
      const status = await tablet.column(uuid, 'migration_status');
      if (status === 'failed' || Date.now() > end)
        throw new Error(`${status}: ${await tablet.column(uuid, 'message')}`);
    }
    await eventRan(each);
    await dba(`drop event if exists ${T}`);
    await tablet.query(`alter vitess_migration '${uuid}' complete`);
    await tablet.reach(uuid, 'complete');
    const [, old = ''] = (await tablet.column(uuid, 'artifacts')).split(',');
    const found = await content(T);
    const structure = (await rows(`show create table ${T}`))[0]?.[1] ?? '';
    expect(structure).toMatch(new RegExp(each.expect_table_structure ?? T));
    expect(found).toEqual(await altered(old, change));
  });
});
