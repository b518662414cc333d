import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildVSchema,
  keyspaceIdDestination,
  parseTarget,
  type SrvVSchemaDocument,
  type VindexDefinition,
  type VSchema,
  vindexRegistry,
} from '@vt/vschema';
import type { PlannerEnvironment } from '../environment.ts';

const root = process.env['VT_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../../../../shared/corpora');
const folder = path.join(root, 'planner');

export const corpusPresent = existsSync(folder);
if (!corpusPresent) process.stderr.write(`skipped: no planner corpus at ${folder} (set VT_CORPORA)\n`);

export type PlannerCase = {
  readonly id: string;
  readonly file: string;
  readonly query: string;
  readonly env: {
    readonly vschema: string;
    readonly default_keyspace?: string;
    readonly target_shard?: string;
    readonly set_collation?: boolean;
    readonly enable_views?: boolean;
  };
  readonly outcome: 'plan' | 'error';
  readonly error?: string;
  readonly plan_type?: string;
  readonly query_type?: string;
  readonly operators?: readonly string[];
  readonly tables_used?: readonly string[];
};

export function plannerCases(): readonly PlannerCase[] {
  const text = readFileSync(path.join(folder, 'planner_cases.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PlannerCase);
}

/** Vindex types that the recorded suite has for itself. */
const testTypes: readonly VindexDefinition[] = [
  {
    type: 'hash_test',
    params: [],
    create: (name, _params, { unknownParams }) => ({
      kind: 'single',
      type: 'hash_test',
      name,
      cost: 1,
      unique: true,
      unknownParams,
      map: () => keyspaceIdDestination(new Uint8Array(1)),
      verify: () => true,
    }),
  },
  {
    type: 'lookup_cost',
    params: ['cost', 'from', 'table', 'to'],
    create: (name, params, { create }) => {
      const { cost, ...rest } = params;
      return { ...create('lookup', name, rest), cost: Number(cost) };
    },
  },
];

const vschemas = new Map<string, VSchema>();

function vschemaOf({ vschema: file, set_collation }: PlannerCase['env']): VSchema {
  const key = `${file} ${set_collation ?? true}`;
  const known = vschemas.get(key);
  if (known) return known;
  const document = snakeCase(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))) as SrvVSchemaDocument;
  // A source without a keyspace is the one table of that name elsewhere.
  for (const keyspace of Object.values(document.keyspaces ?? {}))
    for (const table of Object.values(keyspace.tables ?? {}))
      if (table.source === 'global_ref') (table as { source: string }).source = 'main.global_ref';
  if (set_collation ?? true) addCollations(document);
  const built = buildVSchema(
    'keyspaces' in document ? document : { keyspaces: document as never },
    vindexRegistry({}, testTypes),
  );
  vschemas.set(key, built);
  return built;
}

function snakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name === 'columnVindexes' ? 'column_vindexes' : name === 'foreignKeyMode' ? 'foreign_key_mode' : name,
      snakeCase(one),
    ]),
  );
}

const TEXTS = new Set(['VARCHAR', 'CHAR', 'TEXT']);

function addCollations(document: SrvVSchemaDocument): void {
  for (const keyspace of Object.values(document.keyspaces ?? {})) {
    for (const table of Object.values(keyspace.tables ?? {})) {
      for (const column of table.columns ?? []) {
        if (TEXTS.has(String(column.type)) && !column.collation_name)
          (column as { collation_name: string }).collation_name = 'latin1_swedish_ci';
      }
    }
  }
}

export function environmentOf({ env }: PlannerCase): PlannerEnvironment {
  const vschema = vschemaOf(env);
  const target = env.target_shard ? parseTarget(`${env.default_keyspace}:${env.target_shard}`, 'PRIMARY') : undefined;
  return {
    vschema,
    keyspace: env.default_keyspace ?? '',
    tabletType: 'PRIMARY',
    destination: target?.destination,
    anyKeyspace: env.default_keyspace ?? 'main',
    noScatter: false,
  };
}
