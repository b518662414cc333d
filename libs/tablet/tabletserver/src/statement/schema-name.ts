import { type BindVariables, Type } from '@vt/sqltypes';

/** Gates ask for the schema of this keyspace by this pair of variables. */
export function withSchemaName(binds: BindVariables, dbName: string): BindVariables {
  if (binds['__replacevtschemaname'] === undefined) return binds;
  return { ...binds, __vtschemaname: { type: Type.VARCHAR, value: Buffer.from(dbName) } };
}
