import { cacheName } from './cache-name-field.ts';
import { cacheSettingsSection, type CacheSettingsSection } from './cache-settings-section.ts';
import type { Section } from './field.ts';
import { text } from './fields.ts';
import { memorySection, type MemorySection } from './memory-section.ts';
import { redisSection, type RedisSection } from './redis-section.ts';

/** Providers, and the caches over them. */
export interface CacheSection extends CacheSettingsSection {
  readonly default_provider?: string;
  readonly name?: string;
  readonly caches?: Readonly<Record<string, CacheSettingsSection>>;
  readonly providers?: ProvidersSection;
}

/** The providers that are known without a schema from the app. */
interface ProvidersSection {
  readonly memory?: MemorySection;
  readonly redis?: RedisSection;
}

export const cacheSection: Section<CacheSection> = {
  kind: 'section',
  description: 'Which providers there are, which one is meant where none is named, and the caches over them.',
  fields: {
    default_provider: text({
      description: 'Name of the provider that is meant where none is named. It must be enabled.',
      default: 'memory',
      accepts: 'the name of an enabled provider',
      aliases: ['default', 'provider'],
    }),
    name: cacheName({
      description:
        'Name of the cache that is meant where none is named; its keys begin with it where caches share a store.',
      default: 'default',
      aliases: ['cache_name', 'default_cache'],
    }),
    ...cacheSettingsSection.fields,
    caches: {
      kind: 'sections',
      description:
        'Further caches, by name. Each takes the settings of cache from tiers on; what it does not say is as there.',
      key: cacheName({ description: 'Name of a cache.' }),
      hint: '{} for a cache that is as the section cache says',
      section: cacheSettingsSection,
    },
    providers: {
      kind: 'section',
      description: 'The providers, by name.',
      others: 'a provider whose schema is passed to loadConfig({ providers })',
      fields: {
        memory: memorySection,
        redis: redisSection('The cache in Redis. What stands here goes before the section redis at the top.', {
          description: 'Is this provider on? redis.enabled at the top must not be false either.',
          default: false,
        }),
      },
    },
  },
};
