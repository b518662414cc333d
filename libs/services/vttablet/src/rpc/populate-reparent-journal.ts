import { VtError } from '@vt/base';
import { ensureSidecar } from '@vt/mysqlctl';
import { tabletAliasString } from '@vt/topo';
import { literal } from '../manager/literal.ts';
import type { TabletManager } from '../manager/tablet-manager.ts';
import { asDba } from '../mysqld/dba.ts';
import type { Rpc } from './rpc.ts';

export const populateReparentJournal: Rpc<'PopulateReparentJournal'> = async (manager, request, context) => {
  const alias = request.primary_alias ? tabletAliasString(request.primary_alias) : '';
  const columns = 'time_created_ns, action_name, primary_alias, replication_position';
  const values = [request.action_name, alias, request.replication_position].map(literal).join(', ');
  const sql = `INSERT INTO _vt.reparent_journal (${columns}) VALUES (${request.time_created_ns}, ${values})`;
  await asDba(
    manager.server,
    async (connection) => {
      refuseReplaced(manager);
      await ensureSidecar(connection, '_vt', context.signal);
      await connection.query(sql, context.signal);
    },
    context.signal,
  );
  return {};
};

/** INVARIANT: asked when the session is there. MariaDB's read-only mode does not hold this account: what is written on a tablet that was replaced meanwhile is an errant transaction. */
function refuseReplaced({ type, isDemoted }: TabletManager): void {
  if (type === 'PRIMARY' && !isDemoted) return;
  const message = `PopulateReparentJournal: this tablet is ${isDemoted ? 'a demoted PRIMARY' : type}`;
  throw new VtError({ code: 'FAILED_PRECONDITION', message });
}
