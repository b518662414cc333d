import {
  formatGtidSet,
  type MariadbGtidSet,
  type Position,
  parseMariadbGtidSet,
  positionContains,
  unionPositions,
} from '@vt/mysql';
import { quote, type SqlExecutor } from '../sql-executor.ts';
import { isOn, readSemiSync, scalar, threadWord, timedOut, wrongKind } from './common.ts';
import {
  cutOff,
  type OpenSession,
  statusRow,
  threadsThatWait,
  type WaitingThreads,
  waitingStatus,
  waitsForSpace,
} from './mariadb-full-disk.ts';
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

/** While a session waits for a position, `SET GLOBAL gtid_slave_pos` hangs, and behind it whoever asks how replication is: it gets its turn between two pieces. */
const WAIT_PIECE_MS = 1_000;
/** What MASTER_GTID_WAIT says then. */
const TIMED_OUT = '-1';

/**
 * MariaDB 10.6 and newer, always by GTID. What a server has executed is the union of what it replicated (gtid_slave_pos) and what it wrote
 * to its own binlog (gtid_binlog_pos).
 */
export class MariadbReplication implements Replication {
  readonly #sql: SqlExecutor;
  readonly #another: OpenSession | undefined;

  constructor(sql: SqlExecutor, another?: OpenSession) {
    this.#sql = sql;
    this.#another = another;
  }

  async position(signal?: AbortSignal): Promise<Position> {
    return await executedPosition(this.#sql, signal);
  }

  async primaryStatus(signal?: AbortSignal, serverUuid?: string): Promise<PrimaryStatus> {
    const [row] = await this.#sql.query('SHOW MASTER STATUS', signal);
    return {
      position: await this.position(signal),
      filePosition: filePosition(row?.['File'] ?? '', row?.['Position'] ?? ''),
      serverUuid: serverUuid ?? (await scalar(this.#sql, 'SELECT @@global.server_id', signal)),
    };
  }

  async status(signal?: AbortSignal): Promise<ReplicationStatus | undefined> {
    const whileWaiting = async (sql: SqlExecutor, threads: WaitingThreads) =>
      await waitingStatus(sql, threads, await executedPosition(sql, signal), signal);
    const threads = await threadsThatWait(this.#sql, signal);
    if (threads) return await whileWaiting(this.#sql, threads);
    const shown = this.#another
      ? await statusRow(this.#sql, this.#another, whileWaiting, signal)
      : { row: (await this.#sql.query('SHOW SLAVE STATUS', signal))[0] };
    if ('waiting' in shown) return shown.waiting;
    return shown.row && readReplicationStatus(shown.row, 'MariaDB', await this.position(signal));
  }

  async sourceWatch(signal?: AbortSignal): Promise<SourceWatch | undefined> {
    const [row] = await this.#sql.query("SHOW GLOBAL STATUS LIKE 'Slave_heartbeat_period'", signal);
    const seconds = Number(row?.['Value'] ?? 0);
    if (!(seconds > 0)) return undefined;
    const timeout = await scalar(this.#sql, 'SELECT @@global.slave_net_timeout', signal);
    return { heartbeatSeconds: seconds, netTimeoutSeconds: Number(timeout) };
  }

  async setSource(source: ReplicationSource, signal?: AbortSignal): Promise<void> {
    if (await threadsThatWait(this.#sql, signal)) throw waitsForSpace('it cannot follow anybody else before');
    // A server that wrote before it became a replica goes on after its own last transactions too.
    const position = await this.position(signal);
    await this.#sql.query(`SET GLOBAL gtid_slave_pos = ${quote(position ? formatGtidSet(position) : '')}`, signal);
    const settings = [
      `MASTER_HOST = ${quote(source.host)}`,
      `MASTER_PORT = ${source.port}`,
      `MASTER_USER = ${quote(source.user)}`,
      `MASTER_PASSWORD = ${quote(source.password ?? '')}`,
      `MASTER_CONNECT_RETRY = ${source.connectRetrySeconds ?? CONNECT_RETRY_S}`,
      ...(source.heartbeatSeconds === undefined ? [] : [`MASTER_HEARTBEAT_PERIOD = ${source.heartbeatSeconds}`]),
      'MASTER_USE_GTID = slave_pos',
    ];
    await this.#sql.query(`CHANGE MASTER TO ${settings.join(', ')}`, signal);
  }

  async start(thread: ReplicationThread = 'both', signal?: AbortSignal): Promise<void> {
    if ((await threadsThatWait(this.#sql, signal))?.isStopping)
      throw waitsForSpace('it cannot be started again before');
    await this.#sql.query(`START SLAVE${threadWord(thread)}`, signal);
  }

  /** MariaDB starts both threads here: its UNTIL by GTID asks the source itself to stop there. */
  async startUntilAfter(position: Position, signal?: AbortSignal): Promise<void> {
    await this.#sql.query(`START SLAVE UNTIL master_gtid_pos = ${quote(formatGtidSet(mariadbSet(position)))}`, signal);
  }

  async stop(thread: ReplicationThread = 'both', signal?: AbortSignal): Promise<void> {
    if (await this.#isCutOff(thread, signal)) return;
    await this.#sql.query(`STOP SLAVE${threadWord(thread)}`, signal);
  }

  /** Whether an IO thread that waits for disk space acknowledges nothing more: that is all that stopping it can do. Throws where more was asked for. */
  async #isCutOff(thread: ReplicationThread, signal?: AbortSignal): Promise<boolean> {
    if (!this.#another || !(await threadsThatWait(this.#sql, signal))) return false;
    const waits = thread === 'sql' || (await cutOff(this.#sql, this.#another, signal));
    if (waits && thread !== 'io') throw waitsForSpace('its threads cannot be stopped before');
    return waits;
  }

  async resetReplica(signal?: AbortSignal): Promise<void> {
    await this.stop('both', signal);
    await this.#sql.query('RESET SLAVE ALL', signal);
  }

  async resetAll(signal?: AbortSignal): Promise<void> {
    await this.resetReplica(signal);
    await this.setSemiSync({ primary: false, replica: false }, signal);
    await this.#sql.query('RESET MASTER', signal);
    await this.#sql.query("SET GLOBAL gtid_slave_pos = ''", signal);
  }

  async setPosition(position: Position, signal?: AbortSignal): Promise<void> {
    const set = position ? formatGtidSet(mariadbSet(position)) : '';
    // A binary log that is empty begins with what is before it then, so that it tells what it has not.
    if ((await scalar(this.#sql, 'SELECT @@global.gtid_binlog_state', signal)) === '') {
      await this.#sql.query(`SET GLOBAL gtid_binlog_state = ${quote(set)}`, signal);
    }
    await this.#sql.query(`SET GLOBAL gtid_slave_pos = ${quote(set)}`, signal);
  }

  async waitForPosition(position: Position, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    if (position === undefined) return;
    const set = formatGtidSet(mariadbSet(position));
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      // MASTER_GTID_WAIT looks at what was replicated only: a primary's own transactions would be waited for in vain.
      if (positionContains(await this.position(signal), position)) return;
      const seconds = Math.min(deadline - performance.now(), WAIT_PIECE_MS) / 1000;
      if (seconds <= 0) throw timedOut(set, timeoutMs);
      const result = await scalar(this.#sql, `SELECT MASTER_GTID_WAIT(${quote(set)}, ${seconds})`, signal);
      if (result === '0') return;
      if (result !== TIMED_OUT) throw timedOut(set, timeoutMs);
    }
  }

  async readOnlyState(signal?: AbortSignal): Promise<ReadOnlyState> {
    const readOnly = isOn(await scalar(this.#sql, 'SELECT @@global.read_only', signal));
    return { readOnly, superReadOnly: readOnly };
  }

  async setReadOnly(mode: ReadOnlyMode, signal?: AbortSignal): Promise<void> {
    await this.#sql.query(`SET GLOBAL read_only = ${mode === 'off' ? 'OFF' : 'ON'}`, signal);
  }

  semiSync(signal?: AbortSignal): Promise<SemiSyncState> {
    return readSemiSync(this.#sql, 'rpl_semi_sync_master', 'rpl_semi_sync_slave', signal);
  }

  async setSemiSync(
    roles: { readonly primary: boolean; readonly replica: boolean },
    signal?: AbortSignal,
  ): Promise<void> {
    const { primary, replica } = roles;
    const sql = `SET GLOBAL rpl_semi_sync_master_enabled = ${Number(primary)}, GLOBAL rpl_semi_sync_slave_enabled = ${Number(replica)}`;
    await this.#sql.query(sql, signal);
  }

  async promote(timeoutMs: number, signal?: AbortSignal): Promise<Position> {
    const before = await this.status(signal);
    if (before?.waitsForDisk) throw waitsForSpace('it cannot become primary before');
    if (before) {
      await this.stop('io', signal);
      const received = (await this.status(signal))?.relayLogPosition;
      if (before.sqlState === 'stopped') await this.start('sql', signal);
      await this.waitForPosition(received, timeoutMs, signal);
      await this.stop('both', signal);
    }
    return this.position(signal);
  }
}

async function executedPosition(sql: SqlExecutor, signal?: AbortSignal): Promise<Position> {
  const [row] = await sql.query('SELECT @@global.gtid_slave_pos AS s, @@global.gtid_binlog_pos AS b', signal);
  return unionPositions(parseMariadbGtidSet(row?.['s'] ?? ''), parseMariadbGtidSet(row?.['b'] ?? ''));
}

function mariadbSet(position: Position): MariadbGtidSet {
  if (position?.kind !== 'MariaDB') throw wrongKind('MariaDB', position?.kind ?? 'the beginning');
  return position;
}
