import type { MysqlSession } from '@vt/mysql';
import { expect, test } from 'vitest';
import type { VReplicationEngine } from '../engine/engine.ts';
import { Mutex } from '../engine/mutex.ts';
import { VDiffEngine } from './vdiff-engine.ts';

test('a tablet that is no primary any more when mysqld tells of its VDiffs goes on with none', async () => {
  const rows = [{ id: '1', vdiff_uuid: 'u', workflow: 'w', state: 'started', options: '{}' }];
  const engine = {
    isOpen: true,
    snapshots: new Mutex(),
    parts: { tablet: { dbName: 'vt_ks' } },
    withSession: (work: (session: MysqlSession) => Promise<unknown>) => {
      engine.isOpen = false;
      return work({ query: () => Promise.resolve(rows) } as unknown as MysqlSession);
    },
  };
  const vdiffs = new VDiffEngine(engine as unknown as VReplicationEngine);
  await vdiffs.open();
  expect(vdiffs.running).toBe(0);
});
