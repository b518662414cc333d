import { type Flags, type FlagValues, flag, flagGroup } from '../flags/flag.ts';
import type { ChannelOptions } from './client.ts';
import { followOwnCredentials } from './own-credentials.ts';
import type { ClientTls } from './tls.ts';

type TlsFlagName<P extends string> = `${P}-grpc-${'ca' | 'cert' | 'key' | 'server-name'}`;

/** The TLS flags of a gRPC client: `channelFlags('tablet', 'tablets')` gives `tablet-grpc-ca`, `-cert`, `-key`, `-server-name`. */
export function channelFlags<P extends string>(prefix: P, whom: string) {
  const flags: Flags = {
    [`${prefix}-grpc-ca`]: flag.string(`PEM of the authority that ${whom}’ certificates come from; turns TLS on`),
    [`${prefix}-grpc-cert`]: flag.string(`PEM certificate to show to ${whom}`),
    [`${prefix}-grpc-key`]: flag.string('PEM key of that certificate'),
    [`${prefix}-grpc-server-name`]: flag.string(`name that the certificates of ${whom} bear`),
  };
  return flagGroup(`gRPC to ${whom}`, flags) as { readonly [N in TlsFlagName<P>]: ReturnType<typeof flag.string> };
}

/** What those flags say, for a channel; undefined when TLS is not asked for. */
export function channelTls<P extends string>(
  prefix: P,
  values: FlagValues<ReturnType<typeof channelFlags<P>>>,
): ClientTls | undefined {
  const read = (name: string) => (values as Readonly<Record<string, string>>)[`${prefix}-grpc-${name}`] || undefined;
  const tls = { ca: read('ca'), cert: read('cert'), key: read('key'), serverName: read('server-name') };
  return tls.ca || tls.cert ? tls : undefined;
}

/** What a program shows to all that it calls. */
export const callerFlags = flagGroup('gRPC to others', {
  'grpc-auth-static-client-creds': flag.string(
    'JSON file of {"Username", "Password"} to show to those that ask for them (--grpc-auth-mode static); read again when it changes',
  ),
});

/** What those flags say, for channels: how they are encrypted, and what is shown. @throws Error for a file that cannot be used */
export function channelSecurity<P extends string>(
  prefix: P,
  values: FlagValues<ReturnType<typeof channelFlags<P>>> & FlagValues<typeof callerFlags>,
): Pick<ChannelOptions, 'credentials' | 'tls'> {
  const tls = channelTls(prefix, values);
  const file = values['grpc-auth-static-client-creds'];
  return { ...(tls && { tls }), ...(file && { credentials: followOwnCredentials(file) }) };
}
