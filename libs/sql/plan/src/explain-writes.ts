import type { Dml } from './nodes/dml.ts';
import type { Insert } from './nodes/insert.ts';
import type { ModifyRows, ModifyTarget } from './nodes/modify-rows.ts';
import type { PlanNode } from './plan.ts';
import type { PlanValue } from './value.ts';

type Explain = (node: PlanNode) => object;
type ShowValue = (value: PlanValue) => string;

export function explainInsert(node: Insert, explain: Explain, show: ShowValue): object {
  const { source } = node;
  const rows = source.kind === 'Values' ? source.rows.map(({ text }) => text).join(', ') : '(…)';
  return {
    OperatorType: 'Insert',
    Variant: source.kind === 'Query' ? 'Select' : node.sharded ? 'Sharded' : 'Unsharded',
    Keyspace: { Name: node.keyspace, Sharded: node.sharded },
    ...(node.ignore || node.upsert ? { InsertIgnore: true } : {}),
    ...(node.sequence ? { AutoIncrement: `${node.sequence.keyspace}.${node.sequence.name}:Values` } : {}),
    Query: `${node.prefix}${rows}${node.suffix}`,
    TableName: node.table,
    ...(source.kind === 'Values' ? { VindexValues: vindexValues(node, show) } : { Inputs: [explain(source.input)] }),
  };
}

function vindexValues(node: Insert, show: ShowValue): object {
  const rows = node.source.kind === 'Values' ? node.source.rows : [];
  return Object.fromEntries(
    node.vindexes.map(({ vindex, offsets }) => {
      const values = rows.map(({ cells }) =>
        offsets
          .map((offset) => cells.find((cell) => cell.offset === offset)?.value)
          .map((value) => (value === undefined ? '' : value.kind === 'Computed' ? '…' : show(value)))
          .join(),
      );
      return [vindex.name, values.join(', ')];
    }),
  );
}

export function explainDml(node: Dml, routing: object): object {
  return {
    OperatorType: node.operation,
    ...routing,
    ...(node.multiShardAutocommit ? { MultiShardAutocommit: true } : {}),
    ...(node.owned
      ? {
          KsidLength: node.owned.primary.offsets.length,
          KsidVindex: node.owned.primary.vindex.name,
          OwnedVindexQuery: node.owned.query,
        }
      : {}),
    Query: node.query,
    Table: node.table,
  };
}

export function explainModifyRows(node: ModifyRows, explain: Explain): object {
  return {
    OperatorType: 'DMLWithInput',
    TargetTabletType: 'PRIMARY',
    Inputs: [explain(node.input), ...node.targets.map((target) => explainTarget(node, target))],
  };
}

function explainTarget({ operation }: ModifyRows, target: ModifyTarget): object {
  const key = target.key.columns.length === 1 ? target.key.columns[0] : `(${target.key.columns.join(', ')})`;
  return {
    OperatorType: operation,
    Keyspace: { Name: target.keyspace, Sharded: target.sharded },
    ...(target.owned.length > 0 ? { OwnedVindexes: target.owned.map(({ vindex }) => vindex.name) } : {}),
    ...(target.move ? { MovesRows: true } : {}),
    Query: `${target.prefix}${key} in ::dml_vals${target.suffix}`,
    Table: target.table,
  };
}
