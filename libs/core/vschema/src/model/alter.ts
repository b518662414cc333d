import { VtError } from '@vt/base';
import type { ColumnVindexDocument, KeyspaceDocument, TableDocument, VindexDocument } from './document.ts';

/** What one ALTER VSCHEMA statement does to a keyspace's document. Names are without the keyspace, but for a sequence's. */
export type VSchemaChange =
  | { readonly kind: 'createVindex'; readonly vindex: string; readonly type: string; readonly params: Params }
  | { readonly kind: 'dropVindex'; readonly vindex: string }
  | { readonly kind: 'addTable' | 'dropTable' | 'addSequence' | 'dropSequence'; readonly table: string }
  | {
      readonly kind: 'addColumnVindex';
      readonly table: string;
      readonly vindex: string;
      readonly columns: readonly string[];
      /** '' where the vindex is there already. */
      readonly type: string;
      readonly params: Params;
    }
  | { readonly kind: 'dropColumnVindex'; readonly table: string; readonly vindex: string }
  | { readonly kind: 'addAutoIncrement'; readonly table: string; readonly column: string; readonly sequence: string }
  | { readonly kind: 'dropAutoIncrement'; readonly table: string };

/** `owner` among them names the table that owns the vindex. */
type Params = Readonly<Record<string, string>>;

/** The document after the change; the one given stays as it is. @throws VtError INVALID_ARGUMENT, with Vitess's text, where it does not fit. */
export function alterKeyspaceDocument(
  keyspace: string,
  document: KeyspaceDocument,
  change: VSchemaChange,
): KeyspaceDocument {
  return new Alteration(keyspace, document).apply(change);
}

class Alteration {
  readonly #keyspace: string;
  readonly #document: KeyspaceDocument;

  constructor(keyspace: string, document: KeyspaceDocument) {
    this.#keyspace = keyspace;
    this.#document = document;
  }

  apply(change: VSchemaChange): KeyspaceDocument {
    switch (change.kind) {
      case 'createVindex':
        if (this.#vindex(change.vindex))
          throw fail(`vindex ${change.vindex} already exists in keyspace ${this.#keyspace}`);
        return this.#withVindex(change.vindex, definition(change));
      case 'dropVindex':
        return this.#dropVindex(change.vindex);
      case 'addTable':
        if (this.#table(change.table)) throw this.#contains(`table ${change.table}`);
        return this.#withTable(change.table, {});
      case 'dropTable':
        if (!this.#table(change.table)) throw this.#lacks(`table ${change.table}`);
        return this.#withTable(change.table, undefined);
      case 'addSequence':
        return this.#addSequence(change.table);
      case 'dropSequence':
        if (this.#table(change.table)?.type !== 'sequence') throw this.#lacks(`sequence ${change.table}`);
        return this.#withTable(change.table, undefined);
      case 'addColumnVindex':
        return this.#addColumnVindex(change);
      case 'dropColumnVindex':
        return this.#dropColumnVindex(change.table, change.vindex);
      case 'addAutoIncrement':
        return this.#addAutoIncrement(change.table, change.column, change.sequence);
      case 'dropAutoIncrement':
        return this.#dropAutoIncrement(change.table);
    }
  }

  #addSequence(name: string): KeyspaceDocument {
    if (this.#document.sharded) throw fail(`add sequence table: unsupported on sharded keyspace ${this.#keyspace}`);
    if (this.#table(name)) throw this.#contains(`sequence ${name}`);
    return this.#withTable(name, { type: 'sequence' });
  }

  #dropVindex(name: string): KeyspaceDocument {
    if (!this.#vindex(name)) throw fail(`vindex ${name} does not exists in keyspace ${this.#keyspace}`);
    const user = Object.entries(this.#document.tables ?? {}).find(([, table]) =>
      table.column_vindexes?.some((each) => each.name === name),
    );
    if (user) throw fail(`can not drop vindex cause ${name} still defined on table ${user[0]}`);
    return this.#withVindex(name, undefined);
  }

  #addColumnVindex(change: Extract<VSchemaChange, { kind: 'addColumnVindex' }>): KeyspaceDocument {
    const { table: name, vindex, columns } = change;
    const known = this.#vindex(vindex);
    if (known && change.type !== '') checkSame(vindex, known, definition(change));
    if (!known && change.type === '') throw fail(`vindex ${vindex} does not exist in keyspace ${this.#keyspace}`);
    const table = this.#table(name) ?? {};
    const before = table.column_vindexes ?? [];
    if (before.some((each) => each.name === vindex)) throw fail(`vindex ${vindex} already defined on table ${name}`);
    const [first = ''] = columns;
    const added: ColumnVindexDocument =
      columns.length === 1 ? { column: first, name: vindex } : { columns, name: vindex };
    const with_ = known ? this.#document : this.#withVindex(vindex, definition(change));
    return new Alteration(this.#keyspace, with_).#withTable(name, { ...table, column_vindexes: [...before, added] });
  }

  #dropColumnVindex(name: string, vindex: string): KeyspaceDocument {
    const table = this.#table(name);
    if (!table) throw fail(`table ${this.#keyspace}.${name} not defined in vschema`);
    const left = (table.column_vindexes ?? []).filter((each) => each.name !== vindex);
    if (left.length === (table.column_vindexes ?? []).length) {
      throw fail(`vindex ${vindex} not defined in table ${this.#keyspace}.${name}`);
    }
    return this.#withTable(name, left.length === 0 ? undefined : { ...table, column_vindexes: left });
  }

  #addAutoIncrement(name: string, column: string, sequence: string): KeyspaceDocument {
    const table = this.#table(name);
    if (!table) throw this.#lacks(`table ${name}`);
    const { auto_increment: known } = table;
    if (known) throw this.#contains(`auto inc ${known.sequence} on table ${name}`);
    return this.#withTable(name, { ...table, auto_increment: { column, sequence } });
  }

  #dropAutoIncrement(name: string): KeyspaceDocument {
    const table = this.#table(name);
    if (!table) throw this.#lacks(`table ${name}`);
    if (!table.auto_increment) throw this.#lacks(`auto increment on table ${name}`);
    const { auto_increment: _, ...rest } = table;
    return this.#withTable(name, rest);
  }

  #vindex(name: string): VindexDocument | undefined {
    return this.#document.vindexes?.[name];
  }

  #table(name: string): TableDocument | undefined {
    return this.#document.tables?.[name];
  }

  /** A keyspace that gets its first vindex becomes a sharded one. */
  #withVindex(name: string, vindex: VindexDocument | undefined): KeyspaceDocument {
    const isFirst = vindex !== undefined && Object.keys(this.#document.vindexes ?? {}).length === 0;
    const vindexes = withEntry(this.#document.vindexes, name, vindex);
    return { ...this.#document, ...(isFirst ? { sharded: true } : {}), vindexes };
  }

  #withTable(name: string, table: TableDocument | undefined): KeyspaceDocument {
    return { ...this.#document, tables: withEntry(this.#document.tables, name, table) };
  }

  #contains(what: string): VtError {
    return fail(`vschema already contains ${what} in keyspace ${this.#keyspace}`);
  }

  #lacks(what: string): VtError {
    return fail(`vschema does not contain ${what} in keyspace ${this.#keyspace}`);
  }
}

function definition({ type, params }: { readonly type: string; readonly params: Params }): VindexDocument {
  const { owner, ...rest } = params;
  return { type, params: rest, ...(owner ? { owner } : {}) };
}

function checkSame(name: string, known: VindexDocument, wanted: VindexDocument): void {
  if (known.type !== wanted.type) throw fail(`vindex ${name} defined with type ${known.type} not ${wanted.type}`);
  if ((known.owner ?? '') !== (wanted.owner ?? '')) {
    throw fail(`vindex ${name} defined with owner ${known.owner ?? ''} not ${wanted.owner ?? ''}`);
  }
  const [a, b] = [known.params ?? {}, wanted.params ?? {}];
  const isSame = Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([k, v]) => b[k] === v);
  if (Object.keys(b).length > 0 && !isSame) throw fail(`vindex ${name} defined with different parameters`);
}

function withEntry<T>(
  entries: Readonly<Record<string, T>> | undefined,
  name: string,
  value: T | undefined,
): Record<string, T> {
  const { [name]: _, ...others } = entries ?? {};
  return value === undefined ? others : { ...others, [name]: value };
}

function fail(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
