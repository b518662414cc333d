// `npm run backup-drill`: builds what is stale, then kills who backs up and restores, and backs up and restores under load. Arguments go to e2e/src/backup/main.ts.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (file, args) => spawnSync(file, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

process.exitCode =
  run('npx', ['tsc', '-b']) || run(process.execPath, ['e2e/dist/backup/main.js', ...process.argv.slice(2)]);
