import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../setup/lock.mjs';
import { step } from '../setup/progress.mjs';
import { Apt } from './apt.mjs';
import { PackageIndex } from './closure.mjs';
import { RECIPES } from './recipes.mjs';

/** How long a fetched index is taken for what the mirror still holds. */
const PLAN_AGE_MAX_MS = 12 * 3600 * 1000;

/**
 * The packages of every product that a suite offers: { [product]: package[] }. The suite's index is fetched once for all
 * products, since fetching it is the slow part, and is not kept: the few lines needed of it are.
 */
export async function suitePlan(debianDir, suite) {
  const dir = join(debianDir, suite);
  const file = join(dir, 'plan.json');
  return withLock(join(debianDir, `${suite}.lock`), `fetching the package index of Debian ${suite}`, async () => {
    if (isFresh(file)) return JSON.parse(readFileSync(file, 'utf8'));
    const plan = await step(`Fetching the package index of Debian ${suite}`, () => makePlan(dir, suite));
    writeFileSync(file, JSON.stringify(plan));
    return plan;
  });
}

/** Forgets a suite's plan: its packages were not on the mirror any more. */
export function forgetPlan(debianDir, suite) {
  rmSync(join(debianDir, suite, 'plan.json'), { force: true });
}

async function makePlan(dir, suite) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const { mirror, packages } = await new Apt(dir).fetchIndex(suite);
  const index = PackageIndex.read(packages);
  rmSync(join(dir, 'lists'), { recursive: true });
  return Object.fromEntries(
    Object.entries(RECIPES).map(([product, { wanted, skip }]) => [
      product,
      index.closure(wanted, skip)?.map((one) => ({ ...one, url: `${mirror}/${one.path}` })),
    ]),
  );
}

function isFresh(file) {
  return existsSync(file) && Date.now() - statSync(file).mtimeMs < PLAN_AGE_MAX_MS;
}
