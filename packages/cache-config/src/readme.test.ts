import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { documentSection } from './definition/document-section.ts';
import type { AnyDefinition, AnySection } from './definition/field.ts';
import { loadText } from './test/load-text.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const documents = [...readme.matchAll(/^```yaml\n(?<text>[\s\S]*?)^```$/gm)].map(
  (match) => match.groups?.['text'] ?? '',
);

describe('the README', () => {
  it('has YAML', () => {
    expect(documents.length).toBeGreaterThan(0);
  });

  it.each(documents)('has YAML that loads: %s', async (text) => {
    await expect(loadText(text, { env: { REDIS_HOST: 'cache.example' } })).resolves.toBeDefined();
  });

  it.each([...rows(documentSection, '')])('has a row of the reference for each setting: %s', (pattern) => {
    // The formatter pads cells.
    expect(readme.replaceAll(/ +/g, ' ')).toMatch(pattern);
  });
});

/**
 * One row for each field, sections inside of a section with their name before it; both Redis sections have the same, and a
 * further cache has those of the default one.
 */
function* rows(section: AnySection, path: string): Generator<RegExp> {
  for (const [name, definition] of Object.entries(section.fields)) {
    const place = path === '' ? name : `${path}.${name}`;
    if (definition.kind === 'section') yield* rows(definition, place);
    else yield row(place.replace(/^(?:redis|cache\.providers\.(?:redis|memory))\./, ''), definition);
  }
}

/** Its name, its default and its description; the type between is said in fewer words than elsewhere. */
function row(name: string, field: Exclude<AnyDefinition, AnySection>): RegExp {
  const standard = field.kind !== 'field' || field.default === undefined ? '' : `\`${field.default}\` `;
  return new RegExp(
    `^\\| ${escape(`\`${name}\``)} \\| [^|]+ \\| ${escape(standard)}\\| ${escape(field.description)} \\|$`,
    'm',
  );
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
