/** Reads what collation needs of the Unicode Character Database (Debian's unicode-data package). */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Runs [first, last, class] of code points whose canonical combining class is not 0. */
export function combiningClasses(directory) {
  const runs = [];
  for (const line of readFileSync(path.join(directory, 'UnicodeData.txt'), 'utf8').split('\n')) {
    const [hex, , , ccc] = line.split(';');
    if (!ccc || ccc === '0') continue;
    const point = Number.parseInt(hex, 16);
    const last = runs.at(-1);
    if (last && last[1] === point - 1 && last[2] === Number(ccc)) last[1] = point;
    else runs.push([point, point, Number(ccc)]);
  }
  return runs;
}

/** Ranges [first, last] of the code points with the property. */
export function propertyRanges(directory, property) {
  const pattern = new RegExp(`^(\\w+)(?:\\.\\.(\\w+))?\\s*; ${property} `);
  return readFileSync(path.join(directory, 'PropList.txt'), 'utf8')
    .split('\n')
    .map((line) => pattern.exec(line))
    .filter(Boolean)
    .map(([, first, last]) => [Number.parseInt(first, 16), Number.parseInt(last ?? first, 16)]);
}
