/** Parts of one table's comparison, under the names of Vitess's metrics. */
export type DiffPhase = 'diffing_table' | 'initializing';

const NS_OF_MS = 1e6;
/** Texts of errors have values in them: only so many are told apart. */
const ERRORS_MAX = 100;
const OTHERS = 'other';

/** What one VDiff took, and what went wrong with it. */
export class VDiffFigures {
  /** Nanoseconds, by table and phase. */
  readonly phases = new Map<string, Map<DiffPhase, number>>();
  readonly errors = new Map<string, number>();

  took(table: string, phase: DiffPhase, ms: number): void {
    const phases = this.phases.get(table) ?? new Map<DiffPhase, number>();
    phases.set(phase, (phases.get(phase) ?? 0) + ms * NS_OF_MS);
    this.phases.set(table, phases);
  }

  failed(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const name = this.errors.size < ERRORS_MAX || this.errors.has(text) ? text : OTHERS;
    this.errors.set(name, (this.errors.get(name) ?? 0) + 1);
  }
}
