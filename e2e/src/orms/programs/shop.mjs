// What the shops have in common. Arguments of each: port, database, folder of node_modules.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [port, database, modules] = process.argv.slice(2);
export const require = createRequire(join(modules, 'package.json'));
export const connection = { host: '127.0.0.1', port: Number(port), user: 'root', password: '', database };

const plain = (_key, value) => (typeof value === 'bigint' ? `${value}n` : value);
export const say = (name, value) => console.log(name, JSON.stringify(value ?? null, plain));

const known = (error) => [error.errno ?? error.code, error.sqlMessage ?? error.message];
/** What went wrong is part of the story: it must be the same everywhere. */
export const tell = async (name, work, describe = known) => {
  try {
    say(name, await work());
  } catch (error) {
    say(`${name} failed`, describe(error));
  }
};
