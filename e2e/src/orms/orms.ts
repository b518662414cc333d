import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../harness/cluster.ts';
import { repoRoot } from '../harness/servers.ts';

const programs = join(repoRoot, 'e2e/src/orms/programs');
const cache = join(repoRoot, '.cache/orms');
const packages = [
  '@mikro-orm/core@6.6.16',
  '@mikro-orm/mysql@6.6.16',
  'drizzle-orm@0.45.4',
  'knex@3.3.0',
  'kysely@0.29.9',
  'mysql2@3.24.6',
  'objection@3.1.5',
  'reflect-metadata@0.2.2',
  'sequelize@6.37.8',
  'typeorm@1.1.1',
];
const sequelize7Packages = ['@sequelize/core@7.0.0-alpha.48', '@sequelize/mysql@7.0.0-alpha.48'];
const prismaPackages = ['@prisma/adapter-mariadb@6.19.3', '@prisma/client@6.19.3', 'prisma@6.19.3'];
const prisma7Packages = ['@prisma/adapter-mariadb@7.10.0', '@prisma/client@7.10.0', 'prisma@7.10.0'];
const wheels = ['cryptography==50.0.2', 'django==5.2.19', 'pymysql==1.2.4', 'sqlalchemy==2.1.9'];

/** How an ORM's program is run; a text says why it cannot be run here. */
export type Ready = { readonly file: string; readonly args: readonly string[]; readonly rest: readonly string[] };
export type Orm = { readonly name: string; prepare(): Promise<Ready | string> };

let modules: Promise<string | undefined> | undefined;
let python: Promise<string | undefined> | undefined;
const npmFlags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];

async function ok(file: string, args: readonly string[]): Promise<boolean> {
  return runProgram(file, args).then(
    ({ code }) => code === 0,
    () => false,
  );
}

/** In a folder of the cache: the product depends on none. */
async function installModules(
  folder = join(cache, 'node'),
  names: readonly string[] = packages,
): Promise<string | undefined> {
  const wanted = names.map((name) =>
    join(folder, 'node_modules', name.slice(0, name.lastIndexOf('@')), 'package.json'),
  );
  await mkdir(folder, { recursive: true });
  if (
    !wanted.every((file) => existsSync(file)) &&
    !(await ok('npm', ['install', '--prefix', folder, ...npmFlags, ...names]))
  )
    return undefined;
  return join(folder, 'node_modules');
}

/**
 * Prisma with its client made: queries are compiled by WebAssembly and sent by an adapter. Making the client asks for engines that are
 * not there and are not used: any program does.
 */
async function installPrisma(
  folder = join(cache, 'prisma'),
  names: readonly string[] = prismaPackages,
  schema = join(programs, 'prisma'),
): Promise<string | undefined> {
  const done = join(folder, 'node_modules/.prisma/client/schema.prisma');
  if (existsSync(done)) return join(folder, 'node_modules');
  if ((await installModules(folder, names)) === undefined) return undefined;
  await cp(schema, folder, { recursive: true });
  const engines = ['PRISMA_SCHEMA_ENGINE_BINARY=/bin/echo', 'PRISMA_QUERY_ENGINE_LIBRARY=/bin/echo'];
  const env = [
    ...engines,
    'PRISMA_HIDE_UPDATE_MESSAGE=1',
    'CHECKPOINT_DISABLE=1',
    'DATABASE_URL=mysql://127.0.0.1/none',
  ];
  const config = join(folder, 'prisma.config.mjs');
  const flags = ['--schema', join(folder, 'schema.prisma'), ...(existsSync(config) ? ['--config', config] : [])];
  const generate = [join(folder, 'node_modules/.bin/prisma'), 'generate', ...flags];
  return (await ok('env', [...env, ...generate])) ? join(folder, 'node_modules') : undefined;
}

const prisma: Orm = {
  name: 'Prisma',
  async prepare() {
    const folder = await installPrisma();
    if (folder === undefined) return 'npm cannot install Prisma, or its client cannot be made without a download';
    return { file: process.execPath, args: [join(programs, 'prisma-app.mjs')], rest: [folder] };
  },
};

async function installPython(): Promise<string | undefined> {
  const file = join(cache, 'python/bin/python');
  if (await ok(file, ['-c', 'import django, pymysql, sqlalchemy'])) return file;
  if (!(await ok('python3', ['-m', 'venv', join(cache, 'python')]))) return undefined;
  return (await ok(file, ['-m', 'pip', 'install', '--quiet', ...wheels])) ? file : undefined;
}

function node(name: string, program: string): Orm {
  return {
    name,
    async prepare() {
      const folder = await (modules ??= installModules());
      if (folder === undefined) return 'npm cannot install the ORMs';
      return { file: process.execPath, args: [join(programs, program)], rest: [folder] };
    },
  };
}

function pythonic(name: string, program: string): Orm {
  return {
    name,
    async prepare() {
      const file = await (python ??= installPython());
      if (file === undefined) return 'no python3 with venv, or pip cannot install the ORMs';
      return { file, args: [join(programs, program)], rest: [] };
    },
  };
}

/** Rails' gems are the system's: none of the registries that tests use has them. */
function rails(form: 'text' | 'prepared'): Orm {
  return {
    name: `ActiveRecord (${form})`,
    async prepare() {
      if (!(await ok('ruby', ['-e', "require 'active_support/all'; require 'active_record'; require 'mysql2'"])))
        return "no ruby with active_record and mysql2 (Debian's ruby-activerecord and ruby-mysql2)";
      return { file: 'ruby', args: [join(programs, 'activerecord-app.rb')], rest: [form] };
    },
  };
}

export const orms: readonly Orm[] = [
  rails('prepared'),
  rails('text'),
  pythonic('Django', 'django_app.py'),
  node('Drizzle', 'drizzle-app.mjs'),
  node('Knex', 'knex-app.mjs'),
  node('Kysely', 'kysely-app.mjs'),
  node('MikroORM', 'mikro-app.mjs'),
  node('Objection', 'objection-app.mjs'),
  prisma,
  node('Sequelize', 'sequelize-app.mjs'),
  pythonic('SQLAlchemy', 'sqlalchemy_app.py'),
  node('TypeORM', 'typeorm-app.mjs'),
];

/** The blogs: each ORM's newest version, with ids that the server generates, relations, savepoints, upserts and alterations. */
function blog(name: string, program: string, install: () => Promise<string | undefined>): Orm {
  return {
    name,
    async prepare() {
      const folder = await install();
      if (folder === undefined) return `npm cannot install what ${name} needs`;
      return { file: process.execPath, args: ['--no-warnings', join(programs, 'blog', program)], rest: [folder] };
    },
  };
}

const common = () => (modules ??= installModules());
const prisma7 = () => installPrisma(join(cache, 'prisma7'), prisma7Packages, join(programs, 'blog/prisma'));
const sequelize7 = () => installModules(join(cache, 'sequelize7'), sequelize7Packages);

/** GORM's modules come from Go's proxy. */
const gorm: Orm = {
  name: 'GORM',
  async prepare() {
    if (!(await ok('go', ['version']))) return 'no go';
    const folder = join(cache, 'gorm');
    const file = join(folder, 'blog');
    await cp(join(programs, 'blog/gorm'), folder, { recursive: true });
    const built =
      (await ok('go', ['-C', folder, 'mod', 'tidy'])) && (await ok('go', ['-C', folder, 'build', '-o', file]));
    return built ? { file, args: [], rest: [] } : 'go cannot fetch or build it';
  },
};

export const blogs: readonly Orm[] = [
  pythonic("Django's own applications", 'django_contrib.py'),
  blog('Drizzle', 'drizzle.mjs', common),
  gorm,
  blog('Kysely', 'kysely.mjs', common),
  blog('MikroORM', 'mikro.mjs', common),
  blog('Objection', 'objection.mjs', common),
  blog('Prisma 7', 'prisma.mjs', prisma7),
  blog('Sequelize 6', 'sequelize.mjs', common),
  blog('Sequelize 7', 'sequelize7.mjs', sequelize7),
  blog('TypeORM', 'typeorm.mjs', common),
];

/** What the program prints; `folder` is an empty one that it may write to. */
export async function outputOn(ready: Ready, port: number, database: string, folder: string): Promise<string> {
  const args = [...ready.args, String(port), database, ...ready.rest, folder];
  const { stdout, stderr, code } = await runProgram(ready.file, args);
  return `${stdout}${stderr}exit ${code}\n`;
}
