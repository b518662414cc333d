// npm run check: the checks to run before each commit; no server is started by it.
import './setup/node-version.mjs';

const { main } = await import('./setup/progress.mjs');
const { check } = await import('./setup/check.mjs');

await main(() => check(process.argv.slice(2)));
