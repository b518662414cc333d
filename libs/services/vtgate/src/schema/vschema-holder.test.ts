import { create } from '@vt/proto';
import { findRoutedTable, type TrackedTables, vindexRegistry } from '@vt/vschema';
import { expect, test } from 'vitest';
import { VSchemaHolder } from './vschema-holder.ts';

const tables: TrackedTables = new Map([['t', { columns: [], uniqueKeys: [] }]]);

function documentOf(...rules: readonly { from_table: string; to_tables: string[] }[]) {
  const keyspaces = { from: {}, to: { sharded: false, tables: { t: {} } } };
  return create('vschema.SrvVSchema', { keyspaces, routing_rules: { rules: [...rules] } });
}

test('a rule that goes holds until it is known that the source’s table is gone too', async () => {
  const asked: (readonly string[])[] = [];
  let answer = (): void => {};
  const holder = new VSchemaHolder({
    registry: vindexRegistry(),
    servedKeyspaces: () => ['from', 'to'],
    onError: () => {},
    reloadTables: (keyspaces) => {
      asked.push(keyspaces);
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    },
  });
  const keyspaceOfT = (): string => findRoutedTable(holder.current(), '', 't', 'PRIMARY').keyspace;
  holder.setTables('from', tables);
  holder.setTables('to', tables);
  const moved = { to_tables: ['to.t'] };
  holder.setDocument(documentOf({ from_table: 't', ...moved }, { from_table: 'from.t', ...moved }));
  expect(keyspaceOfT()).toBe('to');
  holder.setDocument(documentOf());
  expect(asked).toEqual([['to', 'from']]);
  expect(keyspaceOfT()).toBe('to');
  holder.setTables('from', new Map());
  answer();
  await new Promise((resolve) => setImmediate(resolve));
  expect(holder.current().routingRules.size).toBe(0);
  expect(keyspaceOfT()).toBe('to');
});
