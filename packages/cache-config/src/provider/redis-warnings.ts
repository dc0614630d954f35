import type { RedisSection } from '../definition/redis-section.ts';
import { tlsSection } from '../definition/tls-section.ts';
import { interpolate } from '../interpolation/interpolate.ts';
import { entryAt, isEmpty, type ConfigNode } from '../source/config-node.ts';
import { formatLocation } from '../source/source-location.ts';
import type { Finding } from '../validation/finding.ts';
import { overruledSettings } from './overruled-settings.ts';
import { urlParts } from './url-parts.ts';

/** Where a connection setting is said. */
interface Holder {
  readonly path: string;
  readonly node: ConfigNode;
}

const settings = ['host', 'port', 'path', 'db', 'username', 'password', 'ssl'] as const;
const ownPath = ['cache', 'providers', 'redis'] as const;

/** Warns of each connection setting that has no effect because a nearer one says the same, and names both places. */
export function redisWarnings(document: ConfigNode, shared: RedisSection, own: RedisSection): Finding[] {
  const ownHolder = (...path: readonly string[]): Holder | undefined => holder(document, ...ownPath, ...path);
  const sharedHolder = (...path: readonly string[]): Holder | undefined => holder(document, 'redis', ...path);
  const overruled = overruledSettings(shared, own);
  const overruling = (name: string): Holder | undefined => {
    const other = overruled.get(name);
    return other === undefined ? undefined : ownHolder(other);
  };
  const ownUrl = ownHolder('url');
  const sharedUrl = sharedHolder('url');
  const ownParts = urlParts(own.url);
  const sharedParts = urlParts(ownUrl === undefined && !overruled.has('url') ? shared.url : undefined);
  return [
    ...hidden([ownUrl ?? overruling('url'), sharedUrl]),
    ...settings.flatMap((name) => {
      const nearer = [ownHolder(name), ownParts.has(name) ? ownUrl : undefined].filter((each) => each !== undefined);
      return hidden([
        ...(nearer.length > 0 ? nearer : [overruling(name)]),
        sharedHolder(name),
        sharedParts.has(name) ? sharedUrl : undefined,
      ]);
    }),
    ...(overruled.has('tls')
      ? hidden([overruling('tls'), sharedHolder('tls')])
      : Object.keys(tlsSection.fields).flatMap((name) => hidden([ownHolder('tls', name), sharedHolder('tls', name)]))),
  ];
}

function holder(document: ConfigNode, ...path: readonly string[]): Holder | undefined {
  const node = entryAt(document, ...path)?.value;
  return node === undefined || isEmpty(node) ? undefined : { path: path.join('.'), node };
}

/** The first that is there hides the others. */
function hidden(holders: readonly (Holder | undefined)[]): Finding[] {
  const [winner, ...others] = holders.filter((candidate) => candidate !== undefined);
  if (winner === undefined) return [];
  return others.map((other) => ({
    location: winner.node.location,
    path: winner.path,
    message: `hides ${other.path} at ${formatLocation(other.node.location)}${effect(other.node)}; remove one of the two`,
  }));
}

function effect(node: ConfigNode): string {
  if (node.kind !== 'scalar' || node.origin === 'app' || typeof node.value !== 'string') return '';
  const { variables } = interpolate(node.value, {});
  return variables.length === 0 ? '' : `, so that ${variables.join(' and ')} has no effect`;
}
