import { toVtError, VtError } from '@vt/base';
import { parseTabletType } from '../destination/target.ts';
import type { SrvVSchemaDocument } from './document.ts';
import { findTable } from './find.ts';
import type { MirrorRule, Table, VSchema } from './model.ts';
import { readName } from './table-name.ts';

const MIRRORED_TYPES: ReadonlySet<string> = new Set(['PRIMARY', 'REPLICA', 'RDONLY']);

/** Mirror rules by the name they catch. A rule that is wrong mirrors nothing, and disturbs nobody. */
export function buildMirrorRules(
  document: SrvVSchemaDocument,
  vschema: Omit<VSchema, 'mirrorRules'>,
): Map<string, MirrorRule> {
  const listed = document.mirror_rules?.rules ?? [];
  const whole = { ...vschema, mirrorRules: new Map<string, MirrorRule>() };
  const targets = new Set(listed.map(({ to_table: to }) => readName(to)?.keyspace));
  for (const { from_table: from, to_table: to, percent } of listed) {
    try {
      const source = sourceOf(from, whole);
      const table = targetOf(to, whole);
      if (source.keyspace === table.keyspace) throw fail('from and to keyspace must not be the same');
      if (targets.has(source.keyspace)) throw fail('mirror chaining is not allowed');
      whole.mirrorRules.set(from, { table, percent: percent ?? 0 });
    } catch (error) {
      whole.mirrorRules.set(from, { error: toVtError(error) });
    }
  }
  return whole.mirrorRules;
}

function sourceOf(from: string, vschema: VSchema): Table {
  const [name = '', type, ...more] = from.split('@');
  if (type !== undefined && (more.length > 0 || !MIRRORED_TYPES.has(parseTabletType(type))))
    throw fail(`from table: invalid tablet type: '${from}'`);
  return tableOf(name, from, 'from', vschema);
}

function targetOf(to: string, vschema: VSchema): Table {
  if (to.includes('@')) throw fail(`to table: tablet type may not be specified: '${to}'`);
  return tableOf(to, to, 'to', vschema);
}

function tableOf(name: string, written: string, side: 'from' | 'to', vschema: VSchema): Table {
  const read = readName(name);
  if (!read || read.keyspace === '') {
    const form = 'it must be of the qualified form <keyspace_name>.<table_name> (dots are not allowed in either name)';
    throw fail(`${side} table: invalid table name: '${written}', ${form}`);
  }
  try {
    return findTable(vschema, read.keyspace, read.name);
  } catch (error) {
    throw fail(`${side} table: ${toVtError(error).message}`);
  }
}

function fail(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
