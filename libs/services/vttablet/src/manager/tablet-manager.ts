import { setTimeout as delay } from 'node:timers/promises';
import { VtError } from '@vt/base';
import { formatPosition } from '@vt/mysql';
import { ensureSidecar, type MysqlServer, type PrimaryStatus, type Replication } from '@vt/mysqlctl';
import type { Logger } from '@vt/servenv';
import type { TabletIdentity, TabletServer, TabletType } from '@vt/tabletserver';
import { type Shard, type Tablet, type TopoServer, tabletAliasEqual, tabletAliasString } from '@vt/topo';
import { asDba, withReplication } from '../mysqld/dba.ts';
import type { OpenedServer } from '../mysqld/open-server.ts';
import { compareTimes, timeOf } from '../time.ts';
import { ActionLock } from './action-lock.ts';

export type ManagerParts = {
  readonly identity: TabletIdentity;
  readonly topo: TopoServer;
  readonly opened: OpenedServer;
  readonly queryService: TabletServer;
  readonly replUser: { readonly user: string; readonly password: string };
  readonly log: Logger;
  /** Type to go back to when it stops being primary. */
  readonly baseType: TabletType;
};

/** Types whose tablets answer queries. */
const servingTypes = new Set<TabletType>(['PRIMARY', 'REPLICA', 'RDONLY', 'EXPERIMENTAL', 'DRAINED']);

const PROMOTE_TIMEOUT_MS = 30_000;
const TOPO_RETRY_MS = 1000;
const TOPO_RETRY_MS_MAX = 30_000;
const JOURNAL_POLL_MS = 50;

/**
 * What this tablet is, and how it becomes something else: the record in the topology, replication and read-only state on mysqld, and
 * whether the query service serves. Changes run one at a time.
 *
 * INVARIANT: mysqld is made writable before the query service serves as PRIMARY, and read-only after it has stopped doing so.
 */
export class TabletManager {
  readonly identity: TabletIdentity;
  readonly topo: TopoServer;
  readonly opened: OpenedServer;
  readonly queryService: TabletServer;
  readonly log: Logger;
  readonly lock = new ActionLock();
  readonly #parts: ManagerParts;
  #tablet: Tablet;
  #shard: Shard;
  /** DemotePrimary has taken the tablet out of service; its type is still PRIMARY. */
  #isDemoted = false;
  #publishing: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(parts: ManagerParts, tablet: Tablet, shard: Shard) {
    this.#parts = parts;
    this.identity = parts.identity;
    this.topo = parts.topo;
    this.opened = parts.opened;
    this.queryService = parts.queryService;
    this.log = parts.log;
    this.#tablet = tablet;
    this.#shard = shard;
  }

  get server(): MysqlServer {
    return this.opened.server;
  }

  get tablet(): Tablet {
    return this.#tablet;
  }

  get type(): TabletType {
    return this.#tablet.type as TabletType;
  }

  get shard(): Shard {
    return this.#shard;
  }

  get isDemoted(): boolean {
    return this.#isDemoted;
  }

  get baseType(): TabletType {
    return this.#parts.baseType;
  }

  replication<T>(work: (replication: Replication) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return withReplication(this.server, work, signal);
  }

  /** Refuses what only makes sense on a mysqld of our own. */
  requireManaged(what: string): void {
    if (this.opened.isManaged) return;
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `${what}: replication of this tablet's mysqld is managed by somebody else`,
    });
  }

  /** Brings the query service to what type, shard record and demotion say. */
  async applyServing(reason: string): Promise<void> {
    const type = this.type;
    const isOff = this.#isDemoted || !servingTypes.has(type) || (type === 'PRIMARY' && !this.#shard.is_primary_serving);
    const term = this.#tablet.primary_term_start_time?.seconds ?? 0n;
    await this.queryService.setServing(type, term, isOff ? 'NOT_SERVING' : 'SERVING', reason);
  }

  /** Becomes a type: mysqld first where it becomes writable, then the query service, then the record (in the background if the topology is away). */
  async changeType(type: TabletType, reason: string): Promise<void> {
    const isPrimary = type === 'PRIMARY';
    const term = isPrimary
      ? ((this.type === 'PRIMARY' ? this.#tablet.primary_term_start_time : null) ?? timeOf(Date.now()))
      : null;
    this.#isDemoted = false;
    if (isPrimary) await this.makeWritable();
    this.#tablet = { ...this.#tablet, type, primary_term_start_time: term };
    await this.applyServing(reason);
    this.publish();
  }

  /** As changeType, with a new term even where it is primary already. */
  async becomePrimary(reason: string): Promise<void> {
    this.#tablet = { ...this.#tablet, primary_term_start_time: null };
    await this.changeType('PRIMARY', reason);
    await this.syncShard().catch((error: unknown) => this.log.warn({ err: error }, 'shard record not updated yet'));
  }

  /** Writable, with the tablet's schema and the sidecar tables. */
  async makeWritable(): Promise<void> {
    await asDba(this.server, async (connection) => {
      if (this.opened.isManaged) await this.replication((replication) => replication.setReadOnly('off'));
      await connection.query(`CREATE DATABASE IF NOT EXISTS \`${this.identity.dbName.replaceAll('`', '``')}\``);
      await ensureSidecar(connection);
    });
  }

  /** Writes the record; tried again until it succeeds or a newer one replaces it. */
  publish(): void {
    const record = this.#tablet;
    this.#publishing = this.#publishing.then(async () => {
      for (let waitMs = TOPO_RETRY_MS; !this.#closing.signal.aborted && record === this.#tablet; waitMs *= 2) {
        try {
          await this.topo.tablets.createOrReplace(record, { signal: this.#closing.signal });
          return;
        } catch (error) {
          this.log.warn({ err: error }, 'tablet record could not be written; trying again');
          await delay(Math.min(waitMs, TOPO_RETRY_MS_MAX), undefined, { signal: this.#closing.signal }).catch(() => {});
        }
      }
    });
  }

  /** Waits until the record in the topology is the present one. */
  async published(): Promise<void> {
    await this.#publishing;
  }

  async setTags(change: (tags: Record<string, string>) => Record<string, string>): Promise<Record<string, string>> {
    const tags = change({ ...this.#tablet.tags });
    this.#tablet = { ...this.#tablet, tags };
    this.publish();
    await this.published();
    return tags;
  }

  /** Takes the shard's record to heart. */
  async shardChanged(shard: Shard): Promise<void> {
    const before = this.#shard;
    this.#shard = shard;
    if (this.type === 'PRIMARY') await this.#primaryRecordChanged(shard);
    if (before.is_primary_serving !== shard.is_primary_serving) await this.applyServing('shard record changed');
  }

  async #primaryRecordChanged(shard: Shard): Promise<void> {
    const isOurs = tabletAliasEqual(shard.primary_alias ?? undefined, this.identity.alias);
    const order = compareTimes(shard.primary_term_start_time, this.#tablet.primary_term_start_time);
    if (isOurs && order === 0) return;
    if (!isOurs && order > 0) {
      const other = shard.primary_alias ? tabletAliasString(shard.primary_alias) : 'nobody';
      this.log.warn({ primary: other }, 'another tablet became primary after this one: stepping down');
      await this.lock.run(() => this.stepDown(shard));
    } else await this.syncShard();
  }

  /** Stops being primary because somebody else is. */
  async stepDown(shard: Shard): Promise<void> {
    if (this.type !== 'PRIMARY') return;
    this.#isDemoted = true;
    await this.applyServing('stepping down');
    if (this.opened.isManaged) await this.replication((replication) => replication.setReadOnly('super-read-only'));
    await this.changeType(this.baseType, 'another tablet is primary');
    if (shard.primary_alias && this.opened.isManaged) await this.follow(shard.primary_alias, true);
  }

  /** Writes this tablet into the shard's record, unless a newer primary is there. */
  async syncShard(): Promise<void> {
    if (this.type !== 'PRIMARY') return;
    const { keyspace, shard, alias } = this.identity;
    const term = this.#tablet.primary_term_start_time;
    const { value } = await this.topo.shards.updateFields(keyspace, shard, (record) => {
      if (compareTimes(record.primary_term_start_time, term) > 0) return;
      record.primary_alias = { cell: alias.cell, uid: alias.uid };
      record.primary_term_start_time = term;
    });
    this.#shard = value;
  }

  async readShard(signal?: AbortSignal): Promise<Shard> {
    const { keyspace, shard } = this.identity;
    const { value } = await this.topo.shards.get(keyspace, shard, signal ? { signal } : {});
    return value;
  }

  /** Points mysqld at a tablet's mysqld. Stops and starts the threads as needed. */
  async follow(parent: { readonly cell: string; readonly uid: number }, start: boolean): Promise<void> {
    const { value: source } = await this.topo.tablets.get(parent);
    if (source.mysql_port === 0) {
      throw new VtError({ code: 'FAILED_PRECONDITION', message: `tablet ${tabletAliasString(parent)} has no mysqld` });
    }
    const [host, port] = [source.mysql_hostname || source.hostname, source.mysql_port];
    await this.replication(async (replication) => {
      const status = await replication.status();
      const isRunning = status !== undefined && (status.ioState !== 'stopped' || status.sqlState !== 'stopped');
      const isSame =
        status?.sourceHost === host && status.sourcePort === port && (status.autoPosition || status.usingGtid);
      if (!isSame) {
        if (isRunning) await replication.stop();
        await replication.setSource({ host, port, ...this.#parts.replUser });
      }
      if (start || isRunning) await replication.start();
    });
    await this.queryService.pollReplication();
  }

  async setSemiSync(isPrimary: boolean, isOn: boolean): Promise<void> {
    if (!this.opened.isManaged) return;
    await this.replication((replication) =>
      replication.setSemiSync({ primary: isPrimary && isOn, replica: !isPrimary && isOn }),
    );
  }

  /** Executes what was received, and makes mysqld a primary. Returns its position. */
  async promoteMysqld(signal: AbortSignal): Promise<string> {
    const position = await this.replication((replication) => replication.promote(PROMOTE_TIMEOUT_MS, signal), signal);
    return formatPosition(position);
  }

  /** Takes a primary out of service and makes mysqld read-only. Again on a demoted one: the same answer. */
  async demote(): Promise<PrimaryStatus> {
    this.requireManaged('DemotePrimary');
    this.#isDemoted = true;
    await this.applyServing('demoted');
    return await this.replication(async (replication) => {
      await replication.setReadOnly('super-read-only');
      await replication.setSemiSync({ primary: false, replica: false });
      return await replication.primaryStatus();
    });
  }

  async undoDemote(semiSync: boolean): Promise<void> {
    await this.setSemiSync(true, semiSync);
    await this.makeWritable();
    this.#isDemoted = false;
    await this.applyServing('demotion undone');
  }

  /** Waits for a row of the reparent journal: what the primary wrote has arrived. */
  async waitForJournal(timeCreatedNs: bigint, signal: AbortSignal): Promise<void> {
    const sql = `SELECT 1 FROM _vt.reparent_journal WHERE time_created_ns = ${timeCreatedNs}`;
    await asDba(
      this.server,
      async (connection) => {
        for (;;) {
          // Until replication brings it, there is no such table.
          const rows = await connection.query(sql, signal).catch((error: unknown) => {
            if (error instanceof VtError && (error.errno === 1146 || error.errno === 1049)) return [];
            throw error;
          });
          if (rows.length > 0) return;
          await delay(JOURNAL_POLL_MS, undefined, { signal });
        }
      },
      signal,
    );
  }

  /**
   * Brings mysqld to what this tablet is, after a start of either: a primary writable, a replica following. A primary whom the
   * shard's record does not name (any more) becomes a replica first.
   */
  async repairMysqld(): Promise<void> {
    await this.lock.run(async () => {
      if (!this.opened.isManaged) return;
      const shard = await this.readShard().catch(() => this.#shard);
      this.#shard = shard;
      if (this.type === 'PRIMARY') {
        const isOurs = shard.primary_alias === null || tabletAliasEqual(shard.primary_alias, this.identity.alias);
        if (!isOurs && compareTimes(shard.primary_term_start_time, this.#tablet.primary_term_start_time) > 0) {
          return await this.stepDown(shard);
        }
        if (!this.#isDemoted) await this.makeWritable();
      } else if (shard.primary_alias) {
        await this.follow(shard.primary_alias, true);
      }
    });
  }

  async close(): Promise<void> {
    await Promise.race([this.#publishing, delay(1000)]);
    this.#closing.abort();
  }
}
