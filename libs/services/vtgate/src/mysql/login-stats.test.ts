import { Stats, silentLogger } from '@vt/servenv';
import { expect, test } from 'vitest';
import { loginStats } from './login-stats.ts';

test('who takes too long to log in is counted, and nobody where nobody asks', () => {
  for (const [limit, slow] of [
    [50, 1],
    [0, 0],
  ] as const) {
    const stats = new Stats('vtgate');
    const tell = loginStats({ flags: { 'mysql-slow-connect-warn-threshold': limit }, log: silentLogger, stats });
    tell(10);
    tell(51);
    expect(stats.vars()).toMatchObject({ MysqlServerConnSlow: slow, MysqlServerTimings: { TotalCount: 2 } });
  }
});
