import { enumName } from '@vt/proto';
import type { Controller } from './controller.ts';

export type StreamsNow = () => readonly Controller[];

/** What stands before the figures of one stream. */
export const streamLabels = ['source_keyspace', 'source_shard', 'workflow', 'workflow_type', 'counts'] as const;

export const labelsOf = (one: Controller): readonly string[] => {
  const { source, workflow, id } = one.row;
  return [source.keyspace, source.shard, workflow, typeOf(one), String(id)];
};

export const typeOf = ({ row }: Controller): string =>
  String(enumName('binlogdata.VReplicationWorkflowType', row.workflowType) ?? row.workflowType);
