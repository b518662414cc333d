/** The messages of proto/etcd/rpc.proto as proto-loader hands them over: 64-bit integers as decimal text. */

export type RangeRequest = {
  key: Buffer;
  range_end: Buffer;
  limit: string;
  revision: string;
  sort_order: 'NONE' | 'ASCEND' | 'DESCEND';
  sort_target: 'KEY' | 'VERSION' | 'CREATE' | 'MOD' | 'VALUE';
  keys_only: boolean;
  count_only: boolean;
  min_mod_revision: string;
  max_mod_revision: string;
  min_create_revision: string;
  max_create_revision: string;
};
export type PutRequest = {
  key: Buffer;
  value: Buffer;
  lease: string;
  prev_kv: boolean;
  ignore_value: boolean;
  ignore_lease: boolean;
};
export type DeleteRangeRequest = { key: Buffer; range_end: Buffer; prev_kv: boolean };
export type RequestOp = {
  request_range?: RangeRequest;
  request_put?: PutRequest;
  request_delete_range?: DeleteRangeRequest;
  request_txn?: TxnRequest;
};
export type Compare = {
  result: 'EQUAL' | 'GREATER' | 'LESS' | 'NOT_EQUAL';
  target: 'VERSION' | 'CREATE' | 'MOD' | 'VALUE' | 'LEASE';
  key: Buffer;
  version?: string;
  create_revision?: string;
  mod_revision?: string;
  value?: Buffer;
  lease?: string;
  range_end: Buffer;
};
export type TxnRequest = { compare: Compare[]; success: RequestOp[]; failure: RequestOp[] };

export type Header = { cluster_id: string; member_id: string; revision: string; raft_term: string };
export type KeyValue = {
  key: Buffer;
  create_revision: string;
  mod_revision: string;
  version: string;
  value?: Buffer;
  lease: string;
};
export type RangeResponse = { header: Header; kvs: KeyValue[]; more: boolean; count: string };
export type PutResponse = { header: Header; prev_kv?: KeyValue };
export type DeleteRangeResponse = { header: Header; deleted: string; prev_kvs: KeyValue[] };
export type ResponseOp =
  | { response_range: RangeResponse }
  | { response_put: PutResponse }
  | { response_delete_range: DeleteRangeResponse }
  | { response_txn: TxnResponse };
export type TxnResponse = { header: Header; succeeded: boolean; responses: ResponseOp[] };

export type WatchCreateRequest = {
  key: Buffer;
  range_end: Buffer;
  start_revision: string;
  progress_notify: boolean;
  filters: ('NOPUT' | 'NODELETE')[];
  prev_kv: boolean;
  watch_id: string;
  fragment: boolean;
};
export type WatchRequest = {
  create_request?: WatchCreateRequest;
  cancel_request?: { watch_id: string };
  progress_request?: object;
};
export type WatchEvent = { type: 'PUT' | 'DELETE'; kv: KeyValue; prev_kv?: KeyValue };
export type WatchResponse = {
  header: Header;
  watch_id: string;
  created?: boolean;
  canceled?: boolean;
  compact_revision?: string;
  cancel_reason?: string;
  fragment?: boolean;
  events?: WatchEvent[];
};
