/** How many slots the keys of a Redis Cluster fall into. */
export const slotCount = 16_384;

/**
 * The slot of a Redis Cluster that a key falls into: CRC16 (XMODEM) of its UTF-8 bytes, or of its hash tag: what stands
 * between its first `{` and the next `}`, if that is not empty (redis.io, Cluster specification, Key distribution model).
 */
export function keySlot(name: string): number {
  const open = name.indexOf('{');
  if (open !== -1) {
    const close = name.indexOf('}', open + 1);
    if (close > open + 1) return slotOf(name, open + 1, close);
  }
  return slotOf(name, 0, name.length);
}

function slotOf(name: string, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at++) {
    const unit = name.charCodeAt(at);
    if (unit > 127) return crcOf(Buffer.from(name.slice(from, to))) % slotCount;
    crc = step(crc, unit);
  }
  return crc % slotCount;
}

function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = step(crc, byte);
  return crc;
}

function step(crc: number, byte: number): number {
  return ((crc << 8) & 0xff_ff) ^ (table[(crc >> 8) ^ byte] as number);
}

const table: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80_00 ? (crc << 1) ^ 0x10_21 : crc << 1;
  return crc & 0xff_ff;
});
