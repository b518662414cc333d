import { setTimeout as delay } from 'node:timers/promises';
import { abandonable, VtError } from '@vt/base';
import { formatPosition } from '@vt/mysql';
import type { MysqlServer, PrimaryStatus, Replication } from '@vt/mysqlctl';
import type { OnlineDdlExecutor } from '@vt/onlineddl';
import type { Logger } from '@vt/servenv';
import type { Messager, TabletIdentity, TabletServer, TabletType } from '@vt/tabletserver';
import type { Throttler } from '@vt/throttle';
import {
  type Shard,
  type ShardInfo,
  type Tablet,
  type TabletAliasLike,
  type TopoServer,
  tabletAliasEqual,
  tabletAliasString,
} from '@vt/topo';
import type { VReplicationEngine } from '@vt/vreplication';
import { BackupStats } from '../backup/backup-stats.ts';
import { endingRestore } from '../backup/restore-backup.ts';
import { AckedMarker } from '../mysqld/acked-marker.ts';
import { closeWrites, DEMOTE_MS, FENCE_MS } from '../mysqld/close-writes.ts';
import { asDba, withReplication } from '../mysqld/dba.ts';
import type { OpenedServer } from '../mysqld/open-server.ts';
import { takeBackUnacknowledged } from '../mysqld/rejoin.ts';
import { compareTimes, nextTerm } from '../time.ts';
import { ActionLock } from './action-lock.ts';
import { Copies } from './copies.ts';
import { deniedTables } from './denied-tables.ts';
import { ensureDatabases } from './ensure-databases.ts';
import { Follower } from './follower.ts';
import { Laps } from './laps.ts';
import type { Backups, ManagerParts, Monitors } from './manager-parts.ts';
import { OldSource } from './old-source.ts';
import { PrimaryWork } from './primary-work.ts';
import { RecordWriter } from './record-writer.ts';
import { isSwitchedOff } from './serving-graph.ts';
import { ShardDurability } from './shard-durability.ts';
import { sourceOf } from './source-of.ts';

/** Types whose tablets answer queries. */
const servingTypes = new Set<TabletType>(['PRIMARY', 'REPLICA', 'RDONLY', 'EXPERIMENTAL', 'DRAINED']);

const PROMOTE_TIMEOUT_MS = 30_000;
/** What a replica's reading transactions get when it becomes primary: all writes of the shard wait meanwhile. */
const PROMOTE_GRACE_MS = 20;

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
  readonly vreplication: VReplicationEngine;
  readonly onlineDdl: OnlineDdlExecutor;
  readonly throttler: Throttler;
  readonly log: Logger;
  readonly lock = new ActionLock();
  readonly copies = new Copies();
  readonly backupStats = new BackupStats();
  readonly durability: ShardDurability;
  /** Who starts a mysqld that is down; held while it is meant to be. Repairs it until that is done. */
  keeper: { hold(isHeld: boolean): void; repair(): Promise<void> } | undefined;
  /** What is known of the disk and of waiting commits; set where they are watched. */
  monitors: Monitors = { diskProblem: undefined, isSemiSyncBlocked: false };
  readonly #marker: AckedMarker | undefined;
  readonly #follower = new Follower();
  readonly #parts: ManagerParts;
  readonly #work: PrimaryWork;
  #tablet: Tablet;
  #shard: Shard;
  /** Of the record in #shard; 0 where it is not known. */
  #shardVersion = 0n;
  /** What the record said of serving when that was last applied: others read it, too, and do not act on that. */
  #appliedServing: boolean;
  /** The serving graph of the cell switches the query service of this type off, as while a shard's traffic moves. */
  #isSwitchedOff = false;
  /** DemotePrimary has taken the tablet out of service; its type is still PRIMARY. */
  #isDemoted = false;
  readonly #closing = new AbortController();
  readonly #records: RecordWriter;
  readonly #oldSource: OldSource;

  constructor(parts: ManagerParts, tablet: Tablet, shard: Shard) {
    this.#parts = parts;
    this.#work = new PrimaryWork(parts);
    this.identity = parts.identity;
    this.topo = parts.topo;
    this.opened = parts.opened;
    this.queryService = parts.queryService;
    this.vreplication = parts.vreplication;
    this.onlineDdl = parts.onlineDdl;
    this.throttler = parts.throttler;
    this.log = parts.log;
    this.#tablet = tablet;
    this.#shard = shard;
    this.#appliedServing = shard.is_primary_serving;
    this.#records = new RecordWriter(parts.topo, parts.log, this.#closing.signal);
    this.#oldSource = new OldSource(parts.log, this.#closing.signal);
    this.durability = new ShardDurability(parts.topo, parts.identity, parts.log);
    this.#marker = parts.opened.mysqld && new AckedMarker(parts.opened.mysqld.layout.dir);
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

  get shardVersion(): bigint {
    return this.#shardVersion;
  }

  get isDemoted(): boolean {
    return this.#isDemoted;
  }

  get backups(): Backups | undefined {
    return this.#parts.backups;
  }

  get messager(): Messager {
    return this.#parts.messager;
  }

  get baseType(): TabletType {
    return this.#parts.baseType;
  }

  replication<T>(work: (replication: Replication) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.copies.displacing(() => withReplication(this.server, work, signal));
  }

  /** Refuses what only makes sense on a mysqld of our own. */
  requireManaged(what: string): void {
    if (this.opened.isManaged) return;
    throw new VtError({
      code: 'FAILED_PRECONDITION',
      message: `${what}: replication of this tablet's mysqld is managed by somebody else`,
    });
  }

  /** Brings the query service to what type, shard record and demotion say. `graceMs`: what running work gets, if not the usual; `limit`: until when what a primary does besides is waited for. */
  async applyServing(reason: string, graceMs?: number, limit?: () => AbortSignal): Promise<void> {
    this.#denyTables();
    this.#appliedServing = this.#shard.is_primary_serving;
    const type = this.type;
    const isElsewhere = this.#isSwitchedOff || (type === 'PRIMARY' && !this.#shard.is_primary_serving);
    const isOff = this.#isDemoted || !servingTypes.has(type) || isElsewhere;
    const term = this.#tablet.primary_term_start_time?.seconds ?? 0n;
    const isPrimary = type === 'PRIMARY' && !this.#isDemoted;
    const ended = this.#work.want(isPrimary, isPrimary && !isOff);
    ended.catch(() => {});
    await this.queryService.setServing(type, term, isOff ? 'NOT_SERVING' : 'SERVING', reason, graceMs);
    await abandonable(isPrimary ? this.#work.begin() : ended, limit?.(), () => {});
  }

  /** Becomes a type: mysqld first where it becomes writable, then the query service, then the record (in the background if the topology is away). */
  async changeType(type: TabletType, reason: string): Promise<void> {
    const isPrimary = type === 'PRIMARY';
    const term = isPrimary
      ? ((this.type === 'PRIMARY' ? this.#tablet.primary_term_start_time : null) ??
        nextTerm(this.#shard.primary_term_start_time))
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
    await this.#claimShard();
  }

  /**
   * Writable, with the tablet's schema and the sidecar tables. A promoted replica has both, and nothing is written then: with semi-sync on and nobody
   * following yet, a write would wait.
   */
  async makeWritable(): Promise<void> {
    await asDba(this.server, async (connection) => {
      if (this.opened.isManaged) await this.replication((replication) => replication.setReadOnly('off'));
      await ensureDatabases(connection, this.identity.dbName, this.opened.isManaged);
    });
  }

  /** Writes the record; tried again until it succeeds or a newer one replaces it. */
  publish(): void {
    this.#records.write(this.#tablet);
  }

  /** Waits until the record in the topology is the present one. */
  async published(): Promise<void> {
    await this.#records.written();
  }

  async setTags(change: (tags: Record<string, string>) => Record<string, string>): Promise<Record<string, string>> {
    const tags = change({ ...this.#tablet.tags });
    this.#tablet = { ...this.#tablet, tags };
    this.publish();
    await this.published();
    return tags;
  }

  /**
   * Takes the shard's record to heart.
   *
   * INVARIANT: never an older one than before, or tables that were refused for good would be served again for a moment.
   */
  async shardChanged(shard: Shard, version: bigint): Promise<void> {
    if (!this.#take(shard, version)) return;
    this.#denyTables();
    if (this.type === 'PRIMARY') await this.#primaryRecordChanged(shard);
    if (this.#appliedServing !== this.#shard.is_primary_serving) await this.applyServing('shard record changed');
  }

  /** False: it is older than what is known. */
  #take(shard: Shard, version: bigint): boolean {
    if (version < this.#shardVersion) return false;
    this.#shardVersion = version;
    this.#shard = shard;
    return true;
  }

  #denyTables(): void {
    const { all, writes } = deniedTables(this.#shard, this.type, this.identity.alias.cell);
    this.queryService.denial.set(all, writes);
  }

  async #primaryRecordChanged(shard: Shard): Promise<void> {
    const isOurs = tabletAliasEqual(shard.primary_alias ?? undefined, this.identity.alias);
    const order = compareTimes(shard.primary_term_start_time, this.#tablet.primary_term_start_time);
    if (isOurs && order === 0) return;
    if (!isOurs && order > 0) {
      const other = shard.primary_alias ? tabletAliasString(shard.primary_alias) : 'nobody';
      this.log.warn({ primary: other }, 'another tablet became primary after this one: stepping down');
      await this.lock.run(async () => {
        // It may have been promoted again while this waited for its turn.
        if (compareTimes(shard.primary_term_start_time, this.#tablet.primary_term_start_time) > 0)
          await this.stepDown(shard);
      });
    } else await this.syncShard();
  }

  /** Stops being primary because somebody else is: read-only at once, whatever runs. */
  async stepDown(shard: Shard): Promise<void> {
    if (this.type !== 'PRIMARY') return;
    this.#isDemoted = true;
    const off = this.applyServing('stepping down', 0);
    await this.fence(shard);
    await off;
    await this.changeType(this.baseType, 'another tablet is primary');
    if (shard.primary_alias && this.opened.isManaged) await this.follow(shard.primary_alias, true);
  }

  /**
   * Read-only, for a mysqld whose tablet was replaced. Commits that wait for an acknowledgement will never get it, and switching semi-sync off would commit them: mysqld is ended instead, and starts
   * without them.
   */
  async fence(shard: Shard): Promise<void> {
    if (!this.opened.isManaged) return;
    const { mysqld } = this.opened;
    try {
      await closeWrites(this.server, FENCE_MS);
    } catch (error) {
      if (!mysqld) throw error;
      this.log.warn({ err: error }, 'mysqld does not become read-only: ending it');
      this.keeper?.hold(true);
      try {
        await mysqld.kill();
        await mysqld.start(undefined, await this.takeBack(shard));
      } finally {
        this.keeper?.hold(false);
      }
    }
  }

  /** Before a stopped mysqld starts as a follower of the shard's primary; returns arguments for its start. */
  async takeBack(shard: Shard): Promise<readonly string[]> {
    const { mysqld } = this.opened;
    if (!mysqld || !this.#marker?.isSet || !shard.primary_alias) return [];
    const { value: primary } = await this.topo.tablets.get(shard.primary_alias);
    return await takeBackUnacknowledged(mysqld, primary, this.#parts.replUser, this.log);
  }

  /** Writes this tablet into the shard's record, unless a newer primary is there. */
  async syncShard(): Promise<void> {
    if (this.type !== 'PRIMARY') return;
    const { keyspace, shard, alias } = this.identity;
    const term = this.#tablet.primary_term_start_time;
    const { value, version } = await this.topo.shards.updateFields(keyspace, shard, (record) => {
      if (compareTimes(record.primary_term_start_time, term) > 0) return;
      record.primary_alias = { cell: alias.cell, uid: alias.uid };
      record.primary_term_start_time = term;
    });
    this.#take(value, version);
  }

  /** The shard as it is, or, while the topology is away, as it was last. */
  async #readAgain(): Promise<Shard> {
    const read = await this.readShardInfo().catch(() => undefined);
    if (read) this.#take(read.value, read.version);
    return this.#shard;
  }

  readShardInfo(signal?: AbortSignal): Promise<ShardInfo> {
    const { keyspace, shard } = this.identity;
    return this.topo.shards.get(keyspace, shard, signal ? { signal } : {});
  }

  /** Reads whether the serving graph switches this tablet's query service off. */
  async readServingGraph(signal: AbortSignal): Promise<void> {
    this.#isSwitchedOff = await isSwitchedOff(this.topo, this.identity, this.type, signal);
  }

  /** Points mysqld at a tablet's mysqld, acknowledging or not (undefined: as the durability policy has it). */
  async follow(parent: TabletAliasLike, start: boolean, semiSync?: boolean, heartbeatSeconds = 0): Promise<void> {
    const source = await sourceOf(this.topo, parent);
    const acks = semiSync ?? (await this.durability.asReplica(this.#tablet, parent));
    this.#marker?.set(false);
    const named = { ...source, ...this.#parts.replUser, connectRetrySeconds: 1 };
    const target = heartbeatSeconds > 0 ? { ...named, heartbeatSeconds } : named;
    const ms = await this.replication((replication) => this.#follower.follow(replication, target, { acks, start }));
    this.log.info({ source: tabletAliasString(parent), ms }, 'following');
    await this.queryService.pollReplication();
  }

  async setSemiSync(isPrimary: boolean, isOn: boolean): Promise<void> {
    if (!this.opened.isManaged) return;
    if (!(isPrimary && isOn)) this.#marker?.set(false);
    await this.replication((replication) =>
      replication.setSemiSync({ primary: isPrimary && isOn, replica: !isPrimary && isOn }),
    );
    if (isPrimary && isOn) this.#marker?.set(true);
  }

  /** Has a replica acknowledge or not, at once. A primary asks for acknowledgements as before. */
  async acknowledge(isOn: boolean): Promise<void> {
    if (!this.opened.isManaged || this.type === 'PRIMARY') return;
    this.#marker?.set(false);
    await this.replication((replication) => this.#follower.acknowledge(replication, isOn));
  }

  /**
   * Makes a replica that has its schema and sidecar tables the primary. Returns its position. Writes wait for this: what they do not need comes after they are
   * served, which is forgetting the source and telling the topology.
   */
  async promote(semiSync: boolean, signal: AbortSignal): Promise<string> {
    const laps = new Laps();
    const position = await this.replication((replication) => replication.promote(PROMOTE_TIMEOUT_MS, signal), signal);
    laps.lap('executed');
    await this.setSemiSync(true, semiSync);
    laps.lap('semiSync');
    await this.replication((replication) => replication.setReadOnly('off'), signal);
    laps.lap('writable');
    this.#isDemoted = false;
    const term = nextTerm(this.#shard.primary_term_start_time);
    this.#tablet = { ...this.#tablet, type: 'PRIMARY', primary_term_start_time: term };
    const claimed = this.#claimShard();
    this.publish();
    await this.applyServing('PromoteReplica', PROMOTE_GRACE_MS);
    laps.lap('serving');
    void this.#oldSource.forget(term, () => this.#forgetSource());
    await claimed;
    laps.lap('recorded');
    this.log.info({ ms: laps.ms }, 'promoted');
    return formatPosition(position);
  }

  /** Whether mysqld has not forgotten yet whom it followed before its promotion. */
  get isForgetting(): boolean {
    return this.#oldSource.isKnownIn(this.#tablet.primary_term_start_time);
  }

  /** The threads are stopped. */
  async #forgetSource(): Promise<void> {
    await this.lock.run(async () => {
      if (this.isForgetting && !this.#isDemoted) await this.replication((one) => one.resetReplica());
    });
  }

  async #claimShard(): Promise<void> {
    await this.syncShard().catch((error: unknown) => this.log.warn({ err: error }, 'shard record not updated yet'));
  }

  /** Takes a primary out of service and makes mysqld read-only. Again on a demoted one: the same answer. */
  async demote(signal?: AbortSignal): Promise<PrimaryStatus> {
    this.requireManaged('DemotePrimary');
    const laps = new Laps();
    const wasDemoted = this.#isDemoted;
    // A replica that is only to be certain not to be written to goes on serving reads.
    this.#isDemoted = this.type === 'PRIMARY';
    const patience = () => AbortSignal.timeout(DEMOTE_MS);
    try {
      // INVARIANT: not waited for without end. A migration may wait for an acknowledgement that does not come, as commits do, and whoever is to fence this mysqld waits for its turn.
      await abandonable(this.applyServing('demoted', undefined, patience), signal, () => {});
      laps.lap('drained');
      // Read-only first: what commits until then is still acknowledged.
      await closeWrites(this.server, DEMOTE_MS, signal);
    } catch (error) {
      // INVARIANT: mysqld takes writes as before, so nobody would see that they are not served.
      this.#isDemoted = wasDemoted;
      await abandonable(this.applyServing('not demoted'), patience(), () => {}).catch((err: unknown) =>
        this.log.warn({ err }, 'not back in service yet'),
      );
      throw error;
    }
    laps.lap('readOnly');
    // Semi-sync stays on: nobody writes, and switching it off takes mysqld up to a second. Following somebody does that.
    const status = await this.replication((replication) => replication.primaryStatus());
    laps.lap('position');
    this.log.info({ ms: laps.ms }, 'demoted');
    return status;
  }

  /** A primary whose mysqld is down is not demoted any more: as after a crash, it is made writable when it is started again. */
  async letGoOn(): Promise<void> {
    this.#isDemoted = false;
    await this.applyServing('mysqld is to be started again');
  }

  /** INVARIANT: of who is a replica by now mysqld is not made writable: somebody else may be primary. */
  async undoDemote(semiSync: boolean): Promise<void> {
    if (this.type !== 'PRIMARY') {
      throw new VtError({ code: 'FAILED_PRECONDITION', message: `UndoDemotePrimary: this tablet is ${this.type}` });
    }
    await this.setSemiSync(true, semiSync);
    await this.makeWritable();
    this.#isDemoted = false;
    await this.applyServing('demotion undone');
  }

  /**
   * Brings mysqld to what this tablet is, after a start of either: a primary writable, a replica following. A primary whom the
   * shard's record does not name (any more) becomes a replica first. A restore whose mysqld did not start then is ended with it.
   */
  async repairMysqld(): Promise<void> {
    await this.lock.run(() => endingRestore(this, () => this.settleMysqld()));
  }

  /** As repairMysqld, for who holds the action lock. */
  async settleMysqld(): Promise<void> {
    if (!this.opened.isManaged) return;
    const shard = await this.#readAgain();
    if (this.type === 'PRIMARY') {
      if (this.isReplaced(shard)) return await this.stepDown(shard);
      if (this.#isDemoted) return;
      await this.setSemiSync(true, await this.durability.asPrimary());
      await this.makeWritable();
    } else if (shard.primary_alias) {
      await this.fence(shard);
      if (!(await this.isAtPoint())) await this.follow(shard.primary_alias, true);
    }
  }

  /** Restored to a point between backups, to be looked at: following the primary would lead past it. Others that are DRAINED have a source, also after a crash. */
  async isAtPoint(): Promise<boolean> {
    return this.type === 'DRAINED' && (await this.replication((one) => one.status())) === undefined;
  }

  /** As settleMysqld; what cannot be done now, as while the topology is away, is done later. */
  async settleSoon(): Promise<void> {
    try {
      await this.settleMysqld();
    } catch (error) {
      this.log.warn({ err: error }, 'mysqld is not what it should be yet; going on');
      void this.keeper?.repair();
    }
  }

  /** Whether the shard's record names a primary that came after this one's term. */
  isReplaced(shard: Shard): boolean {
    if (shard.primary_alias === null || tabletAliasEqual(shard.primary_alias, this.identity.alias)) return false;
    return compareTimes(shard.primary_term_start_time, this.#tablet.primary_term_start_time) > 0;
  }

  async close(): Promise<void> {
    await this.#work.want(false, false);
    await Promise.race([this.#records.written(), delay(1000)]);
    this.#closing.abort();
  }
}
