export { freePort } from '@vt/base/testing';
export { Command } from '../packets/command.ts';
export { makeCertificates } from '../server/testing/certificates.ts';
export { CLASSIC, MODERN, RawClient } from '../server/testing/raw-client.ts';
export { availableFlavors, type Flavor, findPrograms, TestMysqld } from './mysqld.ts';
