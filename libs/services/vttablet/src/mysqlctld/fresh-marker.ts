import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file beside a server's data that says: mysqlctld has made them, and no tablet has seen them yet. The first that does may restore a backup into them. */
export class FreshMarker {
  readonly #path: string;

  constructor(dir: string) {
    this.#path = join(dir, 'made-by-mysqlctld');
  }

  get isSet(): boolean {
    return existsSync(this.#path);
  }

  set(isFresh: boolean): void {
    if (isFresh) writeFileSync(this.#path, '');
    else rmSync(this.#path, { force: true });
  }
}
