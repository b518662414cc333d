import { availableFlavors } from '@vt/mysql/testing';
import { create } from '@vt/proto';
import { fromProtoRow } from '@vt/sqltypes';
import type { VReplicationEngine } from '@vt/vreplication';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MoveHarness } from '../testing/move-harness.ts';

const { signal } = new AbortController();

/** Words whose order differs between collations, and between characters and bytes. */
const words = ['a', 'B', 'b ', 'C', 'z', 'ア', '表', '能', '漢', 'ソ'];
const latin = ['a', 'B', 'Ä', 'ä!', 'z', 'É', 'f', 'Zz', 'ß', 'ss'];
const SHARED = ['sjis COLLATE sjis_japanese_ci', 'ujis COLLATE ujis_bin', 'cp932 COLLATE cp932_japanese_ci'];

/** Orders of rows that cannot be told here: by collations that are not known here, by different ones on both sides, and without a key. */
describe.each(availableFlavors())('rows in orders of all kinds on %s', (flavor) => {
  let harness: MoveHarness;
  let engine: VReplicationEngine;
  let id = 0;

  beforeAll(async () => {
    harness = await MoveHarness.start(flavor, ['vt_one']);
    engine = harness.engine({}, { copyPhaseDurationMs: 30, insertBytesMax: 20_000 });
    await engine.open();
    await harness.run("SET NAMES utf8mb4, sql_mode = 'STRICT_TRANS_TABLES'");
  });
  afterAll(async () => {
    await engine?.close();
    await harness?.stop();
  });
  afterEach(async () => {
    await engine.deleteStreams('1 = 1', signal);
    await harness.run('DROP TABLE vt_one.t', 'DROP TABLE vt_target.t');
  });

  const tables = async (source: string, target = source): Promise<void> =>
    harness.run(`CREATE TABLE vt_one.t (${source})`, `CREATE TABLE vt_target.t (${target})`);
  const fill = async (columns: string, of: readonly string[], rows = 2_000): Promise<void> => {
    for (let from = 0; from < rows; from += 500) {
      const values = Array.from(
        { length: 500 },
        (_, i) => `('${of[(from + i) % of.length]}${from + i}', ${from + i}, repeat('v', 180))`,
      );
      await harness.run(`INSERT INTO vt_one.t (${columns}) VALUES ${values.join(', ')}`);
    }
  };
  const stream = async (): Promise<void> => {
    id = await harness.stream(engine, 'vt_one', [{ match: 't', filter: 'select * from t' }]);
  };
  const same = async (): Promise<void> =>
    expect(await harness.checksum('vt_target.t')).toBe(await harness.checksum('vt_one.t'));

  const show = async (uuid: string): Promise<Record<string, string>> => {
    const request = { keyspace: 'ks', workflow: 'wf', action: 'show', action_arg: uuid, vdiff_uuid: uuid };
    const { output } = await engine.vdiffs.handle(create('tabletmanagerdata.VDiffRequest', request), signal);
    const row = output?.rows?.[0];
    const values = row ? fromProtoRow(row as never).map((value) => (value === null ? '' : String(value))) : [];
    return Object.fromEntries((output?.fields ?? []).map(({ name }, i) => [name ?? '', values[i] ?? '']));
  };
  /** What a VDiff finds, as numbers of rows; or what it says instead. */
  const diff = async () => {
    const request = create('tabletmanagerdata.VDiffRequest', { keyspace: 'ks', workflow: 'wf', action: 'create' });
    const { vdiff_uuid: uuid = '' } = await engine.vdiffs.handle(request, signal);
    const isOver = async () => (await show(uuid))['vdiff_state'];
    await expect.poll(isOver, { timeout: 30_000, interval: 50 }).toMatch(/completed|error/);
    const { vdiff_state: state, last_error: error, report } = await show(uuid);
    if (state === 'error') return error;
    const { MatchingRows, MismatchedRows, ExtraRowsSource, ExtraRowsTarget } = JSON.parse(report ?? '');
    return [MatchingRows, MismatchedRows, ExtraRowsSource, ExtraRowsTarget];
  };

  const own = flavor === 'mysql' ? 'utf8mb4_es_0900_ai_ci' : 'uca1400_spanish_ai_ci';
  const keys = [...SHARED, 'gbk COLLATE gbk_chinese_ci', `utf8mb4 COLLATE ${own}`];
  test.each(keys)('changes while rows are copied by a key of %s', async (charset) => {
    await tables(`a varchar(20) CHARACTER SET ${charset}, n int, v varchar(200), PRIMARY KEY (a, n)`);
    const of = charset.startsWith('gbk') ? words.filter((word) => !/[アソ能]/.test(word)) : words;
    await fill('a, n, v', of);
    await stream();
    for (let i = 0; i < 25; i++) {
      await harness.run(
        `UPDATE vt_one.t SET v = '${i}' WHERE n % 7 = ${i % 7}`,
        `DELETE FROM vt_one.t WHERE n % 100 = ${i}`,
        `UPDATE vt_one.t SET a = concat('${of[i % of.length]}', n, a) WHERE n % 50 = ${i + 25} AND length(a) < 12`,
        `INSERT INTO vt_one.t VALUES ('${of[(i * 3) % of.length]}', ${10_000 + i}, 'new')`,
      );
    }
    await harness.caughtUp(engine, id);
    await same();
    const [[count = '0'] = []] = await harness.rows('SELECT count(*) FROM vt_one.t');
    expect(await diff()).toEqual([Number(count), 0, 0, 0]);
    await harness.run('DELETE FROM vt_target.t WHERE n = 10003', "UPDATE vt_target.t SET v = 'x' WHERE n = 10005");
    expect(await diff()).toEqual([Number(count) - 2, 1, 1, 0]);
  });

  test('changes while rows of a table without a key are copied', async () => {
    await tables('a varchar(20), n int, v varchar(200), f float, b binary(4), d datetime, t tinyint unsigned');
    await fill('a, n, v', latin, 1_500);
    await harness.run("UPDATE vt_one.t SET f = n / 7, b = 'b', d = '2020-01-01' + interval n second, t = n % 3");
    await stream();
    for (let i = 0; i < 25; i++) {
      await harness.run(
        `UPDATE vt_one.t SET v = '${i}' WHERE n % 70 = ${i}`,
        `DELETE FROM vt_one.t WHERE n % 100 = ${i}`,
        `UPDATE vt_one.t SET a = concat('${latin[i % latin.length]}', n), f = f + 1 WHERE n % 50 = ${i + 25}`,
        `INSERT INTO vt_one.t (a, n, v) VALUES ('same', 10000, NULL), ('same', 10000, NULL)`,
      );
    }
    await harness.caughtUp(engine, id);
    await same();
    const [[count = '0'] = []] = await harness.rows('SELECT count(*) FROM vt_one.t');
    expect(await diff()).toEqual([Number(count), 0, 0, 0]);
    await harness.run('DELETE FROM vt_target.t WHERE n = 10000 LIMIT 1', 'DELETE FROM vt_target.t WHERE n % 100 = 77');
    expect(await diff()).toEqual([Number(count) - 16, 0, 16, 0]);
  });

  test('a key that is changed while rows are copied in its order ends the copy', async () => {
    const key = (collation: string): string => `a varchar(20) CHARACTER SET utf8mb4 COLLATE ${collation}`;
    await tables(`${key('utf8mb4_bin')}, n int, v varchar(200), PRIMARY KEY (a, n)`);
    await fill('a, n, v', latin);
    let checks = 0;
    let isHeld = true;
    const check = async (app: string) =>
      app.startsWith('vcopier') && ++checks > 2 && isHeld ? { ok: false, reason: 'held' } : { ok: true, reason: '' };
    const held = harness.engine({ throttler: { check } }, { insertBytesMax: 20_000 });
    await engine.close();
    try {
      await held.open();
      id = await harness.stream(held, 'vt_one', [{ match: 't', filter: 'select * from t' }]);
      const begun = () => harness.rows("SELECT count(*) FROM _vt.copy_state WHERE lastpk <> ''");
      await expect.poll(begun, { timeout: 30_000 }).toEqual([['1']]);
      await held.updateStreams(`id = ${id}`, () => "state = 'Stopped'", signal);
      for (const place of ['vt_one', 'vt_target'])
        await harness.run(`ALTER TABLE ${place}.t MODIFY ${key('utf8mb4_general_ci')} NOT NULL`);
      isHeld = false;
      await held.updateStreams(`id = ${id}`, () => "state = 'Copying'", signal);
      await expect.poll(() => harness.state(id), { timeout: 30_000 }).toMatch(/^Error the key of table t was changed/);
    } finally {
      await held.close();
      await engine.open();
    }
  });

  test.each([
    [
      'another collation',
      'a varchar(20) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin',
      'a varchar(20) CHARACTER SET utf8mb4',
    ],
    [
      'another character set',
      'a varchar(20) CHARACTER SET latin1',
      'a varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    ],
    [
      'a collation that is not known here',
      'a varchar(20) CHARACTER SET latin1',
      `a varchar(20) CHARACTER SET utf8mb4 COLLATE ${own}`,
    ],
  ])('a VDiff of tables whose keys have %s', async (_name, source, target) => {
    const rest = 'n int, v varchar(200), PRIMARY KEY (a, n)';
    await tables(`${source}, ${rest}`, `${target}, ${rest}`);
    await fill('a, n, v', latin);
    await stream();
    await harness.caughtUp(engine, id);
    expect(await diff()).toEqual([2_000, 0, 0, 0]);
    await harness.run('DELETE FROM vt_target.t WHERE n = 1003', "UPDATE vt_target.t SET v = 'x' WHERE n = 5");
    expect(await diff()).toEqual([1_998, 1, 1, 0]);
  });

  test.each([
    ['of other columns', 'PRIMARY KEY (n)', 'PRIMARY KEY (a)'],
    ['in another order', 'PRIMARY KEY (a, n)', 'PRIMARY KEY (n, a)'],
    ['on one side only', 'PRIMARY KEY (n)', 'KEY (a)'],
  ])('a VDiff of tables with keys %s', async (_name, source, target) => {
    const columns = 'a varchar(20) NOT NULL, n int NOT NULL, v varchar(200)';
    await tables(`${columns}, ${source}`, `${columns}, ${target}`);
    await fill('a, n, v', latin);
    await stream();
    await harness.caughtUp(engine, id);
    expect(await diff()).toEqual([2_000, 0, 0, 0]);
    await harness.run('DELETE FROM vt_target.t WHERE n = 1003');
    expect(await diff()).toEqual([1_999, 0, 1, 0]);
  });
});
