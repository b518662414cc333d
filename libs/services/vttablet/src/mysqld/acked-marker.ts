import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A file beside a managed server's data that says: as primary, it commits nothing without a replica's acknowledgement. It tells a later process, after a crash, that
 * the unacknowledged end of the binary log may be taken back.
 *
 * INVARIANT: written after semi-sync is on and before writes are let in; removed before semi-sync is switched off.
 */
export class AckedMarker {
  readonly #path: string;

  constructor(dir: string) {
    this.#path = join(dir, 'acked-primary');
  }

  get isSet(): boolean {
    return existsSync(this.#path);
  }

  set(isAcked: boolean): void {
    if (isAcked) writeFileSync(this.#path, '');
    else rmSync(this.#path, { force: true });
  }
}
