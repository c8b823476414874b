import { CAPABILITIES, capabilityOf } from '@open122/catalogue';
import {
  type Delegation,
  delegations,
  organisationKindWords,
  SERVICES,
  topicName,
  type TopicName,
  topics,
} from '@open122/contracts';
import { configTable, type Settings } from '@open122/service';

import { at } from './profile';

/** Tables of a paper that are made from the code, by the name of their section. */
export type Reference = Readonly<Record<string, string>>;

/** Those of docs/accounts.md: the capability matrix in both languages. */
export const accountsReference = (): Reference => ({
  'capabilities-zh': capabilityTable('zh'),
  'capabilities-en': capabilityTable('en'),
});

/** Those of docs/operations.md. `folder` holds each service's code: `src`, or `dist/src` when compiled. */
export async function reference(folder: string): Promise<Reference> {
  const services = await Promise.all(
    SERVICES.map(async (name) => ({ name, settings: await settingsIn(folder, name) })),
  );
  return { settings: configTable(services), topics: topicsTable() };
}

/** The document with its sections' tables replaced. Throws when a section is missing. */
export function withReference(document: string, tables: Reference): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const [before, after] = [`<!-- ${name}: made by \`npm run docs\` -->\n\n${START}\n`, END];
    const from = text.indexOf(before);
    const to = text.indexOf(after, from);
    if (from < 0 || to < 0) throw new Error(`the document has no section ${name}`);
    return `${text.slice(0, from)}${before}\n${table}\n\n${text.slice(to)}`;
  }, document);
}

const START = '<!-- prettier-ignore-start -->';
const END = '<!-- prettier-ignore-end -->';

async function settingsIn(folder: string, service: string): Promise<Settings> {
  const config = (await import(at('apps', service, folder, `${service}.config`))) as Record<string, Settings>;
  const settings = config[`${service}Settings`];
  if (settings === undefined) throw new Error(`${service}.config exports no ${service}Settings`);
  return settings;
}

const CELLS = {
  zh: { head: ['业务', '网上注册的个人', '窗口注册的个人', '单位'], yes: '可以', no: '–', granted: '经授权' },
  en: {
    head: ['may', 'online individual', 'window individual', 'organisation'],
    ...{ yes: 'yes', no: '–', granted: 'granted' },
  },
} as const;

function capabilityTable(language: 'zh' | 'en'): string {
  const { head, yes, no, granted } = CELLS[language];
  const rows = CAPABILITIES.map(capabilityOf).map(({ name, individual, organisation }) => [
    name[language],
    individual?.level === 'online' ? yes : no,
    individual === undefined ? no : yes,
    organisation === undefined
      ? no
      : organisation === 'any'
        ? yes
        : `${kindOf(organisation, language)}: ${granted}`,
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const kindOf = (delegation: Delegation, language: 'zh' | 'en'): string =>
  organisationKindWords[delegations[delegation].kind][language];

function topicsTable(): string {
  const rows = (Object.keys(topics) as TopicName[]).map((name) => {
    const { kind, partitions, producer, consumers, events } = topics[name];
    const keys = [...new Set(events.map(({ key }) => String(key)))].join(', ');
    const types = events.map(({ type }) => type).join(', ');
    return `| \`${topicName('he', name)}\` | ${kind} | ${partitions} | ${keys} | ${producer} | ${consumers.join(', ') || '–'} | ${types} |`;
  });
  return [
    '| topic | kind | partitions | key | says | hears | events |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
