import { VtError } from '@vt/base';
import { hostMetrics } from '../mysqlctl/host-metrics.ts';
import type { Rpc } from './rpc.ts';

/** Of the host that mysqld runs on, where that is this one. */
export const mysqlHostMetrics: Rpc<'MysqlHostMetrics'> = async (manager) => {
  const { mysqld } = manager.opened;
  if (!mysqld) {
    const message = 'MysqlHostMetrics: this tablet’s mysqld is not managed by it';
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }
  return { HostMetrics: await hostMetrics(mysqld.layout.dataDir) };
};
