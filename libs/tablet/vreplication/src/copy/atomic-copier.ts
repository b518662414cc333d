import { VtError } from '@vt/base';
import { fromProtoRow } from '@vt/sqltypes';
import { compile, listedColumns, planTables } from '../apply/replication-plan.ts';
import { TransactionWriter } from '../apply/transaction-writer.ts';
import type { Stream } from '../engine/stream.ts';
import type { StreamPlan } from '../plan/stream-plan.ts';
import type { TablePlan } from '../plan/table-plan.ts';
import { positionExpression } from '../store/position-column.ts';
import { COPIER, THROTTLED_MS } from './table-copy.ts';
import { takeBack } from './take-back.ts';

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
    const names = plans.map(({ target }) => target.name);
    if (this.#stream.row.rowsCopied > 0n) await takeBack(this.#stream, names, 'atomic copy');
    const position = await this.#copy(new Map(plans.map((plan) => [plan.sourceTable, plan])));
    await control.execute('BEGIN', signal);
    await control.execute(`UPDATE _vt.vreplication SET pos = ${positionExpression(position)} WHERE id = ${id}`, signal);
    await control.execute(`DELETE FROM _vt.copy_state WHERE vrepl_id = ${id}`, signal);
    await control.execute('COMMIT', signal);
    await this.#stream.log('Ended Copy Phase', `Copy phase completed at gtid ${position}`);
    return position;
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
