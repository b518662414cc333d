// What a bundle has in the place of @grpc/proto-loader for its etcd clients and servers: the services of a .proto file. The loader also makes
// descriptors of each message for reflection, which nobody asks for and which take most of the time in which a process starts.
import { join } from 'node:path';
import protobuf from 'protobufjs';

/** As the loader's: service name → its methods, in the form that grpc-js's loadPackageDefinition takes. */
export function loadSync(file, options) {
  const root = new protobuf.Root();
  const [includeDir] = options.includeDirs ?? [];
  if (includeDir !== undefined) {
    const resolve = root.resolvePath.bind(root);
    root.resolvePath = (origin, target) => (origin ? resolve(origin, target) : join(includeDir, target));
  }
  root.loadSync(file, options).resolveAll();
  return Object.fromEntries(servicesIn(root).map((service) => [nameOf(service), methodsOf(service, options)]));
}

function servicesIn(namespace) {
  return namespace.nestedArray.flatMap((each) => {
    if (each instanceof protobuf.Service) return [each];
    return each instanceof protobuf.Namespace ? servicesIn(each) : [];
  });
}

const nameOf = (service) => service.fullName.slice(1);

function methodsOf(service, options) {
  return Object.fromEntries(service.methodsArray.map((method) => [method.name, methodOf(service, method, options)]));
}

function methodOf(service, method, options) {
  const { resolvedRequestType: request, resolvedResponseType: response } = method;
  return {
    path: `/${nameOf(service)}/${method.name}`,
    originalName: method.name[0].toLowerCase() + method.name.slice(1),
    requestStream: method.requestStream === true,
    responseStream: method.responseStream === true,
    requestSerialize: serializer(request),
    requestDeserialize: deserializer(request, options),
    responseSerialize: serializer(response),
    responseDeserialize: deserializer(response, options),
  };
}

const serializer = (type) => (message) => type.encode(type.fromObject(message)).finish();
const deserializer = (type, options) => (bytes) => type.toObject(type.decode(bytes), options);
