import type { MessageInput, TabletRequest } from '@vt/proto';
import { type BindValue, defaultLiteralMode, encodeValue } from '@vt/sqltypes';

/** What all requests of the compatible service start with. */
type Common = Pick<MessageInput<'query.BeginRequest'>, 'effective_caller_id' | 'immediate_caller_id' | 'target'>;

export function commonFields({ caller, target }: TabletRequest): Common {
  return {
    effective_caller_id: caller.effective,
    immediate_caller_id: caller.immediate,
    target: { keyspace: target.keyspace, shard: target.shard, tablet_type: target.tabletType },
  };
}

/** The statement in the form of the compatible service. */
export function boundQuery({ sql, binds, values }: TabletRequest): MessageInput<'query.BoundQuery'> {
  if (values !== undefined) return { sql: written(sql, values), bind_variables: {} };
  const entries = Object.entries(binds).map(([name, { type, value, values }]) => {
    const list = values?.map((item) => ({ type: typeNumber(item.type), value: Buffer.from(item.value) }));
    return [name, { type: typeNumber(type), value: Buffer.from(value), values: list ?? [] }] as const;
  });
  return { sql, bind_variables: Object.fromEntries(entries) };
}

const PLACE = /:_l\d+/g;

/** With the values in their places: the compatible service knows binds by name only, and no values that are SQL text. */
function written(sql: string, values: readonly BindValue[]): string {
  let next = 0;
  return sql.replace(PLACE, () => {
    const value = values[next++];
    if (value === undefined)
      throw new RangeError(`${values.length} values for the places of a statement that has more`);
    return Buffer.from(encodeValue(value, defaultLiteralMode)).toString('utf8');
  });
}

type TypeInput = NonNullable<MessageInput<'query.Value'>['type']>;

/** Types are numbers everywhere but in the generated types, which know only those that have names. */
function typeNumber(type: number): TypeInput {
  return type as TypeInput;
}
