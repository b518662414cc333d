import { statfsSync } from 'node:fs';
import { StartError } from '@vt/servenv/cli';

/** What a new instance takes at once: tables, redo and binary logs. */
const BYTES_PER_MYSQLD = 150 * 2 ** 20;
/** What a cluster that exists needs to go on. */
const BYTES_MIN = 50 * 2 ** 20;

/** Throws StartError when the disk has no room for `newMysqlds` new servers. */
export function checkDiskSpace(dir: string, newMysqlds: number): void {
  const { bavail, bsize } = statfsSync(dir);
  const free = bavail * bsize;
  const wanted = BYTES_MIN + newMysqlds * BYTES_PER_MYSQLD;
  if (free >= wanted) return;
  const mib = (bytes: number) => `${Math.floor(bytes / 2 ** 20)} MiB`;
  throw new StartError(`the disk of ${dir} is full: ${mib(free)} are free and the cluster wants ${mib(wanted)}`);
}
