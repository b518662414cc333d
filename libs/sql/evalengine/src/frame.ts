import type { BindVariables } from '@vt/sqltypes';

/** The values of one row, by column index: the text form of each, null for NULL. */
export type RowReader = { at(index: number): Uint8Array | null };

/** A warning as SHOW WARNINGS lists it. */
export type EvalWarning = { readonly errno: number; readonly message: string };

/** What an expression may ask of the world; all as values, fixed for a statement. */
export type EvalContext = {
  /** The statement's start in microseconds since 1970 UTC, as NOW() gives it. */
  readonly nowMicros?: number;
  /** The moment of the call for SYSDATE(); absent: `nowMicros`. */
  readonly clock?: () => number;
  readonly user?: string;
  readonly currentUser?: string;
  readonly database?: string | null;
  readonly version?: string;
  readonly connectionId?: bigint;
  readonly lastInsertId?: bigint;
  readonly rowCount?: bigint;
  readonly foundRows?: bigint;
  /** A number of [0, 1) for RAND(). */
  readonly random?: () => number;
  readonly randomBytes?: (count: number) => Uint8Array;
  readonly uuid?: () => string;
  /** LAST_INSERT_ID(n) was evaluated. */
  readonly setLastInsertId?: (id: bigint) => void;
  /** Most warnings that are kept. Default 64. */
  readonly warningsMax?: number;
};

const WARNINGS_MAX = 64;
const noRow: RowReader = { at: () => null };

/** What an evaluation runs on. One is enough for a whole statement: set `row` and evaluate. */
export class Frame {
  row: RowReader = noRow;
  readonly binds: BindVariables;
  readonly context: EvalContext;
  readonly warnings: EvalWarning[] = [];

  constructor(context: EvalContext = {}, binds: BindVariables = {}) {
    this.context = context;
    this.binds = binds;
  }

  warn(errno: number, message: string): void {
    if (this.warnings.length < (this.context.warningsMax ?? WARNINGS_MAX)) this.warnings.push({ errno, message });
  }
}

/** A row that was decoded. */
export function rowReader(values: readonly (Uint8Array | null)[]): RowReader {
  return { at: (index) => values[index] ?? null };
}
