import type { Field } from '../definition/field.ts';
import type { ConfigNode } from '../source/config-node.ts';
import { sortOfNode, type Finding } from './finding.ts';
import type { ReadContext } from './read-context.ts';
import { readScalar, type ScalarReading } from './read-scalar.ts';

/** Reads a single value. What is wrong is reported; then there is no value. */
export function readField(field: Field<unknown>, node: ConfigNode, path: string, context: ReadContext): unknown {
  const { location } = node;
  if (node.kind !== 'scalar') {
    context.problems.push({
      location,
      path,
      message: 'must be a single value',
      found: sortOfNode(node),
      accepted: field.accepts,
    });
    return undefined;
  }
  const reading = readScalar(node, path, context);
  return reading === undefined ? undefined : readValue(field, reading, { location, path }, context);
}

/** Reads a value that was interpolated. What is wrong is reported; then there is no value. */
export function readValue(
  field: Field<unknown>,
  reading: ScalarReading,
  place: Pick<Finding, 'location' | 'path'>,
  context: ReadContext,
): unknown {
  const { value, variables, coercible, within } = reading;
  if (value === null) return undefined;
  const result = field.schema.safeParse(coercible && typeof value === 'string' ? field.fromText(value) : value);
  if (result.success) return result.data;
  const quoted = !coercible && typeof value === 'string' && field.schema.safeParse(field.fromText(value)).success;
  const unquoted = typeof value !== 'string' && field.schema.safeParse(String(value)).success;
  context.problems.push({
    ...place,
    message: 'is not valid',
    found: { value, secret: field.secret ?? false, variables, ...(within === undefined ? {} : { within }) },
    accepted: `${field.accepts}${quoted ? '; remove the quotes' : ''}${unquoted ? '; put it in quotes' : ''}`,
  });
  return undefined;
}
