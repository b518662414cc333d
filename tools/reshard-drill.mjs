// `npm run reshard-drill`: builds what is stale, then moves tables and reshards under load. Arguments go to e2e/src/reshard/main.ts.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (file, args) => spawnSync(file, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

process.exitCode =
  run('npx', ['tsc', '-b']) || run(process.execPath, ['e2e/dist/reshard/main.js', ...process.argv.slice(2)]);
