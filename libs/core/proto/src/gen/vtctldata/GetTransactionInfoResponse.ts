
import type { TransactionMetadata as _query_TransactionMetadata, TransactionMetadata__Output as _query_TransactionMetadata__Output } from '../query/TransactionMetadata.ts';
import type { ShardTransactionState as _vtctldata_ShardTransactionState, ShardTransactionState__Output as _vtctldata_ShardTransactionState__Output } from '../vtctldata/ShardTransactionState.ts';

export interface GetTransactionInfoResponse {
  'metadata'?: (_query_TransactionMetadata | null);
  'shard_states'?: (_vtctldata_ShardTransactionState)[];
}

export interface GetTransactionInfoResponse__Output {
  'metadata': (_query_TransactionMetadata__Output | null);
  'shard_states': (_vtctldata_ShardTransactionState__Output)[];
}
