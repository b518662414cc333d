import { createHash } from 'node:crypto';
import { MysqlConnection } from '@vt/mysql';
import { availableFlavors, type Flavor } from '@vt/mysql/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VEvent } from './stream/events.ts';
import { Applier } from './testing/applier.ts';
import { everyTypeTable, valuesOf } from './testing/every-type.ts';
import { filterOf, request, StreamServer } from './testing/stream-server.ts';

const SEED = Number(process.env['VT_SEED'] ?? 20240811);
const STATEMENTS = process.env['VT_LONG_TESTS'] === '1' ? 5_000 : 150;

/** mulberry32 */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const GENERATED = /generated always as \(\w+ \+ 1\) (?:stored|virtual)/g;
const STORED = /generated always as \(\w+ \+ 1\) stored/g;

const isMarker = ({ row_event }: VEvent): boolean => row_event?.table_name === 'marker';

/** Statements that change a table of every type in every way. */
class Writer {
  readonly #random: (below: number) => number;
  readonly #values: [string, readonly string[]][];
  readonly #flavor: Flavor;
  #nextId = 1;

  constructor(flavor: Flavor, seed: number) {
    this.#flavor = flavor;
    this.#random = randomOf(seed);
    this.#values = Object.entries(valuesOf(flavor));
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#random(items.length)] as T;
  }

  insert(): string {
    const columns = this.#values.filter(() => this.#random(2) === 0);
    const names = ['id', ...columns.map(([name]) => name)];
    return `insert into t (${names.join()}) values (${[this.#nextId++, ...columns.map(([, values]) => this.#pick(values))].join()})`;
  }

  /** Changes of a document without the document are refused, so these come with full images only. */
  #image(): string {
    const image = this.#pick(['FULL', 'MINIMAL', 'NOBLOB']);
    const partial =
      this.#flavor === 'mysql' ? `, binlog_row_value_options = '${image === 'FULL' ? 'PARTIAL_JSON' : ''}'` : '';
    return `set session binlog_row_image = '${image}'${partial}`;
  }

  statement(): string {
    const which = this.#random(20);
    const id = 1 + this.#random(this.#nextId);
    if (which < 7) return this.insert();
    if (which < 9) return `delete from t where id between ${id} and ${id + 1}`;
    if (which === 9) return `update t set id = ${this.#nextId++} where id = ${id}`;
    if (which === 10) return this.#image();
    if (which === 11) return this.#pick(['begin', 'commit', 'rollback']);
    if (which < 14 && this.#flavor === 'mysql')
      return `update t set js = json_set(js, '$.a', ${this.#random(1000)}, '$.c.d', repeat('y', ${this.#random(40)})) where id between ${id} and ${id + 5}`;
    const columns = this.#values.filter(() => this.#random(8) === 0);
    const sets = columns.map(([name, values]) => `${name} = ${this.#pick(values)}`);
    return `update t set ${['i8 = -i8 - 1', ...sets].join()} where id between ${id} and ${id + this.#random(4)}`;
  }
}

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
    const writer = new Writer(flavor, SEED + metadata.length);
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
          if (!/range|truncated|invalid|duplicate/i.test(error.message)) throw error;
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
