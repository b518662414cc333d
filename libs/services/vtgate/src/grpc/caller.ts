import type { Message } from '@vt/proto';
import type { CallContext } from '@vt/servenv';
import type { Caller } from '../gateway/tablet-gateway.ts';

export type CallerOptions = {
  /** The tablets' ACLs see who the caller says it is. */
  readonly useEffective: boolean;
  readonly useEffectiveGroups: boolean;
};

const UNKNOWN_CALLER = 'unsecure_grpc_client';

/** Who calls: as the connection was authenticated, and as the request says. */
export function grpcCaller(id: Message<'vtrpc.CallerID'> | null, context: CallContext, options: CallerOptions): Caller {
  const says = options.useEffective && id !== null && id.principal !== '';
  return {
    user: says ? id.principal : context.user || UNKNOWN_CALLER,
    groups: says && options.useEffectiveGroups ? id.groups : [],
    remote: context.peer,
    ...(id ? { effective: { principal: id.principal, component: id.component, subcomponent: id.subcomponent } } : {}),
  };
}
