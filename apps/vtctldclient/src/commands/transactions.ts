import { flag, flagGroup } from '@vt/servenv/cli';
import { defineCommand } from '../command.ts';

const FAMILY = 'DistributedTransaction';
const dtidFlags = flagGroup('Transaction', { dtid: flag.string('id of the transaction', { required: true }) });

export const unresolvedList = defineCommand({
  name: `${FAMILY} unresolved-list`,
  args: [],
  short: 'Lists transactions over several shards that wait for somebody to end them.',
  flags: flagGroup('Transactions', {
    'abandon-age': flag.integer('only those that are older, in seconds; 0: as the tablets are set'),
    keyspace: flag.string('the keyspace whose shards decided', { required: true }),
  }),
  async run({ client, flags, print }) {
    const request = { keyspace: flags.keyspace, abandon_age: BigInt(flags['abandon-age']) };
    const answer = await client.call('GetUnresolvedTransactions', request);
    print(client.jsonList('query.TransactionMetadata', answer.transactions));
  },
});

export const transactionInfo = defineCommand({
  name: `${FAMILY} get-info`,
  args: [],
  short: 'Shows what each shard has of a transaction.',
  flags: dtidFlags,
  async run({ client, flags, print }) {
    const answer = await client.call('GetTransactionInfo', { dtid: flags.dtid });
    print(client.json('vtctldata.GetTransactionInfoResponse', answer));
  },
});

export const concludeTransaction = defineCommand({
  name: `${FAMILY} conclude`,
  args: [],
  short: 'Ends a transaction by hand: what is still prepared of it is rolled back, and the decision is forgotten.',
  flags: dtidFlags,
  async run({ client, flags, print }) {
    await client.call('ConcludeTransaction', { dtid: flags.dtid });
    print(`Successfully concluded the distributed transaction ${flags.dtid}`);
  },
});
