import { VtError } from '@vt/base';
import { readVSchemaChange } from '@vt/planner';
import { fromJsonText, type Message, toJsonText } from '@vt/proto';
import { parse } from '@vt/sqlparser';
import {
  alterKeyspaceDocument,
  buildVSchema,
  parseKeyspaceDocument,
  vindexRegistry,
  writeKeyspaceDocument,
} from '@vt/vschema';

type VSchema = Message<'vschema.Keyspace'>;

/**
 * Refuses a keyspace's VSchema that a gate could not use, with the reason. `others` are those of the other keyspaces, which it may refer to. Returns the parameters that its vindexes do not know, by
 * vindex name: tolerated, since newer versions may know them.
 */
export function checkVSchema(
  keyspace: string,
  vschema: VSchema,
  others: ReadonlyMap<string, VSchema> = new Map(),
): Map<string, string[]> {
  const documents = [...others, [keyspace, vschema] as const].map(
    ([name, each]) => [name, parseKeyspaceDocument(toJsonText('vschema.Keyspace', each, { compact: true }))] as const,
  );
  const built = buildVSchema({ keyspaces: Object.fromEntries(documents) }, vindexRegistry());
  const found = built.keyspaces.get(keyspace);
  if (found?.error !== undefined) throw new VtError({ code: 'INVALID_ARGUMENT', message: found.error.message });
  const unknown = new Map<string, string[]>();
  for (const [name, { vindex }] of found?.vindexes ?? []) {
    if (vindex.unknownParams.length > 0) unknown.set(name, [...vindex.unknownParams]);
  }
  return unknown;
}

/** What an ALTER VSCHEMA statement makes of a keyspace's VSchema. @throws VtError for another statement, or a change that does not fit. */
export function alteredBySql(
  keyspace: string,
  stored: Message<'vschema.Keyspace'>,
  sql: string,
): Message<'vschema.Keyspace'> {
  const statement = parse(sql);
  if (statement.kind !== 'AlterVschema') {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `error parsing VSchema statement \`${sql}\`: not ALTER VSCHEMA`,
    });
  }
  const { keyspace: named, change } = readVSchemaChange(statement);
  if (named !== '' && named !== keyspace) {
    throw new VtError({
      code: 'INVALID_ARGUMENT',
      message: `the statement is about keyspace ${named}, not ${keyspace}`,
    });
  }
  const document = parseKeyspaceDocument(toJsonText('vschema.Keyspace', stored, { compact: true }));
  return fromJsonText('vschema.Keyspace', writeKeyspaceDocument(alterKeyspaceDocument(keyspace, document, change)));
}
