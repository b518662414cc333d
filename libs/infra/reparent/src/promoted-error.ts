import { VtError } from '@vt/base';
import type { Tablet } from '@vt/topo';

/** A reparent that has its new primary, though something after the promotion failed: nobody need, or may, promote again because of it. */
export class PromotedError extends VtError {
  readonly primary: Tablet;

  constructor(primary: Tablet, message: string, cause: unknown) {
    super({ code: 'UNKNOWN', message, cause });
    this.primary = primary;
  }
}
