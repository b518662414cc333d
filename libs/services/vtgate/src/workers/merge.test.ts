import { expect, test } from 'vitest';
import { mergeMetrics, mergeVars } from './merge.ts';

test('numbers are added, what makes no sum is the main process’s', () => {
  const a = { BuildVersion: '1', Uptime: 5, N: 1, By: { x: 1, y: { Count: 2 } }, Only: 'a' };
  const b = { BuildVersion: '1', Uptime: 9, N: 2, By: { x: 4, y: { Count: 3 }, z: 7 }, Late: 1 };
  expect(mergeVars([{ QPS: { All: [1, 2, 3] } }, { QPS: { All: [0.5, 4] } }])).toEqual({ QPS: { All: [1, 2.5, 7] } });
  expect(mergeVars([a, b])).toEqual({
    BuildVersion: '1',
    Uptime: 5,
    N: 3,
    By: { x: 5, y: { Count: 5 }, z: 7 },
    Only: 'a',
    Late: 1,
  });
});

test('samples of one name and labels are added; those of the processes themselves are kept apart', () => {
  const one =
    '# HELP g_n n\n# TYPE g_n counter\ng_n{k="a b"} 1\ng_n{k="c"} 2\n# HELP process_x x\n# TYPE process_x gauge\nprocess_x 3\n';
  const two =
    '# HELP g_n n\n# TYPE g_n counter\ng_n{k="a b"} 10\n# HELP process_x x\n# TYPE process_x gauge\nprocess_x 4\n';
  expect(mergeMetrics([one, two])).toBe(
    '# HELP g_n n\n# TYPE g_n counter\ng_n{k="a b"} 11\ng_n{k="c"} 2\n' +
      '# HELP process_x x\n# TYPE process_x gauge\nprocess_x{worker="0"} 3\nprocess_x{worker="1"} 4\n',
  );
});

test('what every process sees is not counted once for each', () => {
  const vars = { HealthcheckConnections: { 'k.0.primary': 1, 'k.0.replica': 2 }, VtgateVSchemaCounts: { Reload: 3 } };
  const late = { HealthcheckConnections: { 'k.0.primary': 1, 'k.0.replica': 1 }, VtgateVSchemaCounts: { Reload: 1 } };
  expect(mergeVars([vars, late, late])).toEqual(vars);
  const family = (value: number) =>
    `# HELP vtgate_healthcheck_connections x\n# TYPE vtgate_healthcheck_connections gauge\nvtgate_healthcheck_connections{k="a"} ${value}\n`;
  expect(mergeMetrics([family(1), family(2), family(1)])).toBe(family(2));
});
