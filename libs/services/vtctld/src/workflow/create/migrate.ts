import { create } from '@vt/proto';
import type { Handler } from '../../context.ts';
import { statusOf } from '../status.ts';
import { createMove } from './move-tables.ts';

/** Brings tables in from another cluster that was mounted. */
export const migrateCreate: Handler<'MigrateCreate'> = async (request, context, signal) => {
  const { mount_name, ...rest } = request;
  const move = create('vtctldata.MoveTablesCreateRequest', {
    ...rest,
    external_cluster_name: mount_name,
  });
  await createMove(context, move, 'Migrate', signal);
  return statusOf(context, request.target_keyspace, request.workflow, [], signal);
};
