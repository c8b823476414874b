import { settingName } from './config';
import { baseSettings, type Settings } from './settings';

/** The settings of services as a Markdown table, for docs/operations. Shared settings are told once. */
export function configTable(services: readonly { name: string; settings: Settings }[]): string {
  const rows = new Map<string, string>();
  for (const { name, settings } of services) {
    for (const [key, setting] of Object.entries<Settings[string]>({ ...baseSettings, ...settings })) {
      const full = settingName(name, key, setting);
      rows.set(full, `| \`${full}\` | ${setting.desc ?? ''} | ${presence(setting)} |`);
    }
  }
  return ['| setting | meaning | when missing |', '|---|---|---|', ...rows.values()].join('\n');
}

const presence = (setting: Settings[string]): string => {
  if (!('default' in setting)) return 'refused';
  return setting.default === undefined ? '–' : `\`${String(setting.default)}\``;
};
