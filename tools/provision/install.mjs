import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../setup/lock.mjs';
import { cacheDir } from '../setup/paths.mjs';
import { Refusal, step } from '../setup/progress.mjs';
import { Apt } from './apt.mjs';
import { INSTALLERS } from './installers.mjs';
import { forgetPlan, suitePlan } from './plans.mjs';
import { inPrefix, PRODUCTS } from './programs.mjs';
import { RECIPES } from './recipes.mjs';
import { downloadAndUnpack } from './unpack.mjs';

const NO_NETWORK = /(Could not|Unable to) (connect|resolve)|Temporary failure|Network is unreachable|timed out/;

/** The private prefix of a product if it was installed whole, and for this very path (its wrappers hold absolute paths). */
export async function installed(product) {
  const dir = join(cacheDir(), product);
  const stamp = join(dir, 'installed.json');
  if (!existsSync(stamp) || JSON.parse(readFileSync(stamp, 'utf8')).dir !== dir) return undefined;
  return inPrefix(product, dir);
}

/** Installs a product from Debian's packages into its private prefix. Throws a Refusal that says why it cannot be. */
export async function install(product) {
  if (!Apt.isHere()) throw new Refusal("this system has not Debian's package tools");
  const lock = join(cacheDir(), `${product}.lock`);
  return withLock(lock, `installing ${PRODUCTS[product].title}`, async () => {
    const already = await installed(product);
    return already ?? firstSuite(product);
  });
}

async function firstSuite(product) {
  const reasons = [];
  for (const suite of RECIPES[product].suites) {
    try {
      return await fromSuite(product, suite);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reasons.push(error.message);
      if (NO_NETWORK.test(error.message)) break; // another suite is on the same mirror
    }
  }
  throw new Refusal(reasons[0]);
}

async function fromSuite(product, suite) {
  const debian = join(cacheDir(), 'debian');
  const work = join(debian, `${product}-work`);
  const dir = join(cacheDir(), product);
  const title = PRODUCTS[product].title;
  const debsDir = join(debian, `${product}-debs`);
  const packages = (await suitePlan(debian, suite))[product];
  if (!packages) throw new Refusal(`Debian ${suite} has no ${title} packages`);
  rmSync(work, { recursive: true, force: true });
  try {
    await downloadAndUnpack(title, packages, { aptDir: join(debian, suite), debsDir, rootDir: work });
    const server = await step(`Installing ${title} in ${dir}`, () => build(product, dir, work));
    rmSync(debsDir, { recursive: true, force: true });
    return server;
  } catch (error) {
    forgetPlan(debian, suite); // the mirror may have moved on to newer packages
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** INVARIANT: installed.json is written last; a prefix without it is rubbish of an interrupted run and is made anew. */
async function build(product, dir, unpacked) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  INSTALLERS[product](dir, unpacked);
  const server = await inPrefix(product, dir);
  if (!server) throw new Refusal(`The ${PRODUCTS[product].title} of the packages does not run on this machine`);
  writeFileSync(join(dir, 'installed.json'), `${JSON.stringify({ dir, version: server.version })}\n`);
  return server;
}
