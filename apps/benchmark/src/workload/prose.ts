import { seededRandom } from '../statistics/seeded-random.ts';

const words = `the a cache answer model tool result because every other value key until a while after before which
server process memory message token prompt it is was that this can be read again and again so long as nothing changes
however if you ask for "something else" then the agent must think first about what it knows`.split(/\s+/);

/**
 * Text of a length, as a model writes it: words, quotes, line breaks. The same for the same seed; in one of eight there
 * are letters outside of Latin-1, which make it two bytes wide in memory.
 */
export function prose(length: number, seed: number): string {
  const random = seededRandom(seed);
  const wide = seed % 8 === 7;
  const parts: string[] = [];
  for (let written = 0; written < length;) {
    const word = words[Math.floor(random() * words.length)] ?? '';
    const chance = random();
    const part = chance < 0.01 ? `${word}.\n\n` : chance < 0.03 && wide ? `${word} — ` : `${word} `;
    parts.push(part);
    written += part.length;
  }
  return parts.join('').slice(0, length);
}
