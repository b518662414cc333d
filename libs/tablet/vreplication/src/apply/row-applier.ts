import { VtError } from '@vt/base';
import type { Message } from '@vt/proto';
import { fromProtoRow, type Row } from '@vt/sqltypes';
import type { Applied } from '../engine/stream-figures.ts';
import type { KeyOrder } from '../plan/key-order.ts';
import type { Presence, TablePlan } from '../plan/table-plan.ts';
import type { TransactionWriter } from './transaction-writer.ts';

type RowChange = Message<'binlogdata.RowChange'>;

/** How far a table that is being copied is: rows behind the last key come with the copy. */
export type CopiedUpTo = { readonly order: KeyOrder; readonly fields: readonly number[]; readonly lastKey: Row };

const everything: Presence = () => true;

/** Writes the changes of one table. */
export class RowApplier {
  readonly plan: TablePlan;
  readonly #copied: CopiedUpTo | undefined;

  constructor(plan: TablePlan, copied: CopiedUpTo | undefined) {
    this.plan = plan;
    this.#copied = copied;
  }

  async apply(change: RowChange, out: TransactionWriter): Promise<Applied> {
    const has = presenceOf(change);
    const read = change.before && fromProtoRow(change.before);
    const now = change.after && fromProtoRow(change.after);
    const before = read && this.#isCopied(read, read, everything) ? read : null;
    const after = now && this.#isCopied(now, read, has) ? now : null;
    if (read && !before && after && has !== everything) throw lacking(this.plan);
    if (before && after) await this.#update(before, after, has, out);
    else if (after) await this.#insert(after, has, out);
    else if (before) await out.statement((sql) => this.plan.writeDelete(sql, before));
    if (!before && !after) return `noop ${read ? (now ? 'update' : 'delete') : 'insert'}`;
    if (has === everything || !after) return 'whole';
    return before ? 'partial update' : 'partial insert';
  }

  async #update(before: Row, after: Row, has: Presence, out: TransactionWriter): Promise<void> {
    const { plan } = this;
    if (plan.isMerged && plan.changesKey(before, after, has)) {
      await out.statement((sql) => plan.writeDelete(sql, before));
      await this.#insert(after, has, out);
    } else if (plan.stream.mode === 'ignore') await this.#insert(after, has, out);
    else await out.statement((sql) => plan.writeUpdate(sql, before, after, has));
  }

  async #insert(after: Row, has: Presence, out: TransactionWriter): Promise<void> {
    const { plan } = this;
    if (has === everything) await out.insert(plan, after);
    else
      await out.statement((sql) => {
        plan.writePartialInsert(sql, after, has);
        return true;
      });
  }

  /** Key columns that an image lacks are as they were before. */
  #isCopied(row: Row, before: Row | null, has: Presence): boolean {
    if (!this.#copied) return true;
    const { order, fields, lastKey } = this.#copied;
    const key = fields.map((field) => (has(field) ? row[field] : before?.[field]) ?? null);
    return order.compare(key, lastKey) <= 0;
  }
}

/** Its key has brought a row among those that are copied: what did not change of it is nowhere here. */
function lacking({ stream }: TablePlan): VtError {
  const message = `a row of table ${stream.target.name} comes over with columns that its image lacks: binlog_row_image=FULL`;
  return new VtError({ code: 'FAILED_PRECONDITION', message });
}

function presenceOf({ data_columns: columns }: RowChange): Presence {
  if (!columns || columns.count === 0n) return everything;
  const bits = columns.cols;
  return (field) => ((bits[field >> 3] ?? 0) & (1 << (field & 7))) !== 0;
}
