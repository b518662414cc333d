import { channelSecurity, type FlagValues, GrpcChannel } from '@vt/servenv';
import type { VttabletFlags } from './flags.ts';

/** A row of MySQL is not larger than `max_allowed_packet` may be, and travels in one message. */
const ROW_BYTES_MAX = 1024 * 1024 * 1024;

export type ChannelMaker = (target: string) => GrpcChannel;

/** To other tablets' queries and streams of changes, as `--tablet-grpc-*` says. */
export function toTablets(flags: FlagValues<VttabletFlags>): ChannelMaker {
  const security = channelSecurity('tablet', flags);
  return (target) => new GrpcChannel({ target, ...security, messageBytesMax: ROW_BYTES_MAX });
}

/** To their managers, as `--tablet-manager-grpc-*` says. */
export function toManagers(flags: FlagValues<VttabletFlags>): ChannelMaker {
  const security = channelSecurity('tablet-manager', flags);
  return (target) => new GrpcChannel({ target, ...security });
}
