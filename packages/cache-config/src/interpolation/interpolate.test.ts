import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolate } from './interpolate.ts';

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/).filter((text) => text !== '__proto__');
const anyText = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('$', '{', '}', ':', 'A', '\n', '"') }));

describe('interpolate', () => {
  it.each([
    ['${HOST}', { HOST: 'a' }, 'a'],
    ['${HOST:b}', { HOST: 'a' }, 'a'],
    ['${HOST:b}', {}, 'b'],
    ['${HOST:b}', { HOST: '' }, 'b'],
    ['${HOST:}', {}, ''],
    ['${HOST:a}b}', {}, 'ab}'],
    ['redis://${HOST:b}:${PORT:1}/0', { PORT: '2' }, 'redis://b:2/0'],
  ])('reads %s in %o as %s', (source, environment, expected) => {
    expect(interpolate(source, environment)).toMatchObject({ text: expected, faults: [] });
  });

  it('splits at the first colon, so that a default can hold one', () => {
    expect(interpolate('${URL:redis://localhost:6379}', {}).text).toBe('redis://localhost:6379');
  });

  it.each(['$', '$$', 'a$b', '{x}', '$ {X}', '$HOME', '}', ''])('leaves %s as it is', (source) => {
    expect(interpolate(source, { HOME: 'x', X: 'x' })).toEqual({
      text: source,
      variables: [],
      fragments: [],
      faults: [],
    });
  });

  it('reads $${ as a literal ${', () => {
    expect(interpolate('$${HOME} costs $${', { HOME: 'x' })).toMatchObject({ text: '${HOME} costs ${', variables: [] });
  });

  it('gives back any text once its ${ are escaped', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(
          interpolate(
            text.replaceAll('${', () => '$${'),
            {},
          ),
        ).toMatchObject({ text, faults: [] });
      }),
    );
  });

  it('puts in any value as it is, and never looks into it again', () => {
    fc.assert(
      fc.property(name, anyText, fc.string({ unit: fc.constantFrom('a', ' ', '-') }), (variable, value, around) => {
        fc.pre(value !== '');
        const { text, variables } = interpolate(`${around}\${${variable}}${around}`, { [variable]: value });
        expect(text).toBe(around + value + around);
        expect(variables).toEqual([variable]);
      }),
    );
  });

  it('puts in any default without braces as it is', () => {
    fc.assert(
      fc.property(name, anyText, (variable, fallback) => {
        fc.pre(!/[{}]/.test(fallback));
        expect(interpolate(`\${${variable}:${fallback}}`, {}).text).toBe(fallback);
      }),
    );
  });

  it.each(['${', '${A', '${}', '${:x}', '${1A}', '${A B}', '${A-B}', '${ A }', '${A:${B:x}}', '${A:{}}'])(
    'refuses %s as a placeholder',
    (source) => {
      expect(interpolate(source, { A: 'x', B: 'x' }).faults).toHaveLength(1);
    },
  );

  it.each([{}, { A: '' }, { A: undefined }])('needs a variable without default to be set in %o', (environment) => {
    expect(interpolate('${A}', environment).faults).toEqual([
      {
        message: 'needs the environment variable A, which is unset or empty',
        accepted: 'set A, or write ${A:default}',
      },
    ]);
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'does not take %s from the prototype of the environment',
    (variable) => {
      expect(interpolate(`\${${variable}}`, {}).faults).toHaveLength(1);
    },
  );
});
