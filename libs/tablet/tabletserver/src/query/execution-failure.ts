import type { VtError } from '@vt/base';
import type { Execution, Outcome } from './execution.ts';

/** A statement that failed, with what is known about it. Without an outcome it was never sent. */
export class ExecutionFailure extends Error {
  readonly error: VtError;
  readonly outcome: Outcome | undefined;
  readonly execution: Execution | undefined;

  constructor(error: VtError, outcome: Outcome | undefined, execution: Execution | undefined) {
    super(error.message);
    this.error = error;
    this.outcome = outcome;
    this.execution = execution;
  }
}
