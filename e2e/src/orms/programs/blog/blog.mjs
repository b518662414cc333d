// What the blogs have in common: the same tables, data and questions with each ORM. Arguments of each: port, database, folder of node_modules, an
// empty folder.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [port, database, modules] = process.argv.slice(2);
export const require = createRequire(join(modules, 'package.json'));
export const connection = { host: '127.0.0.1', port: Number(port), user: 'root', password: '', database };
export { database };

const plain = (_key, value) => (typeof value === 'bigint' ? `${value}n` : value);
const known = (error) => {
  const cause = error.original ?? error.driverError ?? error.nativeError ?? error.cause ?? error;
  return [error.constructor.name, cause.errno ?? cause.code, cause.sqlMessage ?? cause.message];
};

/** What went wrong is part of the story: it must be the same everywhere. */
export const tell = async (name, work, describe = known) => {
  try {
    console.log(name, JSON.stringify((await work()) ?? null, plain));
  } catch (error) {
    console.log(`${name} failed`, JSON.stringify(describe(error), plain));
  }
};
export const people = ['Ann', "O'Brien", 'Zoë', '日本', 'Eve 😀'].map((name, i) => ({
  email: `${i}@example.com`,
  name,
  balance: `${i * 1000}.${i}5`,
  born: `19${70 + i}-02-0${i + 1}`,
  seen: new Date(Date.UTC(2024, i, 1, 2, 3, 4, 567)),
  meta: { n: i, deep: { list: [i, null, 'x'] } },
}));
export const many = Array.from({ length: 300 }, (_, i) => ({ i, title: `post ${i} ${'x'.repeat(i % 50)}` }));
