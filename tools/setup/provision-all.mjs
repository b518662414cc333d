import { PRODUCTS } from '../provision/programs.mjs';
import { provision } from '../provision/servers.mjs';
import { Refusal, say, step } from './progress.mjs';

/**
 * Provisions every server the tests know. One that cannot be had is told loudly, and the tests that need it skip with
 * their reason; without any SQL server there is nothing to test.
 */
export async function provisionForTests() {
  const products = ['mysql', 'mariadb', 'etcd'];
  const results = await step('Servers for the tests', () => Promise.allSettled(products.map(provision)));
  results.forEach((result, i) => {
    const { title } = PRODUCTS[products[i]];
    if (result.status === 'fulfilled') return say(`  ${title} ${result.value.version}, ${result.value.file}`);
    if (!(result.reason instanceof Refusal)) throw result.reason;
    say(`\n*** No ${title}: the tests that need it will be SKIPPED. ${result.reason.message}\n`);
  });
  if (results[0].status === 'rejected' && results[1].status === 'rejected') throw results[0].reason;
}
