import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { toVtError } from '@vt/base';
import { flag, importModule, StartError } from '@vt/servenv/cli';
import type { BindValue } from '@vt/sqltypes';
import { type Destination, formatKeyRange, loadVindexModules, toHex, type Vindex, vindexRegistry } from '@vt/vschema';
import { defineCommand } from '../command.ts';
import { readValues } from '../vindex/read-values.ts';

const flags = {
  columns: flag.integer('values of a row; a line is a JSON list of them where there are several', { default: 1 }),
  module: flag.string('a TypeScript or JavaScript module that defines vindex types of its own'),
  params: flag.string('parameters of the vindex, as a JSON object of strings'),
  type: flag.string('type of the vindex, such as hash or multicol'),
};

export const vindex = defineCommand({
  name: 'vindex',
  summary: 'keyspace ids of values: JSON lines in, a hex keyspace id, a range or null out',
  usage: '--type TYPE [--params JSON] [--columns N] [--module FILE] < VALUES',
  flags,
  run: async ({ flags: options }) => {
    const made = await create(options.type, options.params, options.module);
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.trim() !== '') process.stdout.write(`${answer(made, readValues(line), options.columns)}\n`);
    }
    return 0;
  },
});

async function create(type: string, params: string, module: string): Promise<Vindex> {
  if (type === '') throw new StartError('name the type of vindex with --type');
  try {
    const own = module === '' ? [] : await loadVindexModules([module], importModule);
    const registry = vindexRegistry({ readTextFile: (path) => readFileSync(path, 'utf8') }, own);
    return registry.create(type, type, readParams(params));
  } catch (error) {
    throw new StartError(toVtError(error).message);
  }
}

function readParams(text: string): Record<string, string> {
  if (text === '') return {};
  const parsed = JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function answer(made: Vindex, values: readonly BindValue[], columns: number): string {
  const [first] = values;
  if (values.length > columns && made.kind !== 'multi')
    throw new StartError(`${values.length} values in a row of ${columns}`);
  if (made.kind === 'lookup')
    throw new StartError(`${made.type} keeps keyspace ids in a table: only a cluster knows them`);
  if (made.kind === 'multi') return show(made.map(values));
  if (!first) return 'null';
  try {
    return show(made.map(first));
  } catch {
    return 'null';
  }
}

function show(destination: Destination): string {
  switch (destination.kind) {
    case 'KeyspaceId':
      return toHex(destination.keyspaceId);
    case 'KeyRange':
      return formatKeyRange(destination.keyRange);
    case 'AllShards':
      return '-';
    default:
      return 'null';
  }
}
