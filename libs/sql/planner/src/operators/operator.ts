import type { Aggregate, OrderKey, PlanValue, Routing } from '@vt/plan';
import type { QueryStatement, Select } from '@vt/sqlparser';
import type { Table } from '@vt/vschema';

/** A query that a shard set answers as it stands. */
export type RouteOp = {
  readonly kind: 'Route';
  readonly keyspace: string;
  readonly routing: Routing;
  readonly query: QueryStatement;
  readonly orderBy: readonly OrderKey[];
  readonly extraColumns: number;
};

/** A SELECT whose FROM and WHERE a shard set can do; what else it has is not placed yet. */
export type HorizonOp = {
  readonly kind: 'Horizon';
  readonly keyspace: string;
  readonly routing: Routing;
  readonly select: Select;
  /** The one sharded table, where there is only one: its unique vindex columns tell rows of different shards apart. */
  readonly table: { readonly table: Table; readonly alias: string } | undefined;
  /** What the rules have dealt with. */
  readonly placed: {
    readonly grouping: boolean;
    readonly limit: boolean;
    readonly order: readonly OrderKey[] | undefined;
  };
  readonly extraColumns: number;
};

export type LimitOp = {
  readonly kind: 'Limit';
  readonly count: PlanValue;
  readonly offset: PlanValue | undefined;
  readonly input: Operator;
};

export type AggregateOp = {
  readonly kind: 'Aggregate';
  readonly aggregates: readonly Aggregate[];
  readonly input: Operator;
};

export type Operator = AggregateOp | HorizonOp | LimitOp | RouteOp;
