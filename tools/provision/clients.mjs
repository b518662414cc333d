// node tools/provision/clients.mjs: unpacks the clients that tests compare with (PHP, Perl's and Ruby's drivers, Connector/J, mysqlclient,
// sysbench, mydumper) into a folder of the cache, and prints the folder. They use the system's own libraries, interpreters included.
import '../setup/node-version.mjs';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const { withLock } = await import('../setup/lock.mjs');
const { cacheDir } = await import('../setup/paths.mjs');
const { main, Refusal } = await import('../setup/progress.mjs');
const { Apt } = await import('./apt.mjs');
const { forgetPlan, suitePlan } = await import('./plans.mjs');
const { downloadAndUnpack } = await import('./unpack.mjs');

const SUITE = 'bookworm';

await main(async () => {
  if (!Apt.isHere()) throw new Refusal("this system has not Debian's package tools");
  const dir = join(cacheDir(), 'clients');
  await withLock(`${dir}.lock`, 'unpacking client programs', async () => {
    if (!existsSync(dir)) await unpack(dir);
  });
  process.stdout.write(`${dir}\n`);
});

/** INVARIANT: the folder gets its name last, so that one that is there is whole. */
async function unpack(dir) {
  const debian = join(cacheDir(), 'debian');
  let packages = (await suitePlan(debian, SUITE)).clients;
  if (!packages) {
    // It may be a plan of before there were clients.
    forgetPlan(debian, SUITE);
    packages = (await suitePlan(debian, SUITE)).clients;
  }
  if (!packages) throw new Refusal(`Debian ${SUITE} lacks some of the clients' packages`);
  const [rootDir, debsDir] = [`${dir}-work`, join(debian, 'clients-debs')];
  rmSync(rootDir, { recursive: true, force: true });
  await downloadAndUnpack('clients for the tests', packages, { aptDir: join(debian, SUITE), debsDir, rootDir });
  rmSync(debsDir, { recursive: true, force: true });
  renameSync(rootDir, dir);
}
