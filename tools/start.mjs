// npm start: set up what is missing, then bring a local cluster up (`vt up`). Arguments go to vt.
import './setup/node-version.mjs';

const { main } = await import('./setup/progress.mjs');
const { start } = await import('./setup/start.mjs');

await main(() => start(process.argv.slice(2)));
