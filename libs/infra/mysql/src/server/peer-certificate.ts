import type { TLSSocket } from 'node:tls';
import type { PeerCertificate } from '../auth/auth-server.ts';

/** A name of a certificate's list. One in which a comma or a quote would pass for the list's own comes quoted, as JSON has it. */
const ALT_NAME = /([^:]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/gy;

/** What a client's certificate says, if the CA has signed it. */
export function certificateOf(socket: TLSSocket): PeerCertificate | undefined {
  if (!socket.authorized) return undefined;
  const { subject, subjectaltname = '' } = socket.getPeerCertificate();
  if (!subject) return undefined;
  const dnsNames = [...subjectaltname.matchAll(ALT_NAME)]
    .filter(([, kind]) => kind === 'DNS')
    .map(([, , name = '']) => (name.startsWith('"') ? (JSON.parse(name) as string) : name));
  const [commonName = ''] = [subject.CN].flat();
  return { commonName, dnsNames };
}
