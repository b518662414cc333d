import { print } from '@vt/sqlparser';
import { formatDestination } from '@vt/vschema';
import type { Dml } from '../nodes/dml.ts';
import type { Insert } from '../nodes/insert.ts';
import type { ModifyRows, ModifyTarget } from '../nodes/modify-rows.ts';
import type { ScratchRead } from '../nodes/scratch-read.ts';
import type { Send } from '../nodes/send.ts';
import type { WithValues } from '../nodes/with-values.ts';
import type { PlanNode } from '../plan.ts';
import type { Explain } from './explain.ts';
import { explainRouting } from './route.ts';
import { explainValue } from './values.ts';

export const explainInsert: Explain<Insert> = (node, explain) => {
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
    ...(source.kind === 'Values' ? { VindexValues: vindexValues(node) } : { Inputs: [explain(source.input)] }),
  };
};

function vindexValues(node: Insert): object {
  const rows = node.source.kind === 'Values' ? node.source.rows : [];
  return Object.fromEntries(
    node.vindexes.map(({ vindex, offsets }) => {
      const values = rows.map(({ cells }) =>
        offsets
          .map((offset) => cells.find((cell) => cell.offset === offset)?.value)
          .map((value) => (value === undefined ? '' : value.kind === 'Computed' ? '…' : explainValue(value)))
          .join(),
      );
      return [vindex.name, values.join(', ')];
    }),
  );
}

export function explainDml(node: Dml): object {
  return {
    OperatorType: node.operation,
    ...explainRouting(node.routing, node.keyspace),
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

export const explainModifyRows: Explain<ModifyRows> = (node, explain) => ({
  OperatorType: 'DMLWithInput',
  TargetTabletType: 'PRIMARY',
  Inputs: [explain(node.input), ...node.targets.map((target) => explainTarget(node, target))],
});

export const explainWithValues: Explain<WithValues> = (node, explain) => ({
  OperatorType: 'UncorrelatedSubquery',
  Variant: 'PulloutValue',
  PulloutVars: node.binds,
  Inputs: [explain(node.values), explain(node.input)],
});

export function explainScratchRead(node: ScratchRead, inner: (node: PlanNode) => object): object {
  if (node.input) return inner(node.input);
  return { OperatorType: 'Scratch', Reason: node.reason, Query: print(node.statement) };
}

export function explainSend(node: Send): object {
  return {
    OperatorType: 'Send',
    Keyspace: { Name: node.keyspace },
    TargetDestination: formatDestination(node.destination).replace(/^Destination/, ''),
    Query: node.query,
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
