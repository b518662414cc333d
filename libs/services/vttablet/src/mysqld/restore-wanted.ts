import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A file beside a managed server's data that says: they are to be those of the last backup, and are not yet. It outlives a process that dies in between, whose successor would take
 * the new and empty data for the tablet's own.
 */
export class RestoreWanted {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  get isSet(): boolean {
    return existsSync(this.#path);
  }

  set(isWanted: boolean): void {
    if (!isWanted) return rmSync(this.#path, { force: true });
    mkdirSync(this.#dir, { recursive: true });
    writeFileSync(this.#path, '', { flush: true });
  }

  get #path(): string {
    return join(this.#dir, 'restore-wanted');
  }
}
