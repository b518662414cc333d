import { VtError } from '@vt/base';
import { ask } from '../ask.ts';
import type { Handler } from '../context.ts';
import { primariesOf } from './shards.ts';
import { each, readWorkflows } from './tablet-calls.ts';

/** Sends a change of a workflow's settings or state to every tablet that has streams of it. */
export const workflowUpdate: Handler<'WorkflowUpdate'> = async ({ keyspace, tablet_request }, context, signal) => {
  if (!tablet_request) throw new VtError({ code: 'INVALID_ARGUMENT', message: 'a tablet_request is needed' });
  const { workflow, shards } = tablet_request;
  const primaries = await primariesOf(context.topo, keyspace, signal, { shards, lenient: true });
  const placed = await readWorkflows(context, primaries.values(), workflow, signal);
  if (placed.length === 0) {
    throw new VtError({
      code: 'NOT_FOUND',
      message: `the ${workflow} workflow does not exist in the ${keyspace} keyspace`,
    });
  }
  const details = await each(placed, async ({ primary: { tablet } }) => {
    const { result } = await ask(context, tablet, 'UpdateVReplicationWorkflow', tablet_request, signal);
    return { tablet: tablet.alias, changed: (result?.rows_affected ?? 0n) > 0n };
  });
  const isChanged = details.some(({ changed }) => changed);
  const summary = isChanged
    ? `Successfully updated the ${workflow} workflow on (${details.length}) target primary tablets in the ${keyspace} keyspace`
    : `The ${workflow} workflow on (${details.length}) target primary tablets in the ${keyspace} keyspace was not changed`;
  return { summary, details };
};
