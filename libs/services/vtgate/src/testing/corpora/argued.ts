/** Recorded statements whose answer is not MySQL's, or not this gate's to give, by a part of their name or text, and why. */
export const argued: readonly (readonly [text: string, why: string])[] = [
  ['select_cases#11:', 'LIMIT without ORDER BY: any rows will do'],
  ['unsupported_cases#58:', 'LIMIT without ORDER BY: any rows will do'],
  ['unsupported_cases#20:', 'the sequence’s table is not in the recorded schema'],
  ['TestSelectWithUnauthorizedUser', 'users are the front’s'],
  ['TestFlushLock', 'the tables were dropped by an earlier case'],
  ['show global vgtid_executed', 'positions of replication are the VStream’s'],
  ['TestRowCountExceed', 'the limit of rows is a flag'],
  ['vitess_metadata', 'metadata of the topology is not kept'],
  ['TestDeleteWithSubquery', 'MySQL refuses it: 1093'],
  ['TestFailureInsertSelect', 'the table is not in the keyspace that is on record as selected'],
  ['TestCyclicFks', 'only a gate that manages foreign keys refuses cycles'],
  ['TestFKConstraintUsingInformationSchema', 'the recorded schema names a database that is another one here'],
  ['TestSetAndGetLastInsertIDWithInsertUnsharded', 'the steps before it are not on record'],
  ['TestHighNumberOfParams', 'the text is not on record'],
  ['TestPreparedStatementInOLAP', 'prepared statements are tested over the wire'],
];
