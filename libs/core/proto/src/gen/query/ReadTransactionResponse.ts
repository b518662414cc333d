
import type { TransactionMetadata as _query_TransactionMetadata, TransactionMetadata__Output as _query_TransactionMetadata__Output } from '../query/TransactionMetadata.ts';

export interface ReadTransactionResponse {
  'metadata'?: (_query_TransactionMetadata | null);
}

export interface ReadTransactionResponse__Output {
  'metadata': (_query_TransactionMetadata__Output | null);
}
