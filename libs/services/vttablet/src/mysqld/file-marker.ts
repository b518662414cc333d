import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An empty file beside a managed server's data, whose being there says something to later processes. */
export class FileMarker {
  readonly #path: string;

  constructor(dir: string, name: string) {
    this.#path = join(dir, name);
  }

  get isSet(): boolean {
    return existsSync(this.#path);
  }

  set(isSet: boolean): void {
    if (isSet) writeFileSync(this.#path, '');
    else rmSync(this.#path, { force: true });
  }
}
