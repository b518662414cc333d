import { VtError } from '@vt/base';
import type { KeyspaceDocument, TableDocument } from './document.ts';
import type { KeyspaceSchema, Table } from './model.ts';
import { type QualifiedName, readName } from './table-name.ts';

type Documents = Readonly<Record<string, KeyspaceDocument>>;

/** The source of each reference table that has one, by `keyspace.table`. @throws VtError with Vitess's text. */
export function referenceSources(keyspace: KeyspaceSchema, documents: Documents): Map<string, QualifiedName> {
  const sources = new Map<string, QualifiedName>();
  const claimed = new Map<string, string>();
  for (const table of keyspace.tables.values()) {
    const text = documents[keyspace.name]?.tables?.[table.name]?.source;
    if (!text) continue;
    const source = checkSource(table, text, documents);
    const other = claimed.get(text);
    if (other !== undefined) {
      throw fail(`source "${text}" may not be referenced more than once per keyspace: ${other}, ${table.name}`);
    }
    claimed.set(text, table.name);
    checkChain(table, documents);
    if (source) sources.set(table.name, source);
  }
  return sources;
}

/** A source without a keyspace is the one table of that name elsewhere, or none that anybody could write to. */
function onlyTable({ keyspace }: Table, name: string, documents: Documents): QualifiedName | undefined {
  const found = Object.entries(documents).filter(([other, document]) => {
    const table = document.tables?.[name];
    return other !== keyspace && table !== undefined && table.type !== 'reference';
  });
  const [first] = found;
  return first && found.length === 1 ? { keyspace: first[0], name } : undefined;
}

function checkSource(table: Table, text: string, documents: Documents): QualifiedName | undefined {
  if (table.type !== 'reference') {
    throw fail(`source "${text}" is only for tables of type reference, not for: ${table.name}`);
  }
  const source = readName(text);
  if (source?.keyspace === '') return onlyTable(table, source.name, documents);
  if (!source) {
    throw fail(`invalid source "${text}" for reference table: ${table.name}; invalid table name: ${text}`);
  }
  if (source.keyspace === table.keyspace) {
    throw fail(`source "${text}" may not reference a table in the same keyspace as table: ${table.name}`);
  }
  const keyspace = documents[source.keyspace];
  if (!keyspace) throw fail(`source "${text}" references a non-existent keyspace "${source.keyspace}"`);
  const found = keyspace.tables?.[source.name];
  if (!found && keyspace.sharded !== true && Object.keys(keyspace.tables ?? {}).length === 0) return source;
  if (!found) {
    throw fail(
      `source "${text}" references a table "${source.name}" that is not present in the VSchema of keyspace "${source.keyspace}"`,
    );
  }
  return source;
}

function checkChain(table: Table, documents: Documents): void {
  const chain = [table.name];
  let next: TableDocument | undefined = documents[table.keyspace]?.tables?.[table.name];
  while (next?.source) {
    const name = readName(next.source);
    chain.push(next.source);
    next = name ? documents[name.keyspace]?.tables?.[name.name] : undefined;
    if (chain.length > 2) throw fail(`reference chaining is not allowed ${chain.join(' => ')}: ${table.name}`);
  }
}

function fail(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
