import { readCorpus } from '@vt/vschema/testing';
import { recordedVSchema } from './recorded-vschema.ts';
import { type Outcome, type Server, SideBySide } from './side-by-side.ts';

type Statement = {
  readonly id: string;
  readonly file: string;
  readonly directives: readonly string[];
  readonly sql: string;
};
type File = { readonly id: string; readonly kind: string; readonly text: string };
type Documents = { readonly keyspaces?: Readonly<Record<string, object>> };

/** Which VSchemas a script is run with; without one its tables are sharded by their first columns. */
const vschemas: Readonly<Record<string, readonly string[]>> = {
  'demo.test': [
    'demo_vschema.json',
    'demo_vschema_reference.json',
    'demo_vschema_shardkey.json',
    'demo_vschema_lookup.json',
  ],
  'tpch.test': ['tpch_vschema.json'],
  'go/test/endtoend/vtgate/vitess_tester/tpch/tpch.test': ['tpch_vschema.json'],
  'go/test/endtoend/vtgate/vitess_tester/join/join.test': ['go/test/endtoend/vtgate/vitess_tester/join/vschema.json'],
};

/** Vitess's test scripts. */
export async function* vtTester(server: Server): AsyncGenerator<Outcome> {
  const statements = readCorpus<Statement>('vt_tester/statements.jsonl');
  const files = new Map((readCorpus<File>('vt_tester/files.jsonl') ?? []).map((one) => [one.id, one.text]));
  if (!statements) return;
  for (const file of new Set(statements.map((one) => one.file))) {
    const script = statements.filter((one) => one.file === file);
    for (const name of vschemas[file] ?? [undefined]) {
      const document = name === undefined ? undefined : files.get(name);
      const vschema = document === undefined ? byFirstColumn(script) : firstKeyspace(document);
      yield* runScript(server, `${file} ${name ?? ''}`, script, vschema);
    }
  }
}

function firstKeyspace(document: string): object {
  const { keyspaces = {} } = JSON.parse(document) as Documents;
  return recordedVSchema(Object.values(keyspaces)[0] ?? {});
}

function byFirstColumn(script: readonly Statement[]): object {
  const tables = script.flatMap(({ sql }) => {
    const found = /^\s*create table\s+(?:if not exists\s+)?`?(\w+)`?\s*\(\s*`?(\w+)/i.exec(sql);
    return found ? [[found[1], { column_vindexes: [{ column: found[2], name: 'xxhash' }] }]] : [];
  });
  return { sharded: true, vindexes: { xxhash: { type: 'xxhash' } }, tables: Object.fromEntries(tables) as object };
}

async function* runScript(
  server: Server,
  name: string,
  script: readonly Statement[],
  vschema: object,
): AsyncGenerator<Outcome> {
  const both = await SideBySide.start(server, { tester: { shards: ['-80', '80-'], vschema } }, 'plain_tester');
  let only: string | undefined;
  try {
    await both.onGate('use tester');
    for (const { id, directives, sql } of script) {
      for (const directive of directives) {
        const side = /^(vitess_only|mysql_only) (begin|end)/.exec(directive);
        if (side) only = side[2] === 'begin' ? side[1] : undefined;
      }
      if (only !== undefined || /^\s*(?:vexplain|alter vschema)/i.test(sql)) continue;
      yield { id: `${name} ${id}`, sql, verdict: await both.compare(sql) };
    }
  } finally {
    both.close();
  }
}
