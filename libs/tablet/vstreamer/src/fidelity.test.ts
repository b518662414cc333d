import { createHash } from 'node:crypto';
import { MysqlConnection } from '@vt/mysql';
import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VEvent } from './stream/events.ts';
import { Applier } from './testing/applier.ts';
import { everyTypeTable } from './testing/every-type.ts';
import { isRefused, RandomWriter } from './testing/random-writer.ts';
import { filterOf, request, StreamServer } from './testing/stream-server.ts';

const SEED = Number(process.env['VT_SEED'] ?? 20240811);
const STATEMENTS = process.env['VT_LONG_TESTS'] === '1' ? 5_000 : 150;

const GENERATED = /generated always as \(\w+ \+ 1\) (?:stored|virtual)/g;
const STORED = /generated always as \(\w+ \+ 1\) stored/g;

const isMarker = ({ row_event }: VEvent): boolean => row_event?.table_name === 'marker';

describe.each(availableFlavors())('a copy that follows a %s', (flavor) => {
  let server: StreamServer;
  let copy: MysqlConnection;

  beforeAll(async () => {
    console.info(`seed ${SEED}`);
    server = await StreamServer.start(flavor, []);
    copy = await MysqlConnection.connect(server.mysqld.rootOptions);
  });

  afterAll(async () => {
    copy?.close();
    await server?.stop();
  });

  /** Values by row and column, long ones by their beginning and length. */
  async function cellsOf(database: string): Promise<Map<string, string>> {
    await server.run('set session character_set_results = null', `use ${database}`);
    const { rows, fields } = await server.db.execute('select * from t order by id');
    await server.run('set session character_set_results = utf8mb4', 'use vt_ks');
    const cells = new Map<string, string>();
    for (const [id, ...values] of rows)
      values.forEach((value, i) => {
        const text = value === null ? 'NULL' : `'${Buffer.from(value).toString('latin1')}'`;
        const name = `${Buffer.from(id ?? '').toString()}.${fields[i + 1]?.name}`;
        cells.set(name, text.length > 60 ? `${createHash('sha1').update(text).digest('hex')} of ${text.length}` : text);
      });
    return cells;
  }

  /** What differs between the copy and its source. */
  async function differences(): Promise<string[]> {
    const [wanted, got] = [await cellsOf('vt_ks'), await cellsOf('vt_copy')];
    expect(wanted.size).toBeGreaterThan(200);
    const names = new Set([...wanted.keys(), ...got.keys()]);
    return [...names]
      .filter((name) => wanted.get(name) !== got.get(name))
      .map((name) => `${name}: ${got.get(name)}, not ${wanted.get(name)}`);
  }

  test.each(['FULL', 'MINIMAL'])('is the same, whatever was written, with binlog_row_metadata=%s', async (metadata) => {
    const writer = new RandomWriter(flavor, SEED + metadata.length);
    await server.run(
      `set global binlog_row_metadata = ${metadata}`,
      "set session sql_mode = 'ALLOW_INVALID_DATES'",
      'drop table if exists t, marker',
      everyTypeTable(flavor, 't'),
      'create table marker (id int primary key auto_increment)',
      ...Array.from({ length: 30 }, () => writer.insert()),
      'drop database if exists vt_copy',
      'create database vt_copy',
      'use vt_copy',
      // MariaDB's virtual columns are not streamed: the copy computes its own.
      everyTypeTable(flavor, 't').replace(flavor === 'mysql' ? GENERATED : STORED, ''),
      'create table marker (id int primary key)',
      'use vt_ks',
    );
    if (flavor === 'mysql') await server.run("set session binlog_row_value_options = 'PARTIAL_JSON'");
    await copy.execute('use vt_copy');
    const applier = new Applier(copy, 'id');
    await applier.prepare();
    const stop = new AbortController();
    const filter = filterOf({ match: 't' }, { match: 'marker' });
    const write = async (): Promise<void> => {
      for (let i = 0; i < STATEMENTS; i++) {
        const sql = writer.statement();
        // Some settings cannot change inside of a transaction.
        if (sql.startsWith('set session')) await server.run('commit');
        // What a value of one type is refused for is MySQL's business.
        await server.db.execute(sql).catch((error: Error) => {
          if (!isRefused(error)) throw error;
        });
      }
      await server.run('commit', "set session binlog_row_image = 'FULL'", 'insert into marker values ()');
    };
    let writing: Promise<void> | undefined;
    follow: for await (const events of server.vstreamer.stream(request({ position: '', filter }), stop.signal)) {
      writing ??= write().catch((error: unknown) => stop.abort(error));
      for (const event of events) {
        await applier.apply(event);
        if (isMarker(event) && event.row_event) break follow;
      }
    }
    await writing;
    stop.signal.throwIfAborted();
    expect(await differences()).toEqual([]);
  });
});
