// node tools/long-run.mjs NAME [flags]: sets up what is missing, then runs e2e/src/NAME/main.ts. `npm run drill`, `npm run bench` and their like.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import './setup/node-version.mjs';

const { main } = await import('./setup/progress.mjs');
const { ensureBuilt } = await import('./setup/build.mjs');
const { ensureDependencies } = await import('./setup/dependencies.mjs');
const { root } = await import('./setup/paths.mjs');
const { provisionForTests } = await import('./setup/provision-all.mjs');

const [name, ...flags] = process.argv.slice(2);

await main(async () => {
  const asksOnly = flags.includes('--help');
  await Promise.all([ensureDependencies(), asksOnly ? undefined : provisionForTests()]);
  await ensureBuilt(join(root, 'e2e'));
  return (
    spawnSync(process.execPath, [join(root, 'e2e', 'dist', name, 'main.js'), ...flags], { stdio: 'inherit' }).status ??
    1
  );
});
