// Regenerates what is derived from /proto: message, enum and service types, and the tables that map names to them.
// Run as `npm run gen` after a change to a .proto file; the result is committed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const protoDir = join(root, 'proto');
const outDir = join(root, 'libs/core/proto/src/gen');
const require = createRequire(join(root, 'libs/core/proto/package.json'));
const protobuf = require('protobufjs');

const files = readdirSync(protoDir)
  .filter((name) => name.endsWith('.proto'))
  .sort();

rmSync(outDir, { recursive: true, force: true });
mkdirSync(outDir, { recursive: true });

const generator = join(root, 'node_modules/.bin/proto-loader-gen-types');
execFileSync(
  generator,
  [
    '--keepCase',
    '--enums=String',
    '--defaults',
    '--oneofs',
    '--importFileExtension=.ts',
    '-I',
    protoDir,
    '-O',
    outDir,
    ...files,
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);

// The generator knows Long, number and string for 64-bit integers; we use bigint (see src/codec.ts).
// The files `<package>.ts` describe what proto-loader loads, which we do not use.
for (const name of readdirSync(outDir, { recursive: true })) {
  const path = join(outDir, name);
  if (!name.endsWith('.ts')) continue;
  if (!name.includes('/')) {
    rmSync(path);
    continue;
  }
  const text = readFileSync(path, 'utf8')
    .replace(/^import type \{ Long \} from '@grpc\/proto-loader';\n/m, '')
    .replaceAll('number | string | Long', 'bigint | number | string')
    .replaceAll('(Long)', '(bigint)')
    .replaceAll(': Long}', ': bigint}')
    .replace(/^\/\/ Original file: .*\n/gm, '');
  if (/\bLong\b/.test(text)) throw new Error(`${name}: a Long is left`);
  writeFileSync(path, text);
}

writeFileSync(join(outDir, 'registry.ts'), registry());

/** The tables from full names to types: what makes `encode('topodata.Tablet', …)` typed. */
function registry() {
  const space = new protobuf.Root();
  space.resolvePath = (_origin, target) => join(protoDir, target);
  space.loadSync(files, { keepCase: true }).resolveAll();
  const messages = [];
  const services = [];
  const enums = [];
  const walk = (node) => {
    for (const child of node.nestedArray ?? []) {
      const name = child.fullName.slice(1);
      if (child instanceof protobuf.Type) messages.push(name);
      if (child instanceof protobuf.Enum) enums.push(name);
      if (child instanceof protobuf.Service) services.push(name);
      walk(child);
    }
  };
  walk(space);
  // Plain code-unit order, the same on every machine.
  messages.sort();
  services.sort();
  enums.sort();
  // A nested message lives in the file of the outermost one, under a name made of all of its path.
  const modulePath = (name) => `./${name.split('.').slice(0, 2).join('/')}.ts`;
  const alias = (name) => name.replaceAll('.', '_');
  const methodLine = (method) => {
    const kind = method.requestStream
      ? method.responseStream
        ? 'bidi'
        : 'clientStream'
      : method.responseStream
        ? 'serverStream'
        : 'unary';
    const name = (type) => type.fullName.slice(1);
    return `    ${method.name}: { kind: '${kind}'; request: '${name(method.resolvedRequestType)}'; response: '${name(method.resolvedResponseType)}' };`;
  };
  const last = (name) => name.slice(name.lastIndexOf('.') + 1);
  const typeName = (name) => (name.split('.').length > 2 ? `_${alias(name)}` : last(name));
  return [
    ...messages.map(
      (name) =>
        `import type { ${typeName(name)} as ${alias(name)}, ${typeName(name)}__Output as ${alias(name)}__Output } from '${modulePath(name)}';`,
    ),
    ...enums.map(
      (name) => `import type { ${typeName(name)}__Output as ${alias(name)}__Output } from '${modulePath(name)}';`,
    ),
    '',
    '/** Every enum by full name: the names of its values. */',
    'export interface Enums {',
    ...enums.map((name) => `  '${name}': ${alias(name)}__Output;`),
    '}',
    '',
    '/** Every message by full name: what may be given to encode it, and what decoding gives. */',
    'export interface Messages {',
    ...messages.map((name) => `  '${name}': { input: ${alias(name)}; output: ${alias(name)}__Output };`),
    '}',
    '',
    '/** Every service by full name, with its methods. */',
    'export interface Services {',
    ...services.flatMap((name) => [
      `  '${name}': {`,
      ...space.lookupService(name).methodsArray.map(methodLine),
      '  };',
    ]),
    '}',
    '',
  ].join('\n');
}
