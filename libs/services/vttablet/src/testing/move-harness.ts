import { setTimeout as delay } from 'node:timers/promises';
import type { Flavor } from '@vt/mysql/testing';
import { type MessageInput, toText } from '@vt/proto';
import type { EngineParts, SourcePicker, StreamSource, VReplicationConfig, VReplicationEngine } from '@vt/vreplication';
import { TestTarget } from '@vt/vreplication/testing';
import type { VStreamer } from '@vt/vstreamer';
import { openSource, streamSource } from './vstream-source.ts';

const WAIT_MS = 30_000;

type ReadRows = (
  source: StreamSource,
  ...request: Parameters<StreamSource['vstreamRows']>
) => ReturnType<StreamSource['vstreamRows']>;

/** The table that a stream of rows reads. */
export const tableOf = (query: string): string => /from `?(\w+)/.exec(query)?.[1] ?? '';

/** One server with a database `vt_target` and the databases that streams into it read from; a shard's name is its database's. */
export class MoveHarness {
  readonly server: TestTarget;
  readonly #streamers = new Map<string, VStreamer>();

  private constructor(server: TestTarget) {
    this.server = server;
  }

  static async start(flavor: Flavor, databases: readonly string[]): Promise<MoveHarness> {
    const harness = new MoveHarness(
      await TestTarget.start(flavor, flavor === 'mysql' ? ['binlog-row-metadata=FULL'] : []),
    );
    for (const name of databases) await harness.run(`CREATE DATABASE ${name}`);
    for (const name of [...databases, 'vt_target'])
      harness.#streamers.set(name, openSource(harness.server.mysqld, name));
    await harness.run('USE vt_target');
    return harness;
  }

  engine(parts: Partial<EngineParts> = {}, config: Partial<VReplicationConfig> = {}): VReplicationEngine {
    const of = (name: string) => {
      const streamer = this.#streamers.get(name);
      if (!streamer) throw new Error(`no source ${name}`);
      return streamSource(streamer);
    };
    const sources = { pick: async ({ source }: { source: { shard: string } }) => of(source.shard) };
    return this.server.engine({ sources, openOwn: async () => of('vt_target'), ...parts }, config);
  }

  /** An engine whose sources give rows as `read` has them. */
  engineReading(read: ReadRows, config: Partial<VReplicationConfig> = {}): VReplicationEngine {
    const { sources } = this.engine().parts;
    const pick: SourcePicker['pick'] = async (options, ended) => {
      const source = await sources.pick(options, ended);
      return { ...source, vstreamRows: (query, lastKey, signal) => read(source, query, lastKey, signal) };
    };
    return this.engine({ sources: { pick } }, config);
  }

  async run(...statements: string[]): Promise<void> {
    for (const sql of statements) await this.server.root.execute(sql);
  }

  rows(sql: string): Promise<string[][]> {
    return this.server.rows(sql);
  }

  /** Adds a stream of a workflow `wf`, in state Init. */
  async stream(
    engine: VReplicationEngine,
    database: string,
    rules: MessageInput<'binlogdata.Rule'>[],
    columns: Readonly<Record<string, string>> = {},
    more: MessageInput<'binlogdata.BinlogSource'> = {},
  ): Promise<number> {
    const source = toText('binlogdata.BinlogSource', {
      keyspace: 'source',
      shard: database,
      filter: { rules },
      ...more,
    });
    const quoted = `'${source.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    const others = Object.entries(columns).map(([name, value]) => ({ name: `, ${name}`, value: `, ${value}` }));
    const names = `workflow, source, pos, max_tps, max_replication_lag, time_updated, transaction_timestamp, state, db_name, options${others.map(({ name }) => name).join('')}`;
    const values = `'wf', ${quoted}, '', 0, 0, 0, 0, 'Init', 'vt_target', '{}'${others.map(({ value }) => value).join('')}`;
    const { insert_id: id } = await engine.insertStreams(
      [`INSERT INTO _vt.vreplication (${names}) VALUES (${values})`],
      new AbortController().signal,
    );
    return Number(id);
  }

  async state(id: number): Promise<string> {
    const [row] = await this.rows(`SELECT state, COALESCE(message, '') FROM _vt.vreplication WHERE id = ${id}`);
    return (row ?? []).join(' ').trim();
  }

  /** Waits until a stream runs and has everything that was written until now. */
  async caughtUp(engine: VReplicationEngine, id: number): Promise<void> {
    const signal = AbortSignal.timeout(WAIT_MS);
    while ((await this.state(id)) !== 'Running') {
      if (signal.aborted) throw new Error(`stream ${id}: ${await this.state(id)}`);
      await delay(20);
    }
    await engine.waitForPos(id, await this.position(), signal);
  }

  async position(): Promise<string> {
    const isMysql = this.server.mysqld.flavor === 'mysql';
    const [[set = ''] = []] = await this.rows(`SELECT @@global.${isMysql ? 'gtid_executed' : 'gtid_binlog_pos'}`);
    return `${isMysql ? 'MySQL56' : 'MariaDB'}/${set.replaceAll('\n', '')}`;
  }

  async checksum(table: string): Promise<string> {
    return (await this.rows(`CHECKSUM TABLE ${table} EXTENDED`))[0]?.[1] ?? '';
  }

  async stop(): Promise<void> {
    for (const streamer of this.#streamers.values()) streamer.close();
    await this.server.stop();
  }
}
