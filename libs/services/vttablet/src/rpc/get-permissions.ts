import { dbPermission, userPermission } from '../manager/permissions.ts';
import { asDba } from '../mysqld/dba.ts';
import type { Rpc } from './rpc.ts';

export const getPermissions: Rpc<'GetPermissions'> = async (manager, _request, context) => {
  return await asDba(
    manager.server,
    async (connection) => {
      const users = await connection.query('SELECT * FROM mysql.user ORDER BY host, user', context.signal);
      const dbs = await connection.query('SELECT * FROM mysql.db ORDER BY host, db, user', context.signal);
      return { permissions: { user_permissions: users.map(userPermission), db_permissions: dbs.map(dbPermission) } };
    },
    context.signal,
  );
};
