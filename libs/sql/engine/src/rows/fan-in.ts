import { VtError } from '@vt/base';
import { emptyOk, type OkInfo, type ResultSink, type RowFormat } from '@vt/sqltypes';

/**
 * Sinks for several shards that give one result: columns of the first that comes, rows as they arrive, one `end` with what all
 * of them changed added up.
 */
export function fanIn(target: ResultSink, count: number): ResultSink[] {
  if (count === 1) return [target];
  const shared = new Shared(target, count);
  return Array.from({ length: count }, () => new Branch(shared));
}

class Shared {
  readonly branches: Branch[] = [];
  readonly #target: ResultSink;
  #left: number;
  #columnCount = -1;
  #total: OkInfo = emptyOk;

  constructor(target: ResultSink, count: number) {
    this.#target = target;
    this.#left = count;
    target.onDrain = () => {
      for (const branch of this.branches) branch.onDrain?.();
    };
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    if (this.#columnCount < 0) this.#target.columns(definitions, format);
    else if (this.#columnCount !== definitions.length) {
      throw new VtError({
        code: 'FAILED_PRECONDITION',
        message: `shards disagree on the columns of the result: ${this.#columnCount} and ${definitions.length}; is a schema change under way?`,
      });
    }
    this.#columnCount = definitions.length;
  }

  rows(packets: Buffer): boolean {
    return this.#target.rows(packets);
  }

  end(ok: OkInfo): void {
    this.#total = addOk(this.#total, ok);
    if (--this.#left === 0) this.#target.end(this.#total, false);
  }
}

class Branch implements ResultSink {
  onDrain: (() => void) | undefined = undefined;
  readonly #shared: Shared;

  constructor(shared: Shared) {
    this.#shared = shared;
    shared.branches.push(this);
  }

  columns(definitions: readonly Uint8Array[], format: RowFormat): void {
    this.#shared.columns(definitions, format);
  }

  rows(packets: Buffer): boolean {
    return this.#shared.rows(packets);
  }

  end(ok: OkInfo, more: boolean): void {
    if (more) throw VtError.of('VT12001', 'several result sets from several shards');
    this.#shared.end(ok);
  }

  error(error: VtError): void {
    throw error;
  }
}

/** Of a write that finds no rows. */
export function nothingFound(operation: 'Update' | 'Delete'): OkInfo {
  return operation === 'Update' ? { ...emptyOk, info: NO_ROWS_UPDATED } : emptyOk;
}

const NO_ROWS_UPDATED = 'Rows matched: 0  Changed: 0  Warnings: 0';

/** What two shards say of one statement, as one answer. The insert id is the first one given. */
export function addOk(a: OkInfo, b: OkInfo): OkInfo {
  return {
    affectedRows: a.affectedRows + b.affectedRows,
    insertId: a.insertId || b.insertId,
    statusFlags: a.statusFlags | b.statusFlags,
    warnings: Math.min(a.warnings + b.warnings, 0xffff),
    info: addInfo(a.info, b.info),
    sessionState: a.sessionState.length > 0 ? a.sessionState : b.sessionState,
  };
}

/** As `addOk`, of rows that were inserted one after the other: the insert id is the last one given. */
export function withLaterId(before: OkInfo, after: OkInfo): OkInfo {
  return { ...addOk(before, after), insertId: after.insertId || before.insertId };
}

/** `Records: 2  Duplicates: 0  Warnings: 0` of two shards is one of their sums. MariaDB's of a table with a history counts more: what a gate said of no rows gives way to it. */
function addInfo(a: string, b: string): string {
  if (a === NO_ROWS_UPDATED && b !== '') return b;
  const counts = [...b.matchAll(/\d+/g)].map(([digits]) => BigInt(digits));
  if (a === '' || a.replace(/\d+/g, '') !== b.replace(/\d+/g, '')) return a || b;
  let i = 0;
  return a.replace(/\d+/g, (digits) => String(BigInt(digits) + (counts[i++] ?? 0n)));
}
