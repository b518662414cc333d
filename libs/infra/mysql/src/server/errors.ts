import { type CodeName, VtError } from '@vt/base';

const make = (code: CodeName, errno: number, state: string, message: string): VtError =>
  new VtError({ code, errno, state, message });

/** What the MySQL front itself says to clients: MySQL's numbers, states and texts. Sorted by number. */
export const serverErrors = {
  tooManyConnections: () => make('RESOURCE_EXHAUSTED', 1040, '08004', 'Too many connections'),
  badHandshake: () => make('INVALID_ARGUMENT', 1043, '08S01', 'Bad handshake'),
  accessDenied: (user: string, host: string, hasPassword: boolean) =>
    make(
      'UNAUTHENTICATED',
      1045,
      '28000',
      `Access denied for user '${user}'@'${host}' (using password: ${hasPassword ? 'YES' : 'NO'})`,
    ),
  unknownCommand: () => make('UNIMPLEMENTED', 1047, '08S01', 'Unknown command'),
  shutdown: () => make('UNAVAILABLE', 1053, '08S01', 'Server shutdown in progress'),
  longDataTooLarge: () =>
    make(
      'RESOURCE_EXHAUSTED',
      1105,
      'HY000',
      "Parameter of prepared statement which is set through mysql_send_long_data() is longer than 'max_allowed_packet' bytes",
    ),
  packetTooLarge: () =>
    make('RESOURCE_EXHAUSTED', 1153, '08S01', "Got a packet bigger than 'max_allowed_packet' bytes"),
  packetsOutOfOrder: () => make('INVALID_ARGUMENT', 1156, '08S01', 'Got packets out of order'),
  badCompression: () => make('INVALID_ARGUMENT', 1157, '08S01', "Couldn't uncompress communication packet"),
  tooManyUserConnections: (user: string) =>
    make(
      'RESOURCE_EXHAUSTED',
      1203,
      '42000',
      `User ${user} already has more than 'max_user_connections' active connections`,
    ),
  noTypes: () => make('INVALID_ARGUMENT', 1210, 'HY000', 'Incorrect arguments to mysqld_stmt_execute'),
  superNeeded: () =>
    make(
      'PERMISSION_DENIED',
      1227,
      '42000',
      'Access denied; you need (at least one of) the SUPER privilege(s) for this operation',
    ),
  unknownStatement: (id: number, caller: string) =>
    make('INVALID_ARGUMENT', 1243, 'HY000', `Unknown prepared statement handler (${id}) given to ${caller}`),
  queryInterrupted: () => make('CANCELED', 1317, '70100', 'Query execution was interrupted'),
  tooManyParameters: () => make('INVALID_ARGUMENT', 1390, 'HY000', 'Prepared statement contains too many placeholders'),
  noCursor: (id: number) => make('INVALID_ARGUMENT', 1421, 'HY000', `The statement (${id}) has no open cursor.`),
  tooManyStatements: (max: number) =>
    make(
      'RESOURCE_EXHAUSTED',
      1461,
      '42000',
      `Can't create more than max_prepared_stmt_count statements (current value: ${max})`,
    ),
  insecureTransport: () =>
    make(
      'FAILED_PRECONDITION',
      3159,
      'HY000',
      'Connections using insecure transport are prohibited while --require_secure_transport=ON.',
    ),
  idleTimeout: () =>
    make(
      'UNAVAILABLE',
      4031,
      'HY000',
      'The client was disconnected by the server because of inactivity. See wait_timeout and interactive_timeout for configuring this behavior.',
    ),
  clientGone: () => make('CANCELED', 1317, '70100', 'Query execution was interrupted: the client is gone'),
  killed: () => make('CANCELED', 1317, '70100', 'Query execution was interrupted'),
} as const;
