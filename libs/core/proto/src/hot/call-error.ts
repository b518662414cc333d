import { VtError, type VtErrorFields } from '@vt/base';
import { type CallState, noState } from './request.ts';

/** What a call to a tablet fails with. */
export class TabletCallError extends VtError {
  /** What the session holds on the tablet all the same: a transaction may have begun before the statement failed. */
  readonly held: CallState;
  /** False only when the tablet has certainly not begun with the request, so that it may be sent elsewhere. */
  readonly mayHaveRun: boolean;

  constructor(fields: VtErrorFields & { readonly held?: CallState; readonly mayHaveRun: boolean }) {
    super(fields);
    this.held = fields.held ?? noState;
    this.mayHaveRun = fields.mayHaveRun;
  }

  static from(error: VtError, mayHaveRun: boolean, held: CallState = noState): TabletCallError {
    if (error instanceof TabletCallError) return error;
    const { code, id, errno, state, message } = error;
    return new TabletCallError({ code, id, errno, state, message, held, mayHaveRun, cause: error });
  }
}
