import { statfs } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import type { MessageInput } from '@vt/proto';

/** Of the host that this process runs on, and of the disk that a mysqld's data are on. */
export async function hostMetrics(dataDir: string): Promise<MessageInput<'mysqlctl.HostMetricsResponse'>> {
  const { blocks, bavail } = await statfs(dataDir);
  const used = blocks === 0 ? 0 : 1 - bavail / blocks;
  const metric = (name: string, value: number): MessageInput<'mysqlctl.HostMetricsResponse.Metric'> => ({
    name,
    value,
  });
  const metrics = {
    'datadir-used-ratio': metric('datadir-used-ratio', used),
    loadavg: metric('loadavg', (loadavg()[0] ?? 0) / availableParallelism()),
  };
  return { metrics };
}
