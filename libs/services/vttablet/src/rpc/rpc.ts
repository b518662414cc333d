import type { MethodsOfKind, Request, ResponseInput } from '@vt/proto';
import type { CallContext } from '@vt/servenv';
import type { TabletManager } from '../manager/tablet-manager.ts';

export type ManagerService = 'tabletmanagerservice.TabletManager';
export type UnaryMethod = MethodsOfKind<ManagerService, 'unary'>;

/** One method. Whatever it throws becomes the status of the call. */
export type Rpc<M extends UnaryMethod> = (
  manager: TabletManager,
  request: Request<ManagerService, M>,
  context: CallContext,
) => Promise<ResponseInput<ManagerService, M>>;

export type StreamMethod = MethodsOfKind<ManagerService, 'serverStream'>;

/** One method that answers with a stream. */
export type StreamRpc<M extends StreamMethod> = (
  manager: TabletManager,
  request: Request<ManagerService, M>,
  context: CallContext,
) => AsyncIterable<ResponseInput<ManagerService, M>>;

export type StreamRpcs = { readonly [M in StreamMethod]?: StreamRpc<M> };
export type UnaryRpcs = { readonly [M in UnaryMethod]?: Rpc<M> };
