/* Protocol::AuthMoreData => header int<1> 0x01 · data string<EOF> */
const HEADER = 0x01;

export function writeAuthMoreData(data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(HEADER), data]);
}
