import { randomUUID } from 'node:crypto';
import { VtError } from '@vt/base';
import { type MysqlSession, sql } from '@vt/mysql';
import type { Message, MessageInput } from '@vt/proto';
import { queryResult } from '../db/query-result.ts';
import type { VReplicationEngine } from '../engine/engine.ts';
import { Mutex } from '../engine/mutex.ts';
import { Rests } from './rests.ts';
import type { Rest } from './synchronize.ts';
import { VDiffController } from './vdiff-controller.ts';
import { optionsText, readVDiffs, setVDiffState, type VDiffRow } from './vdiff-row.ts';

type Request = Message<'tabletmanagerdata.VDiffRequest'>;
type Response = MessageInput<'tabletmanagerdata.VDiffResponse'>;

const RESTARTED_TABLES_MAX = 10_000;

/** The VDiffs of the workflows into this tablet. Open with the engine of the streams. */
export class VDiffEngine {
  readonly #engine: VReplicationEngine;
  readonly #controllers = new Map<number, VDiffController>();
  readonly #restarted = new Map<string, number>();
  /** Of all VDiffs there have been. */
  readonly totals = { rowsCompared: 0, errors: 0 };

  /** By workflow, whose streams one diff at a time has rest. */
  readonly #turns = new Map<string, Mutex>();

  /** Streams that rest between two tables. */
  readonly rests: Rests<Rest>;

  constructor(engine: VReplicationEngine) {
    this.#engine = engine;
    this.rests = new Rests(engine.snapshots);
  }

  get controllers(): readonly VDiffController[] {
    return [...this.#controllers.values()];
  }

  /** How often a table's snapshots were taken again as their time was over. */
  get restarts(): ReadonlyMap<string, number> {
    return this.#restarted;
  }

  restarted(table: string): void {
    if (this.#restarted.size < RESTARTED_TABLES_MAX || this.#restarted.has(table))
      this.#restarted.set(table, (this.#restarted.get(table) ?? 0) + 1);
  }

  get running(): number {
    return this.#controllers.size;
  }

  /** Goes on with what was running. */
  async open(): Promise<void> {
    const rows = await this.#engine.withSession((session) =>
      readVDiffs(session, this.#dbName, "state IN ('pending', 'started')"),
    );
    for (const row of rows) this.#start(row);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#controllers.values()].map((controller) => controller.stop()));
    this.#controllers.clear();
    this.#turns.clear();
  }

  /** For who has a workflow's streams rest. */
  turnOf(workflow: string): Mutex {
    const turn = this.#turns.get(workflow) ?? new Mutex();
    this.#turns.set(workflow, turn);
    return turn;
  }

  get #dbName(): string {
    return this.#engine.parts.tablet.dbName;
  }

  /** The RPC: create, show, resume, stop, delete. */
  async handle(request: Request, signal: AbortSignal): Promise<Response> {
    if (!this.#engine.isOpen) throw new VtError({ code: 'FAILED_PRECONDITION', message: 'vdiff engine is closed' });
    switch (request.action) {
      case 'create':
        return await this.#session((session) => this.#create(session, request, signal), signal);
      case 'show':
        return await this.#session((session) => this.#show(session, request, signal), signal);
      case 'resume':
        return await this.#session((session) => this.#resume(session, request, signal), signal);
      case 'stop':
        return await this.#session((session) => this.#stop(session, request, signal), signal);
      case 'delete':
        return await this.#session((session) => this.#delete(session, request, signal), signal);
      default:
        throw new VtError({ code: 'INVALID_ARGUMENT', message: `action ${request.action} not supported` });
    }
  }

  #session<T>(work: (session: MysqlSession) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#engine.withSession(work, signal);
  }

  async #create(session: MysqlSession, request: Request, signal: AbortSignal): Promise<Response> {
    const { keyspace, workflow, options } = request;
    const uuid = request.vdiff_uuid || randomUUID();
    const [before] = await readVDiffs(session, this.#dbName, sql`vdiff_uuid = ${uuid}`, signal);
    if (before) {
      throw new VtError({
        code: 'ALREADY_EXISTS',
        message: `vdiff with UUID ${uuid} already exists on tablet of shard ${this.#engine.parts.tablet.shard}`,
      });
    }
    const isStarted = options?.core_options?.auto_start ?? true;
    const { insertId } = await session.execute(
      sql`INSERT INTO _vt.vdiff (keyspace, workflow, state, options, shard, db_name, vdiff_uuid) VALUES (${keyspace}, ${workflow}, ${isStarted ? 'pending' : 'stopped'}, ${optionsText(options)}, ${this.#engine.parts.tablet.shard}, ${this.#dbName}, ${uuid})`,
      signal,
    );
    const [row] = await readVDiffs(session, this.#dbName, `id = ${insertId}`, signal);
    if (row && isStarted) this.#start(row);
    return { id: insertId, vdiff_uuid: uuid };
  }

  #start(row: VDiffRow): void {
    // What opened the engine may have waited for mysqld until after it was closed.
    if (!this.#engine.isOpen || this.#controllers.has(row.id)) return;
    const controller = new VDiffController(this.#engine, row);
    this.#controllers.set(row.id, controller);
    controller.start();
  }

  async #one(session: MysqlSession, { workflow, vdiff_uuid: uuid }: Request, signal: AbortSignal): Promise<VDiffRow> {
    const where = sql`workflow = ${workflow} AND vdiff_uuid = ${uuid}`;
    const [row] = await readVDiffs(session, this.#dbName, where, signal);
    if (row) return row;
    throw new VtError({
      code: 'NOT_FOUND',
      message: `no vdiff found for UUID ${uuid} keyspace and workflow ${workflow}`,
    });
  }

  async #resume(session: MysqlSession, request: Request, signal: AbortSignal): Promise<Response> {
    const row = await this.#one(session, request, signal);
    if (row.state === 'started' || row.state === 'pending') {
      throw new VtError({ code: 'FAILED_PRECONDITION', message: `vdiff ${row.uuid} is running` });
    }
    await this.#end(row.id);
    // What was compared is compared anew only where it was complete.
    if (row.state === 'completed') {
      await session.execute(
        `UPDATE _vt.vdiff_table SET state = 'pending' WHERE vdiff_id = ${row.id} AND lastpk IS NOT NULL`,
        signal,
      );
    }
    await setVDiffState(session, row.id, 'pending', '', signal);
    this.#start({ ...row, state: 'pending' });
    return { id: BigInt(row.id), vdiff_uuid: row.uuid };
  }

  async #stop(session: MysqlSession, request: Request, signal: AbortSignal): Promise<Response> {
    const row = await this.#one(session, request, signal);
    await this.#end(row.id);
    if (row.state === 'started' || row.state === 'pending') {
      await setVDiffState(session, row.id, 'stopped', '', signal);
      await session.execute(
        `UPDATE _vt.vdiff_table SET state = 'stopped' WHERE vdiff_id = ${row.id} AND state != 'completed'`,
        signal,
      );
    }
    return { id: BigInt(row.id), vdiff_uuid: row.uuid };
  }

  async #end(id: number): Promise<void> {
    await this.#controllers.get(id)?.stop();
    this.#controllers.delete(id);
  }

  async #delete(session: MysqlSession, request: Request, signal: AbortSignal): Promise<Response> {
    const { workflow, action_arg: arg, vdiff_uuid: uuid } = request;
    const where =
      arg === 'all' ? sql`workflow = ${workflow}` : sql`workflow = ${workflow} AND vdiff_uuid = ${uuid || arg}`;
    const rows = await readVDiffs(session, this.#dbName, where, signal);
    for (const { id } of rows) await this.#end(id);
    if (rows.length === 0) return {};
    const ids = `(${rows.map(({ id }) => id).join(', ')})`;
    await session.execute('BEGIN', signal);
    await session.execute(`DELETE FROM _vt.vdiff_table WHERE vdiff_id IN ${ids}`, signal);
    await session.execute(`DELETE FROM _vt.vdiff_log WHERE vdiff_id IN ${ids}`, signal);
    await session.execute(`DELETE FROM _vt.vdiff WHERE id IN ${ids}`, signal);
    await session.execute('COMMIT', signal);
    return { vdiff_uuid: uuid };
  }

  async #show(session: MysqlSession, request: Request, signal: AbortSignal): Promise<Response> {
    const { keyspace, workflow, action_arg: arg } = request;
    const own = sql`keyspace = ${keyspace} AND workflow = ${workflow} AND db_name = ${this.#dbName}`;
    if (arg === 'all') {
      const all = await session.execute(`SELECT * FROM _vt.vdiff WHERE ${own} ORDER BY id DESC`, signal);
      return { output: queryResult(all) };
    }
    const uuid = request.vdiff_uuid || arg;
    const test = arg === 'last' ? own : `${own} AND ${sql`vdiff_uuid = ${uuid}`}`;
    const [row] = await session.query(
      `SELECT id, vdiff_uuid FROM _vt.vdiff WHERE ${test} ORDER BY id DESC LIMIT 1`,
      signal,
    );
    if (!row) return {};
    const summary = await session.execute(
      `SELECT vd.state AS vdiff_state, vd.last_error AS last_error, vdt.table_name AS table_name, vd.vdiff_uuid AS uuid, vdt.state AS table_state, vdt.table_rows AS table_rows, vd.started_at AS started_at, vdt.rows_compared AS rows_compared, vd.completed_at AS completed_at, IF(vdt.mismatch = 1, 1, 0) AS has_mismatch, vdt.report AS report FROM _vt.vdiff vd LEFT JOIN _vt.vdiff_table vdt ON vd.id = vdt.vdiff_id WHERE vd.id = ${row['id']} ORDER BY vdt.table_name`,
      signal,
    );
    return { id: BigInt(row['id'] ?? 0), vdiff_uuid: row['vdiff_uuid'] ?? '', output: queryResult(summary) };
  }
}
