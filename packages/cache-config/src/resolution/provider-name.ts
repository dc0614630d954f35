import { formatLocation } from '../source/source-location.ts';
import type { Finding } from '../validation/finding.ts';
import { nearestName } from '../validation/nearest-name.ts';
import type { ProviderState } from './provider-states.ts';

/** A place where a provider is named. */
export interface ProviderMention extends Pick<Required<Finding>, 'location' | 'path'> {
  readonly name: string;
  /** Environment variables that the name came from. */
  readonly variables: readonly string[];
}

/**
 * What is wrong with a provider that is named, if anything: it must be known, and enabled.
 *
 * @param how What the setting does: `names`, or how it came to mean that one.
 */
export function providerNameFindings(
  { location, path, name, variables }: ProviderMention,
  states: ReadonlyMap<string, ProviderState>,
  how = 'names',
): Finding[] {
  const place = { location, path };
  const state = states.get(name);
  if (state?.enabled === true || (state !== undefined && state.enabled === undefined)) return [];
  const enabled = [...states].filter(([, other]) => other.enabled === true).map(([other]) => other);
  const accepted = enabled.length === 0 ? 'an enabled provider; none is' : enabled.join(', ');
  if (state === undefined) {
    const meant = nearestName(name, states.keys());
    const suggestion = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
    const found = { value: name, secret: false, variables };
    return [{ ...place, message: `names no provider that is known${suggestion}`, found, accepted }];
  }
  return [
    {
      ...place,
      message: `${how} ${name}, which is not enabled: ${state.switchPath} is not true (${formatLocation(state.source)})`,
      accepted,
    },
  ];
}
