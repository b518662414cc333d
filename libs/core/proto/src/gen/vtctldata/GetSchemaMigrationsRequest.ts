
import type { _vtctldata_SchemaMigration_Status, _vtctldata_SchemaMigration_Status__Output } from '../vtctldata/SchemaMigration.ts';
import type { Duration as _vttime_Duration, Duration__Output as _vttime_Duration__Output } from '../vttime/Duration.ts';
import type { QueryOrdering as _vtctldata_QueryOrdering, QueryOrdering__Output as _vtctldata_QueryOrdering__Output } from '../vtctldata/QueryOrdering.ts';

export interface GetSchemaMigrationsRequest {
  'keyspace'?: (string);
  'uuid'?: (string);
  'migration_context'?: (string);
  'status'?: (_vtctldata_SchemaMigration_Status);
  'recent'?: (_vttime_Duration | null);
  'order'?: (_vtctldata_QueryOrdering);
  'limit'?: (bigint | number | string);
  'skip'?: (bigint | number | string);
}

export interface GetSchemaMigrationsRequest__Output {
  'keyspace': (string);
  'uuid': (string);
  'migration_context': (string);
  'status': (_vtctldata_SchemaMigration_Status__Output);
  'recent': (_vttime_Duration__Output | null);
  'order': (_vtctldata_QueryOrdering__Output);
  'limit': (bigint);
  'skip': (bigint);
}
