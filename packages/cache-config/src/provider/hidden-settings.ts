import type { AnySection } from '../definition/field.ts';
import { interpolate } from '../interpolation/interpolate.ts';
import { entryAt, isEmpty, type ConfigNode } from '../source/config-node.ts';
import { formatLocation } from '../source/source-location.ts';
import type { Finding } from '../validation/finding.ts';

/** Where a setting is said. */
export interface Holder {
  readonly path: string;
  readonly node: ConfigNode;
}

/** Where the setting at a path of names is said, if it is. */
export function holderAt(document: ConfigNode, ...path: readonly string[]): Holder | undefined {
  const node = entryAt(document, ...path)?.value;
  return node === undefined || isEmpty(node) ? undefined : { path: path.join('.'), node };
}

/** The first that is there hides the others. */
export function hidden(holders: readonly (Holder | undefined)[]): Finding[] {
  const [winner, ...others] = holders.filter((candidate) => candidate !== undefined);
  if (winner === undefined) return [];
  return others.map((other) => ({
    location: winner.node.location,
    path: winner.path,
    message: `hides ${other.path} at ${formatLocation(other.node.location)}${effect(other.node)}; remove one of the two`,
  }));
}

/**
 * What stands in both of two sections, setting by setting.
 *
 * @param overruling Where a setting of `shared` is overruled by one of `own` that has another name. Default: nowhere.
 */
export function hiddenInSection(
  { fields }: AnySection,
  own: Holder | undefined,
  shared: Holder | undefined,
  overruling: (name: string) => Holder | undefined = () => undefined,
): Finding[] {
  return Object.entries(fields).flatMap(([name, definition]) => {
    const [nearer, farther] = [child(own, name), child(shared, name)];
    return definition.kind === 'section' && nearer !== undefined
      ? hiddenInSection(definition, nearer, farther)
      : hidden([nearer ?? overruling(name), farther]);
  });
}

function child(holder: Holder | undefined, name: string): Holder | undefined {
  const below = holder === undefined ? undefined : holderAt(holder.node, name);
  return below === undefined ? undefined : { ...below, path: `${holder?.path ?? ''}.${name}` };
}

function effect(node: ConfigNode): string {
  if (node.kind !== 'scalar' || node.origin === 'app' || typeof node.value !== 'string') return '';
  const { variables } = interpolate(node.value, {});
  return variables.length === 0 ? '' : `, so that ${variables.join(' and ')} has no effect`;
}
