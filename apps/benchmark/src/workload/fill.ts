import { isDeepStrictEqual } from 'node:util';
import type { Contender } from '../contenders/contender.ts';
import type { DataSet } from './data-set.ts';

const looked = 5;

/**
 * Stores every value, one after the other, and reads some back.
 *
 * @throws Error if one does not come back as it was stored.
 */
export async function fill(contender: Contender, { keys, values }: DataSet): Promise<void> {
  for (const [index, key] of keys.entries()) await contender.set(key, values[index]);
  const step = Math.max(1, Math.floor(keys.length / looked));
  for (let index = 0; index < keys.length; index += step) {
    const key = keys[index] as string;
    if (!isDeepStrictEqual(await contender.get(key), values[index])) {
      throw new Error(`What was stored under ${key} did not come back.`);
    }
  }
  if (contender.getMany === undefined) return;
  const batch = keys.slice(0, looked);
  const answer = await contender.getMany(batch);
  const found = answer instanceof Map ? batch.map((key) => answer.get(key) as unknown) : [...answer];
  if (!isDeepStrictEqual(found, values.slice(0, looked))) throw new Error('getMany did not give what was stored.');
}
