import { VtError } from '@vt/base';
import { fromText } from '@vt/proto';
import { fromProtoRow, type Row } from '@vt/sqltypes';
import type { Stream } from '../engine/stream.ts';
import { type ProtoField, readField } from '../plan/field.ts';
import { foundBy } from '../plan/found-by.ts';
import { isHashed, KeyOrder } from '../plan/key-order.ts';
import { planStream, type StreamPlan, sourceQuery } from '../plan/stream-plan.ts';
import { TablePlan } from '../plan/table-plan.ts';
import type { TargetTable } from '../plan/target-table.ts';
import type { Filter } from '../source/source.ts';
import { RowApplier } from './row-applier.ts';

/** Last keys of the tables that are being copied, as texts of `_vt.copy_state`; null: not begun. */
export type CopyState = ReadonlyMap<string, string | null>;

/** A filter without rules would be one that wants everything. */
const nothing = { match: '/.*', filter: 'exclude' };

/** What of the source's tables a stream applies, and how. */
export class ReplicationPlan {
  readonly filter: Filter;
  readonly #stream: Stream;
  readonly #copyState: CopyState;
  readonly #bySource: ReadonlyMap<string, StreamPlan>;
  readonly #appliers = new Map<string, RowApplier>();

  private constructor(stream: Stream, plans: readonly StreamPlan[], copyState: CopyState) {
    this.#stream = stream;
    this.#copyState = copyState;
    this.#bySource = new Map(plans.map((plan) => [plan.sourceTable, plan]));
    if (this.#bySource.size < plans.length) throw severalTargets(plans);
    const { filter } = stream.row.source;
    this.filter = {
      rules: plans.length > 0 ? plans.map((plan) => this.#rule(plan)) : [nothing],
      field_event_mode: filter?.field_event_mode,
      workflow_type: stream.row.workflowType,
      workflow_name: stream.row.workflow,
    };
  }

  /** Tables whose copy has not begun are left out. */
  static async build(stream: Stream, copyState: CopyState, known?: readonly StreamPlan[]): Promise<ReplicationPlan> {
    const plans = known ?? (await planTables(stream));
    const begun = plans.filter(({ target }) => copyState.get(target.name) !== null);
    return new ReplicationPlan(stream, begun, copyState);
  }

  get isEmpty(): boolean {
    return this.#bySource.size === 0;
  }

  #rule(plan: StreamPlan) {
    return { match: plan.sourceTable, filter: sourceQuery(plan, this.#keyColumns(plan), foundBy(plan)) };
  }

  /** Of a copied table's last key, whose columns must be in the stream. */
  #keyColumns(plan: StreamPlan): string[] {
    const lastKey = this.#copyState.get(plan.target.name);
    if (!lastKey || plan.columns === '*') return [];
    return fromText('query.QueryResult', lastKey).fields.map(({ name }) => name);
  }

  /** Takes the columns of a source table. */
  setFields(table: string, fields: readonly ProtoField[]): RowApplier | undefined {
    const plan = this.#bySource.get(table);
    if (!plan) return undefined;
    const applier = new RowApplier(compile(this.#stream, plan, fields), this.#copiedUpTo(plan, fields));
    this.#appliers.set(table, applier);
    return applier;
  }

  #copiedUpTo(plan: StreamPlan, fields: readonly ProtoField[]) {
    const text = this.#copyState.get(plan.target.name);
    if (!text) return undefined;
    const lastKey = fromText('query.QueryResult', text);
    const at = lastKey.fields.map(({ name }) =>
      fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase()),
    );
    const [row] = lastKey.rows;
    if (!row || at.includes(-1)) throw badLastKey(plan.target.name, text);
    const keyFields = at.map((index) => readField(fields[index] as ProtoField));
    return { order: new KeyOrder(keyFields, isHashed(lastKey.fields)), fields: at, lastKey: fromProtoRow(row) as Row };
  }

  applier(table: string): RowApplier {
    const applier = this.#appliers.get(table);
    if (applier) return applier;
    throw new VtError({ code: 'INTERNAL', message: `rows of table ${table} came before its columns` });
  }
}

/** How each target table is filled, or one of them, as they are now. */
export async function planTables(stream: Stream, only?: string): Promise<readonly StreamPlan[]> {
  const rules = stream.row.source.filter?.rules ?? [];
  const tables = [...(await stream.targetTables(only)).values()].filter(({ name }) => isWanted(name, stream));
  return tables.flatMap((table: TargetTable) => planStream(rules, table) ?? []);
}

const INTERNAL_TABLE = /^_vt_[a-z]{3}_[0-9a-f]{32}_\d{14}_$/;

/** Internal tables are filled only by who names them. */
function isWanted(table: string, { row }: Stream): boolean {
  return !INTERNAL_TABLE.test(table) || (row.source.filter?.rules.some(({ match }) => match === table) ?? false);
}

export function compile(stream: Stream, plan: StreamPlan, fields: readonly ProtoField[]): TablePlan {
  const { source_time_zone: sourceTimeZone, target_time_zone: targetTimeZone } = stream.row.source;
  return new TablePlan(plan, fields.map(readField), { isMariadb: stream.isMariadb, sourceTimeZone, targetTimeZone });
}

/** ENUM and SET columns of a target table. */
export function listedColumns({ columns }: TargetTable): string[] {
  return columns.filter(({ type }) => type === 'enum' || type === 'set').map(({ name }) => name);
}

function severalTargets(plans: readonly StreamPlan[]): VtError {
  const names = plans.map(({ sourceTable }) => sourceTable);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  return new VtError({
    code: 'INVALID_ARGUMENT',
    message: `more than one target for source table ${twice}`,
  });
}

function badLastKey(table: string, text: string): VtError {
  return new VtError({ code: 'INTERNAL', message: `copy_state of table ${table} does not fit its columns: ${text}` });
}
