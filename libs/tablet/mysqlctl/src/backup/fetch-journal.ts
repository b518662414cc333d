import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupPlace, Manifest } from '@vt/backupstorage';

const FILE = 'FETCHED';
/** Nobody goes on with a restore that was interrupted longer ago. */
const KEPT_MS_MAX = 24 * 3_600_000;

/**
 * Which files of a backup were fetched into a folder, whole and verified, so that whoever fetches the same backup again goes on. Its first line says of which backup; then each file has a line
 * with its number and its bytes.
 *
 * INVARIANT: a line is written when the file is on disk. One that was cut short is none.
 */
export class FetchJournal {
  readonly #path: string;
  readonly #bytes = new Map<number, number>();

  private constructor(path: string, lines: readonly string[]) {
    this.#path = path;
    for (const line of lines) {
      const [, file, bytes] = /^(\d+) (\d+)$/.exec(line) ?? [];
      if (file !== undefined) this.#bytes.set(Number(file), Number(bytes));
    }
  }

  /** The journal of a folder, which is emptied where it is of another backup. */
  static open(folder: string, place: BackupPlace, manifest: Manifest): FetchJournal {
    const path = join(folder, FILE);
    const [first, ...lines] = linesOf(path);
    const own = identityOf(place, manifest);
    if (first !== own) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, `${own}\n`, { flush: true });
    }
    return new FetchJournal(path, first === own ? lines : []);
  }

  /** Whether a folder holds what was fetched of this backup. */
  static isOf(folder: string, place: BackupPlace, manifest: Manifest): boolean {
    return linesOf(join(folder, FILE))[0] === identityOf(place, manifest);
  }

  /** Whether somebody may still go on with what is in the folder. */
  static isFresh(folder: string): boolean {
    const stats = statSync(join(folder, FILE), { throwIfNoEntry: false });
    return stats !== undefined && Date.now() - stats.mtimeMs < KEPT_MS_MAX;
  }

  get size(): number {
    return this.#bytes.size;
  }

  has(file: number, path: string): boolean {
    const bytes = this.#bytes.get(file);
    return bytes !== undefined && statSync(path, { throwIfNoEntry: false })?.size === bytes;
  }

  async add(file: number, path: string): Promise<void> {
    await appendFile(this.#path, `${file} ${statSync(path).size}\n`, { flush: true });
  }
}

function linesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

function identityOf({ dir, name }: BackupPlace, manifest: Manifest): string {
  return createHash('sha256')
    .update(`${dir}/${name}\n${JSON.stringify(manifest)}`)
    .digest('hex');
}
