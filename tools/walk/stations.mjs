import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';

/** The rows of the first table of docs/walk.md: { station, file, fn, what }. Their order is the query's. */
export function stations(text = readFileSync(join(root, 'docs/walk.md'), 'utf8')) {
  const rows = [];
  let inside = false;
  for (const line of text.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    if (cells[1] === 'station') inside = true;
    else if (inside && !line.startsWith('|')) break;
    else if (inside && !cells[1].startsWith('---')) {
      const [, station, file, fn, what] = cells;
      rows.push({ station, file: file.replace(/^`|`$/g, ''), fn: fn.replace(/^`|`$/g, ''), what });
    }
  }
  return rows;
}
