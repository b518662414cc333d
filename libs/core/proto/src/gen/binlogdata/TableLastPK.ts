
import type { QueryResult as _query_QueryResult, QueryResult__Output as _query_QueryResult__Output } from '../query/QueryResult.ts';

export interface TableLastPK {
  'table_name'?: (string);
  'lastpk'?: (_query_QueryResult | null);
}

export interface TableLastPK__Output {
  'table_name': (string);
  'lastpk': (_query_QueryResult__Output | null);
}
