const LOOPBACK = new Set(['', '127.0.0.1', '::1', '::ffff:127.0.0.1']);
/** An IPv6 address without brackets has no port. */
const WITH_PORT = /^(?:\[(.*)\]|([^:]*)):\d+$/;

/** What a client's host is called, by its address with or without a port: MySQL knows the one name without asking for it. */
export function hostName(address: string): string {
  const parts = WITH_PORT.exec(address);
  const host = parts?.[1] ?? parts?.[2] ?? address;
  return LOOPBACK.has(host) ? 'localhost' : host;
}
