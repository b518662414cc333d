import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The port in the my.cnf of a tablet's folder; undefined where there is none. The last line counts, as for mysqld. */
export function configuredPort(dir: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(join(dir, 'my.cnf'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const last = [...text.matchAll(/^\s*port\s*=\s*(\d+)\s*$/gm)].at(-1);
  return last && Number(last[1]);
}
