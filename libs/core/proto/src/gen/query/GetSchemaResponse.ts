
import type { UDFInfo as _query_UDFInfo, UDFInfo__Output as _query_UDFInfo__Output } from '../query/UDFInfo.ts';

export interface GetSchemaResponse {
  'udfs'?: (_query_UDFInfo)[];
  'table_definition'?: ({[key: string]: string});
}

export interface GetSchemaResponse__Output {
  'udfs': (_query_UDFInfo__Output)[];
  'table_definition': ({[key: string]: string});
}
