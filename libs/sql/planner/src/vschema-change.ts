import { VtError } from '@vt/base';
import type { AlterVschema } from '@vt/sqlparser';
import type { VSchemaChange } from '@vt/vschema';

/** What an ALTER VSCHEMA statement does, and to which keyspace ('' where the statement names none). */
export function readVSchemaChange(statement: AlterVschema): {
  readonly keyspace: string;
  readonly change: VSchemaChange;
} {
  const { table: name } = statement;
  return { keyspace: name.qualifier, change: readChange(statement) };
}

function readChange(statement: AlterVschema): VSchemaChange {
  const { action, columns, type } = statement;
  const table = statement.table.name;
  const params = Object.fromEntries(statement.params.map(({ name, value }) => [name, value]));
  switch (action) {
    case 'create vindex':
      return { kind: 'createVindex', vindex: table, type, params };
    case 'drop vindex':
      if (statement.on) return { kind: 'dropColumnVindex', table, vindex: statement.vindex };
      return { kind: 'dropVindex', vindex: table };
    case 'add table':
      return { kind: 'addTable', table };
    case 'drop table':
      return { kind: 'dropTable', table };
    case 'add sequence':
      return { kind: 'addSequence', table };
    case 'drop sequence':
      return { kind: 'dropSequence', table };
    case 'add vindex':
      return { kind: 'addColumnVindex', table, vindex: statement.vindex, columns, type, params };
    case 'add auto_increment':
      return { kind: 'addAutoIncrement', table, column: columns[0] ?? '', sequence: sequenceName(statement) };
    case 'drop auto_increment':
      return { kind: 'dropAutoIncrement', table };
  }
}

function sequenceName({ sequence }: AlterVschema): string {
  if (!sequence) throw VtError.of('VT12001', 'ADD AUTO_INCREMENT without a sequence');
  return sequence.qualifier === '' ? sequence.name : `${sequence.qualifier}.${sequence.name}`;
}
