import type { Table } from './model.ts';

/** A table of an unsharded keyspace of which nothing is written. */
export function plainTable(keyspace: string, name: string): Table {
  return {
    keyspace,
    sharded: false,
    name,
    type: 'table',
    columnVindexes: [],
    autoIncrement: undefined,
    columns: [],
    columnListAuthoritative: false,
    uniqueKeys: undefined,
    pinned: undefined,
    source: undefined,
  };
}
