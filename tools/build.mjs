// npm run build: compiles everything that is stale and bundles the programs.
import './setup/node-version.mjs';

const { main } = await import('./setup/progress.mjs');
const { ensureBuilt } = await import('./setup/build.mjs');
const { root } = await import('./setup/paths.mjs');
const { ensureDependencies } = await import('./setup/dependencies.mjs');

await main(async () => {
  await ensureDependencies();
  await ensureBuilt(root);
  return 0;
});
