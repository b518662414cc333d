// npm run walk -- "select …" [--json] [--all]: what one query passes on its way, file by file, with times.
import './setup/node-version.mjs';

const { main } = await import('./setup/progress.mjs');
const { walk } = await import('./walk/walk.mjs');

await main(() => walk(process.argv.slice(2)));
