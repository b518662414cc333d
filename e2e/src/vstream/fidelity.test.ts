import { createHash } from 'node:crypto';
import { credentials } from '@grpc/grpc-js';
import { MysqlConnection } from '@vt/mysql';
import { TestMysqld } from '@vt/mysql/testing';
import { type Message, type MessageInput, makeClient } from '@vt/proto';
import { fromProtoRow, Type } from '@vt/sqltypes';
import { Applier, everyTypeTable, isRefused, RandomWriter } from '@vt/vstreamer/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainSkip, longTestsReason, prefixOf } from '../harness/servers.ts';
import { MoveCluster } from '../reshard/move-cluster.ts';

type VEvent = Message<'binlogdata.VEvent'>;

const SEED = Number(process.env['VT_SEED'] ?? 20240811);
const SECONDS = Number(process.env['VT_FIDELITY_SECONDS'] ?? 600);
const FIRST_ROWS = 200;
/** Of the row that is written last. */
const LAST_ID = '4294967295';
/** A consumer goes away after so many transactions, and goes on from what it applied last. */
const TRANSACTIONS_A_LIFE = 300;
const ROWS_A_READ = 1_000;
const GENERATED = {
  mysql: /generated always as \(\w+ \+ 1\) (?:stored|virtual)/g,
  mariadb: /generated always as \(\w+ \+ 1\) stored/g,
};

describe.each(['mysql', 'mariadb'] as const)('a copy that follows a gate’s stream, %s', (flavor) => {
  const reason = prefixOf(flavor) === undefined ? `no ${flavor} here` : longTestsReason();
  const skip = reason !== undefined && explainSkip(`every type through a gate’s stream, ${flavor}`, reason);

  let cluster: MoveCluster;
  let target: TestMysqld;
  let source: MysqlConnection;
  let copy: MysqlConnection;

  beforeAll(async () => {
    if (skip) return;
    console.info(`seed ${SEED}, ${SECONDS} seconds`);
    cluster = await MoveCluster.start({ flavor });
    await cluster.addShard('flat', '0');
    target = await TestMysqld.start(flavor);
    source = await MysqlConnection.connect({
      socketPath: cluster.socketOf('flat', '0'),
      user: 'vt_dba',
      database: 'vt_flat',
    });
    copy = await MysqlConnection.connect(target.rootOptions);
  }, 240_000);

  afterAll(async () => {
    source?.close();
    copy?.close();
    await target?.stop();
    await cluster?.stop();
  });

  /** A transaction is whole in what is kept: where it ends, or nowhere. */
  async function follow(applier: Applier, from: MessageInput<'binlogdata.VGtid'>) {
    const client = makeClient('vtgateservice.Vitess', cluster.gateGrpcAddress, credentials.createInsecure());
    const stop = new AbortController();
    let [position, transactions] = [from, 0];
    try {
      const filter = { rules: [{ match: 't', filter: 'select * from t' }] };
      const call = client.serverStream(
        'VStream',
        { vgtid: from, tablet_type: 'PRIMARY', filter, flags: { heartbeat_interval: 1 } },
        { signal: stop.signal },
      );
      let open: VEvent[] = [];
      for await (const { events } of call as AsyncIterable<Message<'vtgate.VStreamResponse'>>) {
        for (const event of events) {
          open.push(event);
          if (event.type !== 'COMMIT' && event.type !== 'COPY_COMPLETED') continue;
          for (const one of open) {
            await applier.apply(plain(one));
            position = one.vgtid ?? position;
          }
          if (open.some(isLast)) return undefined;
          open = [];
          transactions++;
        }
        if (transactions >= TRANSACTIONS_A_LIFE) return position;
      }
      throw new Error('the stream ended by itself');
    } finally {
      stop.abort();
      client.close();
    }
  }

  async function cellsOf(connection: MysqlConnection): Promise<Map<string, string>> {
    await connection.execute('set session character_set_results = null');
    const cells = new Map<string, string>();
    for (let last = '-1', isMore = true; isMore; ) {
      const { rows, fields } = await connection.execute(
        `select * from t where id > ${last} order by id limit ${ROWS_A_READ}`,
      );
      for (const [id, ...values] of rows) {
        last = Buffer.from(id ?? '').toString();
        for (const [i, value] of values.entries()) cells.set(`${last}.${fields[i + 1]?.name}`, shortened(value));
      }
      isMore = rows.length === ROWS_A_READ;
    }
    await connection.execute('set session character_set_results = utf8mb4');
    return cells;
  }

  async function differences(): Promise<string[]> {
    const [wanted, got] = [await cellsOf(source), await cellsOf(copy)];
    const names = [...new Set([...wanted.keys(), ...got.keys()])];
    return names
      .filter((name) => wanted.get(name) !== got.get(name))
      .map((name) => `${name}: ${got.get(name)}, not ${wanted.get(name)}`);
  }

  test.skipIf(skip)(
    'is the same, whatever is written, and however often the consumer goes away',
    { timeout: SECONDS * 3_000 + 300_000 },
    async () => {
      const random = new RandomWriter(flavor, SEED);
      const write = (sql: string): Promise<unknown> =>
        source.execute(sql).catch((error: Error) => {
          if (!isRefused(error)) throw error;
        });
      for (const sql of ["set session sql_mode = 'ALLOW_INVALID_DATES'", everyTypeTable(flavor, 't')])
        await source.execute(sql);
      for (let i = 0; i < FIRST_ROWS; i++) await write(random.insert());
      for (const sql of [
        'create database vt_copy',
        'use vt_copy',
        everyTypeTable(flavor, 't').replace(GENERATED[flavor], ''),
      ])
        await copy.execute(sql);
      await cluster.startGate();
      const applier = new Applier(copy, 'id', true);
      await applier.prepare();
      let [statements, lives] = [0, 0];
      const writing = (async (): Promise<void> => {
        for (const endMs = Date.now() + SECONDS * 1000; Date.now() < endMs; statements++) {
          const sql = random.statement();
          // Some settings cannot change inside of a transaction.
          if (sql.startsWith('set session')) await source.execute('commit');
          await write(sql);
        }
        await source.execute('commit');
        await source.execute(`insert into t (id) values (${LAST_ID})`);
      })();
      let position: MessageInput<'binlogdata.VGtid'> | undefined = { shard_gtids: [{ keyspace: 'flat', shard: '0' }] };
      for (; position; lives++) position = await follow(applier, position);
      await writing;
      console.info(`${flavor}: ${statements} statements, ${lives} lives of the consumer`);
      expect(await differences()).toEqual([]);
      expect((await cellsOf(copy)).size).toBeGreaterThan(1_000);
    },
  );
});

function isLast({ row_event: row }: VEvent): boolean {
  return row?.row_changes.some(({ before, after }) => !before && after && idOf(after) === LAST_ID) ?? false;
}

function idOf(row: Message<'query.Row'>): string {
  return Buffer.from(fromProtoRow(row)[0] ?? '').toString();
}

/** As a tablet's own stream has it: tables without their keyspace, types by number. */
function plain({ field_event: field, row_event: row, ...event }: VEvent) {
  const name = (table: string): string => table.slice(table.indexOf('.') + 1);
  const fields = field?.fields.map((one) => ({ ...one, type: Type[one.type as keyof typeof Type] }));
  return {
    ...event,
    ...(field && { field_event: { ...field, table_name: name(field.table_name), fields } }),
    ...(row && { row_event: { ...row, table_name: name(row.table_name) } }),
  } as unknown as Parameters<Applier['apply']>[0];
}

function shortened(value: Uint8Array | null): string {
  if (value === null) return 'NULL';
  const bytes = Buffer.from(value);
  return bytes.length > 60 ? createHash('sha1').update(bytes).digest('hex') : bytes.toString('latin1');
}
