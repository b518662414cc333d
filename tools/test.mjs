// npm test: set up what is missing, check the code, run every test. Arguments go to vitest.
import './setup/node-version.mjs';

const { main } = await import('./setup/progress.mjs');
const { test } = await import('./setup/test.mjs');

await main(() => test(process.argv.slice(2)));
