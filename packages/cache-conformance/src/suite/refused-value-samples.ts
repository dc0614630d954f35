/** A value that can't be kept. */
export interface RefusedSample {
  readonly kind: string;
  /** Made anew for each use. */
  readonly value: () => unknown;
  /** Where the culprit is: its end is left open where it ends in `.` or `[`. */
  readonly path: string;
}

class Account {
  readonly id = 1;
}

class Labels extends Map<string, string> {}

/** What is in none of the types that the contract promises to keep. */
export const refusedSamples: readonly RefusedSample[] = [
  { kind: 'undefined', value: () => undefined, path: 'value' },
  { kind: 'a function', value: () => () => 1, path: 'value' },
  { kind: 'a class', value: () => ({ type: Account }), path: 'value.type' },
  { kind: 'a symbol', value: () => [1, Symbol('s')], path: 'value[1]' },
  { kind: 'a class instance', value: () => ({ user: { account: new Account() } }), path: 'value.user.account' },
  { kind: 'a subclass of Map', value: () => [new Labels()], path: 'value[0]' },
  { kind: 'an object with a prototype of its own', value: () => Object.create({ a: 1 }) as unknown, path: 'value' },
  { kind: 'a WeakMap', value: () => ({ a: new WeakMap() }), path: 'value.a' },
  { kind: 'a WeakSet', value: () => ({ a: new WeakSet() }), path: 'value.a' },
  { kind: 'a Promise', value: () => ({ a: Promise.resolve(1) }), path: 'value.a' },
  { kind: 'an ArrayBuffer', value: () => new ArrayBuffer(4), path: 'value' },
  { kind: 'another typed array', value: () => [new Float32Array(2)], path: 'value[0]' },
  { kind: 'a DataView', value: () => new DataView(new ArrayBuffer(4)), path: 'value' },
  { kind: 'a boxed primitive', value: () => ({ a: Object('boxed') as unknown }), path: 'value.a' },
  { kind: 'URLSearchParams', value: () => new URLSearchParams('a=1'), path: 'value' },
  // oxlint-disable-next-line no-sparse-arrays
  { kind: 'a hole in an array', value: () => ({ list: [1, , 3] }), path: 'value.list[1]' },
  { kind: 'a named property of an array', value: () => Object.assign([1], { extra: 1 }), path: 'value.extra' },
  { kind: 'a property named by a symbol', value: () => ({ a: { [Symbol('s')]: 1 } }), path: 'value.a[' },
  { kind: 'an object that says how it is written as JSON', value: () => ({ toJSON: () => 1 }), path: 'value.toJSON' },
  { kind: 'a function in a Map', value: () => ({ a: new Map([['k', () => 1]]) }), path: 'value.a.' },
  { kind: 'a function as a key of a Map', value: () => new Map([[() => 1, 1]]), path: 'value.' },
  { kind: 'a symbol in a Set', value: () => [new Set([Symbol('s')])], path: 'value[0].' },
  { kind: 'a function as the cause of an Error', value: () => new Error('x', { cause: () => 1 }), path: 'value.' },
  { kind: 'an object that holds itself', value: objectCycle, path: 'value.self' },
  { kind: 'an array that holds itself', value: arrayCycle, path: 'value[0]' },
  { kind: 'a Map that holds itself', value: mapCycle, path: 'value.' },
  { kind: '1,000 levels of nesting', value: tooDeep, path: 'value[' },
];

function objectCycle(): unknown {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
}

function arrayCycle(): unknown {
  const value: unknown[] = [];
  value.push(value);
  return value;
}

function mapCycle(): unknown {
  const value = new Map<string, unknown>();
  value.set('self', { value });
  return value;
}

function tooDeep(): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < 1_000; level++) value = [value];
  return value;
}
