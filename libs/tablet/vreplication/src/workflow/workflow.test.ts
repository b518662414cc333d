import { availableFlavors } from '@vt/mysql/testing';
import { create, type MessageInput } from '@vt/proto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { VReplicationEngine } from '../engine/engine.ts';
import type { SourcePicker } from '../source/source.ts';
import { TestTarget } from '../testing/target.ts';
import { createWorkflow } from './create-workflow.ts';
import { deleteWorkflow } from './delete-workflow.ts';
import { validatePermissions } from './permissions.ts';
import { readWorkflow, readWorkflows } from './read-workflow.ts';
import { updateWorkflow, updateWorkflows } from './update-workflow.ts';

const { signal } = new AbortController();

type CreateRequest = MessageInput<'tabletmanagerdata.CreateVReplicationWorkflowRequest'>;
const source = (shard: string) => ({
  keyspace: 'commerce',
  shard,
  filter: { rules: [{ match: 't', filter: "select * from t where in_keyrange('-80')" }] },
});

describe.each(availableFlavors())('workflows on %s', (flavor) => {
  let target: TestTarget;
  let engine: VReplicationEngine;

  beforeAll(async () => {
    target = await TestTarget.start(flavor);
    engine = target.engine();
    await engine.open();
  });
  afterAll(async () => {
    await engine?.close();
    await target?.stop();
  });
  beforeEach(async () => {
    await engine.deleteStreams('1 = 1', signal);
  });

  const make = (fields: CreateRequest = {}) =>
    createWorkflow(
      engine,
      create('tabletmanagerdata.CreateVReplicationWorkflowRequest', {
        workflow: 'wf',
        binlog_source: [source('-80'), source('80-')],
        tablet_types: ['REPLICA', 'PRIMARY'],
        tablet_selection_preference: 'INORDER',
        workflow_type: 'MoveTables',
        ...fields,
      }),
      signal,
    );

  test('a workflow is made stopped, a stream for each source, and read back', async () => {
    expect(await make()).toMatchObject({ rows_affected: 2n });
    const read = await readWorkflow(engine, 'wf', signal);
    expect(read).toMatchObject({
      workflow: 'wf',
      cells: 'zone1',
      tablet_types: ['REPLICA', 'PRIMARY'],
      tablet_selection_preference: 'INORDER',
      db_name: 'vt_target',
      workflow_type: 'MoveTables',
      workflow_sub_type: 'None',
      streams: [
        { state: 'Stopped', pos: '', bls: { keyspace: 'commerce', shard: '-80' } },
        { state: 'Stopped', pos: '', bls: { keyspace: 'commerce', shard: '80-' } },
      ],
    });
    expect(await readWorkflow(engine, 'other', signal)).toEqual({});
  });

  test('several workflows are chosen by name, id, state and FROZEN', async () => {
    await make();
    await make({ workflow: 'frozen', binlog_source: [source('0')] });
    await engine.exec("update _vt.vreplication set message = 'FROZEN' where workflow = 'frozen'", signal);
    const names = async (fields: MessageInput<'tabletmanagerdata.ReadVReplicationWorkflowsRequest'>) => {
      const request = create('tabletmanagerdata.ReadVReplicationWorkflowsRequest', fields);
      return (await readWorkflows(engine, request, signal)).map(({ workflow }) => workflow);
    };
    expect(await names({})).toEqual(['wf', 'frozen']);
    expect(await names({ exclude_frozen: true })).toEqual(['wf']);
    expect(await names({ include_workflows: ['frozen'] })).toEqual(['frozen']);
    expect(await names({ exclude_workflows: ['wf'], include_states: ['Stopped'] })).toEqual(['frozen']);
    expect(await names({ exclude_states: ['Stopped'] })).toEqual([]);
  });

  test('an update changes what it names, and leaves the rest', async () => {
    await make();
    const update = (fields: MessageInput<'tabletmanagerdata.UpdateVReplicationWorkflowRequest'>) =>
      updateWorkflow(
        engine,
        create('tabletmanagerdata.UpdateVReplicationWorkflowRequest', {
          workflow: 'wf',
          cells: ['NULL'],
          tablet_types: [-1 as never],
          ...fields,
        }),
        signal,
      );
    expect(await update({ on_ddl: 'STOP', config_overrides: { a: '1' } })).toMatchObject({ rows_affected: 2n });
    // The same again counts too.
    expect(await update({ on_ddl: 'STOP', config_overrides: { a: '1' } })).toMatchObject({ rows_affected: 2n });
    expect(await readWorkflow(engine, 'wf', signal)).toMatchObject({
      cells: 'zone1',
      tablet_types: ['REPLICA', 'PRIMARY'],
      config_overrides: { a: '1' },
      streams: [{ bls: { on_ddl: 'STOP' } }, { bls: { on_ddl: 'STOP' } }],
    });
    await update({ cells: ['zone2'], tablet_types: ['RDONLY'], tablet_selection_preference: 'ANY' });
    expect(await readWorkflow(engine, 'wf', signal)).toMatchObject({
      cells: 'zone2',
      tablet_types: ['RDONLY'],
      tablet_selection_preference: 'ANY',
    });
    // What is stopped while it rests for a VDiff is not started by that.
    await engine.exec("update _vt.vreplication set message = 'for vdiff' where workflow = 'wf'", signal);
    await update({ state: 'Stopped' });
    expect(await target.rows('SELECT DISTINCT state, message FROM _vt.vreplication')).toEqual([['Stopped', '']]);
    expect(await update({ workflow: 'none' })).toMatchObject({ rows_affected: 0n });
    await engine.exec("update _vt.vreplication set message = 'FROZEN' where workflow = 'wf'", signal);
    await expect(update({ state: 'Running' })).rejects.toThrow('cannot start a workflow when it is frozen');
  });

  test('several workflows are changed at once', async () => {
    await make();
    await make({ workflow: 'other' });
    const request = { exclude_workflows: ['other'], stop_position: 'FilePos/a:1', message: 'why' };
    const result = await updateWorkflows(
      engine,
      create('tabletmanagerdata.UpdateVReplicationWorkflowsRequest', request),
      signal,
    );
    expect(result).toMatchObject({ rows_affected: 2n });
    expect(await target.rows('SELECT workflow, stop_pos, message FROM _vt.vreplication ORDER BY id')).toEqual([
      ['wf', 'FilePos/a:1', 'why'],
      ['wf', 'FilePos/a:1', 'why'],
      ['other', 'NULL', 'NULL'],
      ['other', 'NULL', 'NULL'],
    ]);
  });

  test.each(['update', 'delete'] as const)(
    'streams go on when the caller of an %s goes away while they are stopped',
    async (change) => {
      const caller = new AbortController();
      const runs: (() => void)[] = [];
      const [begun, again] = [0, 1].map(() => new Promise<void>((resolve) => runs.push(resolve)));
      const sources: SourcePicker = {
        pick: (_, ended) => {
          runs.shift()?.();
          return new Promise((_resolve, reject) => {
            ended.addEventListener('abort', () => {
              caller.abort(new Error('gone'));
              reject(ended.reason);
            });
          });
        },
      };
      const own = target.engine({ sources });
      await own.open();
      await createWorkflow(
        own,
        create('tabletmanagerdata.CreateVReplicationWorkflowRequest', {
          workflow: 'left',
          binlog_source: [source('0')],
        }),
        signal,
      );
      await own.exec("update _vt.vreplication set state = 'Running' where workflow = 'left'", signal);
      await begun;
      const changed =
        change === 'update'
          ? own.updateStreams("workflow = 'left'", () => "state = 'Stopped'", caller.signal)
          : own.deleteStreams("workflow = 'left'", caller.signal);
      await expect(changed).rejects.toThrow('gone');
      await again;
      expect(await target.rows("SELECT state FROM _vt.vreplication WHERE workflow = 'left'")).toEqual([['Running']]);
      await own.close();
    },
  );

  test('a deleted workflow leaves no row but its log', async () => {
    await make({ binlog_source: [source('0')] });
    const [[id] = []] = await target.rows('SELECT id FROM _vt.vreplication');
    await engine.exec(`insert into _vt.copy_state (vrepl_id, table_name) values (${id}, 't')`, signal);
    expect(await deleteWorkflow(engine, 'wf', signal)).toMatchObject({ rows_affected: 1n });
    expect(await target.rows('SELECT id FROM _vt.vreplication')).toEqual([]);
    expect(await target.rows('SELECT id FROM _vt.copy_state')).toEqual([]);
    const log = await target.rows(`SELECT type FROM _vt.vreplication_log WHERE vrepl_id = ${id} ORDER BY id`);
    expect(log).toEqual([['Stream Created'], ['Stream Deleted']]);
  });

  test('VReplicationExec takes the statements that workflows are made of, and no others', async () => {
    const insert =
      "insert into _vt.vreplication (workflow, source, pos, max_tps, max_replication_lag, time_updated, transaction_timestamp, state, db_name, options) values ('a', 'keyspace:\\\"x\\\"', '', 0, 0, 0, 0, 'Stopped', 'vt_target', '{}'), ('b', '', '', 0, 0, 0, 0, 'Stopped', 'vt_target', '{}')";
    const { insert_id: first } = await engine.exec(insert, signal);
    const selected = await engine.exec(`select workflow from _vt.vreplication where id >= ${first}`, signal);
    expect(selected.rows?.map(({ values }) => String(values))).toEqual(['a', 'b']);
    expect(await engine.exec("delete from _vt.vreplication where workflow = 'b'", signal)).toMatchObject({
      rows_affected: 1n,
    });
    const refused = [
      'select 1 from mysql.user',
      'update _vt.vreplication set id = 3',
      'insert into _vt.vreplication (id) values (1)',
      'delete from _vt.vreplication order by id',
      'drop table _vt.vreplication',
      'update t set a = 1',
    ];
    for (const sql of refused)
      await expect(engine.exec(sql, signal)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('waiting for a position ends when it is reached, and fails when the stream rests before it', async () => {
    await make({ binlog_source: [source('0')] });
    const [[id] = []] = await target.rows('SELECT id FROM _vt.vreplication');
    const uuid = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
    await engine.exec(`update _vt.vreplication set pos = 'MySQL56/${uuid}:1-5' where id = ${id}`, signal);
    await engine.waitForPos(Number(id), `MySQL56/${uuid}:1-5`, signal);
    await expect(engine.waitForPos(Number(id), `MySQL56/${uuid}:1-6`, signal)).rejects.toThrow(
      `replication has stopped at MySQL56/${uuid}:1-5 before reaching position MySQL56/${uuid}:1-6`,
    );
    await expect(engine.waitForPos(9_999_999, '', signal)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test("the streams' user may do with the sidecar tables what it must", async () => {
    expect(await validatePermissions(engine, signal)).toEqual({ user: 'vt_filtered', ok: true, error: '' });
    await target.root.execute('REVOKE INSERT ON `\\_vt`.* FROM vt_filtered@localhost');
    expect(await validatePermissions(engine, signal)).toMatchObject({ ok: false });
    await target.root.execute('GRANT INSERT ON `\\_vt`.* TO vt_filtered@localhost');
  });
});
