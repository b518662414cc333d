import { VtError } from '@vt/base';
import { sql } from '@vt/mysql';
import { fromProtoRow } from '@vt/sqltypes';
import { compile, listedColumns, planTables } from '../apply/replication-plan.ts';
import { TransactionWriter } from '../apply/transaction-writer.ts';
import type { Stream } from '../engine/stream.ts';
import type { StreamPlan } from '../plan/stream-plan.ts';
import type { TablePlan } from '../plan/table-plan.ts';
import { positionExpression } from '../store/position-column.ts';
import { readStreams } from '../store/stream-row.ts';
import { COPIER, THROTTLED_MS } from './table-copy.ts';

const TEXT_BYTES_MAX = 1024 * 1024;

/**
 * Copies all tables as of one moment, so that foreign keys hold from the beginning. It cannot go on where it was interrupted: what it had written is taken back
 * first.
 */
export class AtomicCopier {
  readonly #stream: Stream;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  async run(): Promise<string> {
    const { control, id, signal } = this.#stream;
    await this.#stream.setState('Copying');
    const plans = await planTables(this.#stream);
    for (const plan of plans) requireWhole(plan);
    if (this.#stream.row.rowsCopied > 0n) {
      await this.#requireAlone();
      await this.#takeBack(plans);
    }
    const position = await this.#copy(new Map(plans.map((plan) => [plan.sourceTable, plan])));
    await control.execute('BEGIN', signal);
    await control.execute(`UPDATE _vt.vreplication SET pos = ${positionExpression(position)} WHERE id = ${id}`, signal);
    await control.execute(`DELETE FROM _vt.copy_state WHERE vrepl_id = ${id}`, signal);
    await control.execute('COMMIT', signal);
    await this.#stream.log('Ended Copy Phase', `Copy phase completed at gtid ${position}`);
    return position;
  }

  /** INVARIANT: what is taken back is all that the tables have. Rows of streams from other sources, which are whole already, must not be among it. */
  async #requireAlone(): Promise<void> {
    const { control, dbName, id, row, signal } = this.#stream;
    const others = await readStreams(control, dbName, sql`workflow = ${row.workflow} AND id <> ${id}`, signal);
    if (others.length === 0) return;
    const message = `the atomic copy from ${row.source.keyspace}/${row.source.shard} was interrupted, and its rows cannot be told from those of the workflow's other sources: cancel the workflow and begin anew`;
    throw new VtError({ code: 'INVALID_ARGUMENT', message });
  }

  async #takeBack(plans: readonly StreamPlan[]): Promise<void> {
    const session = await this.#stream.openTarget(false);
    try {
      for (const { target } of plans)
        await session.execute(`DELETE FROM \`${target.name.replaceAll('`', '``')}\``, this.#stream.signal);
    } finally {
      session.close();
    }
  }

  async #copy(plans: ReadonlyMap<string, StreamPlan>): Promise<string> {
    const { source, signal, id, parts } = this.#stream;
    const session = await this.#stream.openTarget(false);
    const writer = new TransactionWriter(session, TEXT_BYTES_MAX, signal);
    const compiled = new Map<string, TablePlan>();
    let position = '';
    let rows = 0;
    let copied = new Map<string, number>();
    const flush = async () => {
      if (writer.isEmpty) return;
      await writer.commit(
        `UPDATE _vt.vreplication SET rows_copied = rows_copied + ${rows}, time_updated = UNIX_TIMESTAMP() WHERE id = ${id}`,
      );
      for (const [table, count] of copied) parts.figures.copied(table, count);
      copied = new Map();
      rows = 0;
      parts.engine.reachCrashPoint('vreplication.copy-batch-committed');
    };
    try {
      for await (const response of source.vstreamTables(signal)) {
        const plan = plans.get(response.table_name);
        if (response.gtid !== '') position = response.gtid;
        if (!plan) continue;
        if (response.fields.length > 0) {
          compiled.set(response.table_name, compile(this.#stream, plan, response.fields));
          writer.addListedColumns(listedColumns(plan.target));
        }
        if (response.rows.length > 0) await this.#stream.throttled(COPIER, THROTTLED_MS);
        const table = compiled.get(response.table_name);
        for (const row of table ? response.rows : []) await writer.insert(table as TablePlan, fromProtoRow(row));
        rows += response.rows.length;
        copied.set(plan.target.name, (copied.get(plan.target.name) ?? 0) + response.rows.length);
        if (writer.bytes >= TEXT_BYTES_MAX) await flush();
      }
      await flush();
      return position;
    } finally {
      session.close();
    }
  }
}

/** The tables' stream has no filters. */
function requireWhole({ columns, where, target }: StreamPlan): void {
  if (columns === '*' && where === '') return;
  throw new VtError({ code: 'UNIMPLEMENTED', message: `atomic copy of table ${target.name} with a filter` });
}
