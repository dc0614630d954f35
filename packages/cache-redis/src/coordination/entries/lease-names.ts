import { keySlot } from '../../topology/key-slot.ts';

/** Gives the lease of an entry its name in Redis. */
export type LeaseNames = (key: string, valueName: string) => string;

/**
 * Names of leases under a prefix. In a Cluster the lease of an entry lies in the slot of its value, whatever braces the key and
 * the prefix hold: a short text is put where Redis looks for the hash tag, so that the name hashes as the value's does.
 *
 * @param prefix Of all leases: `agent:cache:e|`.
 */
export function leaseNames(prefix: string, isSharded: boolean): LeaseNames {
  if (!isSharded) return (key) => prefix + key;
  const open = prefix.indexOf('{');
  const close = open === -1 ? -1 : prefix.indexOf('}', open + 1);
  // What Redis takes as the hash tag stands in the prefix, and is that of values too.
  if (close > open + 1) return (key) => prefix + key;
  // `{}` is no hash tag: the slot is that of the whole name. About 16,000 tries for each name.
  if (close !== -1) return (key, valueName) => searchName(`${prefix + key}|`, keySlot(valueName));
  const begin = open === -1 ? `${prefix}{` : prefix;
  const texts = slotTexts(begin.slice(begin.indexOf('{') + 1));
  return (key, valueName) => `${begin}${texts(keySlot(valueName))}}${key}`;
}

/** Texts that fall into a slot behind this beginning, looked for as they are needed: at most about 16 bytes for each slot. */
function slotTexts(begin: string): (slot: number) => string {
  const found = new Map<number, string>();
  let tries = 0;
  return (slot) => {
    for (;;) {
      const text = found.get(slot);
      if (text !== undefined) return text;
      const next = (tries++).toString(36);
      const reached = keySlot(`{${begin}${next}}`);
      if (!found.has(reached)) found.set(reached, next);
    }
  };
}

function searchName(begin: string, slot: number): string {
  for (let tries = 0; ; tries++) {
    const name = begin + tries.toString(36);
    if (keySlot(name) === slot) return name;
  }
}
