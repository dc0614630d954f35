import { acceptedKeys, type AnySection } from '../definition/field.ts';
import type { SourceLocation } from '../source/source-location.ts';
import type { Finding } from './finding.ts';
import { nearestName } from './nearest-name.ts';

/** What to say of a key that a section does not know. Its value is not shown: it may be a secret under a wrong name. */
export function unknownSetting(key: string, path: string, location: SourceLocation, section: AnySection): Finding {
  if (key === '<<') return { location, path, message: 'is a merge key, which is not accepted; write the settings out' };
  const meant = findMeant(key, section);
  return {
    location,
    path,
    message: `is not a known setting${meant === undefined ? '' : ` (did you mean "${meant}"?)`}`,
    accepted: acceptedKeys(section),
  };
}

function findMeant(key: string, section: AnySection): string | undefined {
  const names = new Map<string, string>();
  for (const [name, definition] of Object.entries(section.fields)) {
    names.set(name, name);
    for (const alias of 'aliases' in definition ? (definition.aliases ?? []) : []) {
      if (!Object.hasOwn(section.fields, alias)) names.set(alias, name);
    }
  }
  return names.get(nearestName(key, names.keys()) ?? '');
}
