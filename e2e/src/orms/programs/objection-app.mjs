// A small shop with Objection: graphs, relations, transactions, alterations of tables. Arguments: port, database, folder of node_modules.
import { connection, require, tell } from './shop.mjs';

const { Model } = require('objection');
const knex = require('knex')({ client: 'mysql2', connection, pool: { min: 0, max: 3 } });
class C extends Model {
  static tableName = 'ob_c';
  static get relationMappings() {
    return { os: { relation: Model.HasManyRelation, modelClass: O, join: { from: 'ob_c.id', to: 'ob_o.c_id' } } };
  }
}
class O extends Model {
  static tableName = 'ob_o';
  static jsonAttributes = ['meta'];
  static get relationMappings() {
    return { c: { relation: Model.BelongsToOneRelation, modelClass: C, join: { from: 'ob_o.c_id', to: 'ob_c.id' } } };
  }
}
Model.knex(knex);
await tell('drop', () => knex.schema.dropTableIfExists('ob_o'));
await tell('drop', () => knex.schema.dropTableIfExists('ob_c'));
await tell('create', () =>
  knex.schema.createTable('ob_c', (t) => {
    t.bigint('id').primary();
    t.string('name', 40).notNullable();
    t.decimal('bal', 10, 2);
    t.timestamp('at').defaultTo(knex.fn.now());
  }),
);
await tell('create', () =>
  knex.schema.createTable('ob_o', (t) => {
    t.bigint('id').primary();
    t.bigint('c_id').index();
    t.json('meta');
    t.boolean('ok').defaultTo(true);
  }),
);
await tell('graph', () =>
  C.query()
    .insertGraph({
      id: 1,
      name: 'Ann',
      bal: 2.5,
      os: [
        { id: 1, meta: { a: [1] } },
        { id: 2, meta: {} },
      ],
    })
    .then((r) => r.os.length),
);
await tell('fetched', () =>
  C.query()
    .withGraphFetched('os(o)')
    .modifiers({ o: (q) => q.orderBy('id') })
    .then((r) => r.map((x) => [x.name, x.bal, x.os.map((o) => o.meta)])),
);
await tell('joined', () =>
  C.query()
    .withGraphJoined('os')
    .orderBy('os.id')
    .then((r) => r.map((x) => [x.name, x.os.length])),
);
await tell('patch', () => O.query().patch({ ok: false }).where('c_id', 1));
await tell('related', () =>
  C.relatedQuery('os')
    .for(1)
    .orderBy('id')
    .then((r) => r.map((o) => [o.id, o.ok])),
);
await tell('tx', () =>
  C.transaction(async (t) => {
    await C.query(t).insert({ id: 5, name: 'T' });
    throw new Error('back');
  }),
);
await tell('n', () => C.query().resultSize());
await tell('upsertGraph', () =>
  C.query()
    .upsertGraph(
      {
        id: 1,
        name: 'Ann3',
        os: [
          { id: 1, meta: { b: 1 } },
          { id: 7, meta: {} },
        ],
      },
      { insertMissing: true },
    )
    .then(() =>
      O.query()
        .orderBy('id')
        .then((r) => r.map((o) => o.id)),
    ),
);
await tell('json', () =>
  O.query().whereJsonPath ? knex('ob_o').whereJsonPath('meta', '$.b', '=', 1).select('id') : null,
);
await tell('dup', () => C.query().insert({ id: 1, name: 'x' }));
await tell('hasTable', () => knex.schema.hasTable('ob_c'));
await tell('colinfo', () =>
  knex('ob_o')
    .columnInfo()
    .then((info) => Object.entries(info).sort(([a], [b]) => (a < b ? -1 : 1))),
);
await tell('alter', () =>
  knex.schema.alterTable('ob_c', (t) => {
    t.string('extra', 10);
    t.index(['name']);
    t.string('name', 60).notNullable().alter();
  }),
);
await tell('rename', () => knex.schema.alterTable('ob_c', (t) => t.renameColumn('extra', 'extra2')));
await tell('savepoint', () =>
  knex.transaction(async (t) => {
    await t('ob_c').insert({ id: 6, name: 's' });
    await t
      .transaction(async (u) => {
        await u('ob_c').insert({ id: 7, name: 'u' });
        throw new Error('in');
      })
      .catch(() => {});
    return (await t('ob_c').count('* as n'))[0].n;
  }),
);
await knex.destroy();
