// A topology server in a process of its own, for tests that kill it: serve.mjs LISTEN DATA_FILE
import { startTopoServer } from '../index.ts';

const [listen, dataFile] = process.argv.slice(2);
const server = await startTopoServer({
  listen,
  dataFile,
  onFatal: (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
});
process.stdout.write(`ready ${server.address} torn ${server.tornBytes}\n`);
