// node tools/provision/main.mjs [mysql] [mariadb] [etcd]: provisions the named servers, or MySQL alone.
import '../setup/node-version.mjs';

const { main, Refusal, say } = await import('../setup/progress.mjs');
const { PRODUCTS } = await import('./programs.mjs');
const { provision } = await import('./servers.mjs');

await main(async () => {
  const products = process.argv.length > 2 ? process.argv.slice(2) : ['mysql'];
  const unknown = products.find((product) => !(product in PRODUCTS));
  if (unknown) throw new Refusal(`Unknown server '${unknown}': one of ${Object.keys(PRODUCTS).join(', ')}.`);
  for (const server of await Promise.all(products.map(provision))) {
    say(`${PRODUCTS[server.product].title} ${server.version}: ${server.file}`);
  }
});
