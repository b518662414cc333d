// Prints the holes of package-lock.json: optional (platform) dependencies that a package names and the lock file does not
// hold, so that `npm ci` fails on another platform. Prints nothing and ends with 0 when there are none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup/paths.mjs';

/** ['name@version: missing optional dependency', …] of a parsed lock file. */
export function lockGaps(lock) {
  const gaps = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!resolves(lock.packages, path, name))
        gaps.push(`${path || 'the root package'}: ${name}@${range} is not in the lock file`);
    }
  }
  return gaps.sort();
}

/** Looks a package up as Node would: in the nearest node_modules, then upwards to the root's. */
function resolves(packages, fromPath, name) {
  const folders = fromPath.split('/');
  for (let length = folders.length; length >= 0; length--) {
    const folder = folders.slice(0, length).join('/');
    if (`${folder}${folder ? '/' : ''}node_modules/${name}` in packages) return true;
  }
  return false;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const gaps = lockGaps(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  for (const gap of gaps) console.log(gap);
  process.exitCode = gaps.length > 0 ? 1 : 0;
}
