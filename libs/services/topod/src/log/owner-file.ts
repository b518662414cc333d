import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DataFileError } from './data-file.ts';

/**
 * Keeps two servers off one data file: `<file>.owner` names the process that has it. One that was killed leaves the file
 * behind; it counts only while that very process (pid and start time) is alive.
 */
export class OwnerFile {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static acquire(dataFile: string): OwnerFile {
    const path = `${dataFile}.owner`;
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        claim(path);
        return new OwnerFile(path);
      } catch (err) {
        if ((err as NodeJS.ErrnoException).code !== 'EEXIST') throw err;
      }
      const owner = readOwner(path);
      const pid = Number.parseInt(owner, 10);
      if (pid > 0 && owner === processTag(pid)) {
        throw new DataFileError(`${dataFile} is in use by process ${pid}`);
      }
      rmSync(path, { force: true });
    }
    throw new DataFileError(`${dataFile} is being opened by another process`);
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }
}

/** The file appears whole or not at all. Throws EEXIST. */
function claim(path: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, processTag(process.pid));
  try {
    linkSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function readOwner(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** `<pid> <start time>`; without /proc the start time is unknown and a living pid is enough. Empty for a dead one. */
function processTag(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie holds nothing, and where nobody waits for it, as in many a container, it stays for good.
    return fields[0] === 'Z' || fields[0] === 'X' ? '' : `${pid} ${fields[19]}`;
  } catch {
    return isAlive(pid) ? `${pid} ?` : '';
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (err) {
    return (err as NodeJS.ErrnoException).code === 'EPERM';
  }
}
