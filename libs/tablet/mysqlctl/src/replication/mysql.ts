import { formatGtidSet, type MysqlGtidSet, type Position, parseMysqlGtidSet, positionContains } from '@vt/mysql';
import { semiSyncNames, usesReplicaNames } from '../config/my-cnf.ts';
import { isAtLeast, type ServerVersion } from '../server/version.ts';
import { quote, type SqlExecutor } from '../sql-executor.ts';
import { isOn, readSemiSync, scalar, threadWord, timedOut, wrongKind } from './common.ts';
import { endSqlThread, endWaitForDisk } from './full-disk.ts';
import { filePosition, readReplicationStatus } from './status-row.ts';
import type {
  PrimaryStatus,
  ReadOnlyMode,
  ReadOnlyState,
  Replication,
  ReplicationSource,
  ReplicationStatus,
  ReplicationThread,
  SemiSyncState,
  SourceWatch,
} from './types.ts';

const CONNECT_RETRY_S = 10;
/** How long the rest of a relay log that is torn at its end may take to execute. */
const DRAIN_MS = 10_000;

/** MySQL 8.0 and newer, always by GTID. */
export class MysqlReplication implements Replication {
  readonly #sql: SqlExecutor;
  readonly #version: ServerVersion;
  /** The words for source and replica that this version knows. */
  readonly #source: 'SOURCE' | 'MASTER';
  readonly #replica: 'REPLICA' | 'SLAVE';

  constructor(sql: SqlExecutor, version: ServerVersion) {
    this.#sql = sql;
    this.#version = version;
    const isNew = usesReplicaNames(version);
    this.#source = isNew ? 'SOURCE' : 'MASTER';
    this.#replica = isNew ? 'REPLICA' : 'SLAVE';
  }

  async position(signal?: AbortSignal): Promise<Position> {
    return parseMysqlGtidSet(await scalar(this.#sql, 'SELECT @@global.gtid_executed', signal));
  }

  async primaryStatus(signal?: AbortSignal, serverUuid?: string): Promise<PrimaryStatus> {
    const what = isAtLeast(this.#version, 8, 2, 0) ? 'BINARY LOG' : 'MASTER';
    const [row] = await this.#sql.query(`SHOW ${what} STATUS`, signal);
    return {
      position: parseMysqlGtidSet(row?.['Executed_Gtid_Set'] ?? ''),
      filePosition: filePosition(row?.['File'] ?? '', row?.['Position'] ?? ''),
      serverUuid: serverUuid ?? (await scalar(this.#sql, 'SELECT @@global.server_uuid', signal)),
    };
  }

  async status(signal?: AbortSignal): Promise<ReplicationStatus | undefined> {
    const [row] = await this.#sql.query(`SHOW ${this.#replica} STATUS`, signal);
    return row && readReplicationStatus(row, 'MySQL56');
  }

  async sourceWatch(signal?: AbortSignal): Promise<SourceWatch | undefined> {
    const timeout = `@@global.${this.#replica.toLowerCase()}_net_timeout`;
    const [row] = await this.#sql.query(
      `SELECT HEARTBEAT_INTERVAL AS h, ${timeout} AS t FROM performance_schema.replication_connection_configuration WHERE CHANNEL_NAME = ''`,
      signal,
    );
    return row && { heartbeatSeconds: Number(row['h'] ?? 0), netTimeoutSeconds: Number(row['t'] ?? 0) };
  }

  async setSource(source: ReplicationSource, signal?: AbortSignal): Promise<void> {
    const s = this.#source;
    const settings = [
      `${s}_HOST = ${quote(source.host)}`,
      `${s}_PORT = ${source.port}`,
      `${s}_USER = ${quote(source.user)}`,
      `${s}_PASSWORD = ${quote(source.password ?? '')}`,
      `${s}_CONNECT_RETRY = ${source.connectRetrySeconds ?? CONNECT_RETRY_S}`,
      ...(source.heartbeatSeconds === undefined ? [] : [`${s}_HEARTBEAT_PERIOD = ${source.heartbeatSeconds}`]),
      // caching_sha2_password without TLS wants the source's RSA key
      `GET_${s}_PUBLIC_KEY = 1`,
      `${s}_AUTO_POSITION = 1`,
    ];
    await this.#changeSource(settings, signal);
  }

  async #changeSource(settings: readonly string[], signal?: AbortSignal): Promise<void> {
    const command = this.#source === 'SOURCE' ? 'CHANGE REPLICATION SOURCE' : 'CHANGE MASTER';
    await this.#sql.query(`${command} TO ${settings.join(', ')}`, signal);
  }

  async start(thread: ReplicationThread = 'both', signal?: AbortSignal): Promise<void> {
    if (thread !== 'sql') await this.#dropTornRelayLog(signal);
    await this.#sql.query(`START ${this.#replica}${threadWord(thread)}`, signal);
  }

  async startUntilAfter(position: Position, signal?: AbortSignal): Promise<void> {
    const set = formatGtidSet(mysqlSet(position));
    await this.#sql.query(`START ${this.#replica} SQL_THREAD UNTIL SQL_AFTER_GTIDS = ${quote(set)}`, signal);
  }

  async stop(thread: ReplicationThread = 'both', signal?: AbortSignal): Promise<void> {
    if (thread !== 'sql') await endWaitForDisk(this.#sql, signal);
    if (thread !== 'io' && (await this.status(signal))?.relayLogIsTorn) await endSqlThread(this.#sql, signal);
    await this.#sql.query(`STOP ${this.#replica}${threadWord(thread)}`, signal);
  }

  async resetReplica(signal?: AbortSignal): Promise<void> {
    await this.stop('both', signal);
    await this.#sql.query(`RESET ${this.#replica} ALL`, signal);
  }

  async resetAll(signal?: AbortSignal): Promise<void> {
    await this.resetReplica(signal);
    await this.setSemiSync({ primary: false, replica: false }, signal);
    await this.#sql.query(isAtLeast(this.#version, 8, 2, 0) ? 'RESET BINARY LOGS AND GTIDS' : 'RESET MASTER', signal);
  }

  async setPosition(position: Position, signal?: AbortSignal): Promise<void> {
    await this.#sql.query(
      `SET GLOBAL gtid_purged = ${quote(position ? formatGtidSet(mysqlSet(position)) : '')}`,
      signal,
    );
  }

  async waitForPosition(position: Position, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (position === undefined) return;
    const set = formatGtidSet(mysqlSet(position));
    const result = await scalar(
      this.#sql,
      `SELECT WAIT_FOR_EXECUTED_GTID_SET(${quote(set)}, ${timeoutMs / 1000})`,
      signal,
    );
    if (result !== '0') throw timedOut(set, timeoutMs);
  }

  async readOnlyState(signal?: AbortSignal): Promise<ReadOnlyState> {
    const [row] = await this.#sql.query('SELECT @@global.read_only AS ro, @@global.super_read_only AS sro', signal);
    return { readOnly: isOn(row?.['ro'] ?? ''), superReadOnly: isOn(row?.['sro'] ?? '') };
  }

  /** Switching either on or off drags the other along as MySQL has it: super implies read_only, and its absence ends super. */
  async setReadOnly(mode: ReadOnlyMode, signal?: AbortSignal): Promise<void> {
    if (mode === 'super-read-only') {
      await this.#sql.query('SET GLOBAL super_read_only = ON', signal);
      return;
    }
    await this.#sql.query('SET GLOBAL super_read_only = OFF', signal);
    await this.#sql.query(`SET GLOBAL read_only = ${mode === 'off' ? 'OFF' : 'ON'}`, signal);
  }

  semiSync(signal?: AbortSignal): Promise<SemiSyncState> {
    const { primary, replica } = semiSyncNames(this.#version);
    return readSemiSync(this.#sql, primary, replica, signal);
  }

  async setSemiSync(
    roles: { readonly primary: boolean; readonly replica: boolean },
    signal?: AbortSignal,
  ): Promise<void> {
    const { primary, replica } = semiSyncNames(this.#version);
    await this.#sql.query(
      `SET GLOBAL ${primary}_enabled = ${Number(roles.primary)}, GLOBAL ${replica}_enabled = ${Number(roles.replica)}`,
      signal,
    );
  }

  async promote(timeoutMs: number, signal?: AbortSignal): Promise<Position> {
    const before = await this.status(signal);
    if (before) {
      await this.stop('io', signal);
      const received = (await this.status(signal))?.relayLogPosition;
      if (before.sqlState === 'stopped') await this.start('sql', signal);
      await this.waitForPosition(received, timeoutMs, signal);
      await this.stop('both', signal);
    }
    return this.position(signal);
  }

  /**
   * An IO thread that gave a write up has left half an event in the relay log, which no SQL thread gets beyond once more follows it. The source sends again what is not
   * executed; what was received whole may be acknowledged, and is executed before anything is dropped.
   */
  async #dropTornRelayLog(signal?: AbortSignal): Promise<void> {
    const status = await this.status(signal);
    if (!status?.relayLogIsTorn || status.ioState !== 'stopped') return;
    if (!positionContains(status.position, status.relayLogPosition)) {
      if (status.sqlState === 'stopped') await this.start('sql', signal);
      await this.waitForPosition(status.relayLogPosition, DRAIN_MS, signal);
    }
    await this.stop('both', signal);
    // It drops the relay logs, and begins after what is executed.
    await this.#changeSource([`${this.#source}_AUTO_POSITION = 1`], signal);
    if (status.sqlState !== 'stopped') await this.start('sql', signal);
  }
}

function mysqlSet(position: Position): MysqlGtidSet {
  if (position?.kind !== 'MySQL56') throw wrongKind('MySQL56', position?.kind ?? 'the beginning');
  return position;
}
