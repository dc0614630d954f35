import { providerNameFindings, type ProviderMention } from '../resolution/provider-name.ts';
import type { ProviderState } from '../resolution/provider-states.ts';
import type { Finding } from '../validation/finding.ts';

/**
 * Where a provider that is known here keeps its entries. Those of third parties are not known: `createCache` looks at what
 * their factories make.
 */
const homes: ReadonlyMap<string, 'process' | 'shared'> = new Map([
  ['memory', 'process'],
  ['redis', 'shared'],
]);

/** What is wrong with the tiers that a cache names: each must be enabled, stand there once, and one of this process in front. */
export function tierFindings(
  mentions: readonly ProviderMention[],
  states: ReadonlyMap<string, ProviderState>,
): Finding[] {
  return mentions.flatMap((mention, index) => {
    const { name, location, path } = mention;
    const wrong = providerNameFindings(mention, states);
    if (wrong.length > 0) return wrong;
    if (mentions.findIndex((other) => other.name === name) < index) {
      return [{ location, path, message: `names ${name} a second time`, accepted: 'each provider once' }];
    }
    if (index === 0 || homes.get(name) !== 'process') return [];
    const message = `names ${name} behind another tier, but its entries are in this process`;
    return [{ location, path, message, accepted: `${name} in front of the others, or not at all` }];
  });
}

/**
 * What is wrong with the fallback that a cache names.
 *
 * @param tiers Those of the cache, also where it does not name them itself.
 */
export function fallbackFindings(
  mention: ProviderMention | undefined,
  tiers: readonly string[],
  states: ReadonlyMap<string, ProviderState>,
): Finding[] {
  if (mention === undefined) return [];
  const { name, location, path } = mention;
  const wrong = providerNameFindings(mention, states);
  if (wrong.length > 0) return wrong;
  const accepted = 'an enabled provider of this process that is none of the tiers, or an empty text for none';
  if (homes.get(name) === 'shared') {
    return [{ location, path, message: `names ${name}, whose entries are not in this process`, accepted }];
  }
  if (!tiers.includes(name)) return [];
  return [
    { location, path, message: `names ${name}, which is one of the tiers and serves while others are away`, accepted },
  ];
}
