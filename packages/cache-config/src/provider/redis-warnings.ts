import type { RedisSection } from '../definition/redis-section.ts';
import { interpolate } from '../interpolation/interpolate.ts';
import { entryAt, isEmpty, type ConfigNode } from '../source/config-node.ts';
import { formatLocation } from '../source/source-location.ts';
import type { Finding } from '../validation/finding.ts';
import { urlParts } from './url-parts.ts';

/** Where a connection setting is said. */
interface Holder {
  readonly path: string;
  readonly node: ConfigNode;
}

const settings = ['host', 'port', 'db', 'username', 'password', 'ssl'] as const;
const ownPath = ['cache', 'providers', 'redis'] as const;

/** Warns of each connection setting that has no effect because a nearer one says the same, and names both places. */
export function redisWarnings(document: ConfigNode, shared: RedisSection, own: RedisSection): Finding[] {
  const ownUrl = holder(document, ...ownPath, 'url');
  const sharedUrl = holder(document, 'redis', 'url');
  const ownParts = urlParts(own.url);
  const sharedParts = ownUrl === undefined ? urlParts(shared.url) : urlParts(undefined);
  return [
    ...hidden([ownUrl, sharedUrl]),
    ...settings.flatMap((name) =>
      hidden([
        holder(document, ...ownPath, name),
        ownParts.has(name) ? ownUrl : undefined,
        holder(document, 'redis', name),
        sharedParts.has(name) ? sharedUrl : undefined,
      ]),
    ),
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
