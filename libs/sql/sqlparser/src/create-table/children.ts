import type { ChildrenOf } from '../ast/children.ts';
import type { CreateTableFamily } from './nodes.ts';

export const createTableChildren = {
  CheckConstraint: { expr: true },
  ColumnDef: { type: true, default: true, onUpdate: true, generated: true, references: true, checks: true },
  ColumnDefault: { expr: true },
  ColumnType: {},
  ConstraintDef: { details: true },
  CreateTable: { table: true, like: true, spec: true, select: true },
  ExternalFile: { settings: true },
  ExternalFormat: { fileType: true, fields: true },
  ForeignKey: { references: true },
  IndexColumn: { expr: true },
  IndexDef: { columns: true, options: true },
  IndexOption: {},
  MaxValue: {},
  PartitionDef: { values: true, options: true, subpartitions: true },
  PartitionDefOptions: {},
  PartitionMethod: { expr: true },
  PartitionOption: { by: true, subpartition: true, partitions: true },
  PartitionValues: { exprs: true },
  PeriodDef: {},
  References: { table: true },
  SubpartitionDef: { options: true },
  TableOption: { value: true, tables: true, fileFormat: true, files: true },
  TableSpec: { columns: true, indexes: true, constraints: true, periods: true, options: true, partition: true },
} as const satisfies ChildrenOf<CreateTableFamily>;
