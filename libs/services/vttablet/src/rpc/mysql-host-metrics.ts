import { statfs } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { VtError } from '@vt/base';
import type { MessageInput } from '@vt/proto';
import type { Rpc } from './rpc.ts';

/** Of the host that mysqld runs on, where that is this one. */
export const mysqlHostMetrics: Rpc<'MysqlHostMetrics'> = async (manager) => {
  const { mysqld } = manager.opened;
  if (!mysqld) {
    const message = 'MysqlHostMetrics: this tablet’s mysqld is not managed by it';
    throw new VtError({ code: 'FAILED_PRECONDITION', message });
  }
  const { blocks, bavail } = await statfs(mysqld.layout.dataDir);
  const used = blocks === 0 ? 0 : 1 - bavail / blocks;
  const metric = (name: string, value: number): MessageInput<'mysqlctl.HostMetricsResponse.Metric'> => ({
    name,
    value,
  });
  const metrics = {
    'datadir-used-ratio': metric('datadir-used-ratio', used),
    loadavg: metric('loadavg', (loadavg()[0] ?? 0) / availableParallelism()),
  };
  return { HostMetrics: { metrics } };
};
