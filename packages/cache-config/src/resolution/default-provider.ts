import { entryAt, isEmpty, type MappingNode } from '../source/config-node.ts';
import { formatLocation } from '../source/source-location.ts';
import type { Finding } from '../validation/finding.ts';
import { nearestName } from '../validation/nearest-name.ts';
import type { ProviderState } from './provider-states.ts';

/** The provider that is meant where none is named. */
export const impliedProvider = 'memory';

/** What is wrong with the default provider, if anything: it must be known, and enabled. */
export function defaultProviderFindings(
  document: MappingNode,
  said: string | undefined,
  states: ReadonlyMap<string, ProviderState>,
): Finding[] {
  const entry = entryAt(document, 'cache', 'default_provider');
  const isSaid = entry !== undefined && !isEmpty(entry.value);
  // It is written, but can't be read: that was reported.
  if (isSaid && said === undefined) return [];
  const name = said ?? impliedProvider;
  const place = {
    location: (isSaid ? entry.value : entryAt(document, 'cache'))?.location ?? document.location,
    path: 'cache.default_provider',
  };
  const state = states.get(name);
  if (state?.enabled === true || (state !== undefined && state.enabled === undefined)) return [];
  const enabled = [...states].filter(([, other]) => other.enabled === true).map(([other]) => other);
  const accepted = enabled.length === 0 ? 'an enabled provider; none is' : enabled.join(', ');
  if (state === undefined) {
    const meant = nearestName(name, states.keys());
    const suggestion = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
    return [{ ...place, message: `names no provider that is known${suggestion}`, found: found(name), accepted }];
  }
  const how = isSaid ? 'names' : 'is not given, and means';
  return [
    {
      ...place,
      message: `${how} ${name}, which is not enabled: ${state.switchPath} is not true (${formatLocation(state.source)})`,
      accepted,
    },
  ];
}

function found(value: string): {
  readonly value: string;
  readonly secret: boolean;
  readonly variables: readonly string[];
} {
  return { value, secret: false, variables: [] };
}
