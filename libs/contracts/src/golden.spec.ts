import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv from 'ajv';

import type { EventDefinition } from './event';
import { topics } from './topics';

/** `<EventType>.v<major>[.<variant>].json`: what was said once stays readable for ever. */
const folder = join(__dirname, '..', 'golden');
const files = readdirSync(folder);
const ajv = new Ajv({ strict: false, allErrors: true });

const declared = new Map<string, EventDefinition<never>>();
for (const { events } of Object.values(topics)) {
  for (const event of events as readonly EventDefinition<never>[]) declared.set(event.type, event);
}
const eventOf = (file: string): EventDefinition<never> | undefined => declared.get(file.split('.')[0] ?? '');
const sampleOf = (file: string) =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>;

it.each(files)('%s is still an event of this platform', (file) => {
  expect(file).toMatch(/^[A-Z]\w+\.v1(\.[a-z-]+)?\.json$/);
  expect(eventOf(file)?.type).toBe(file.split('.')[0]);
});

it.each(files)('%s can still be read, and written', (file) => {
  const event = eventOf(file);
  const validate = ajv.compile(event?.schema ?? false);
  validate(sampleOf(file));
  expect(validate.errors ?? []).toEqual([]);
  expect(typeof sampleOf(file)[event?.key ?? '']).toBe('string');
});

it.each([...declared.keys()])('%s has a sample of its first version', (type) => {
  expect(files).toContain(`${type}.v1.json`);
});

it.each(files)('%s is refused with a field that nobody declared', (file) => {
  const validate = ajv.compile(eventOf(file)?.schema ?? true);
  expect(validate({ ...sampleOf(file), undeclared: 1 })).toBe(false);
});

it('an event of one name is one event, whatever topics carry it', () => {
  const seen = new Map<string, unknown>();
  for (const { events } of Object.values(topics)) {
    for (const event of events as readonly EventDefinition<never>[]) {
      expect(seen.get(event.type) ?? event).toBe(event);
      seen.set(event.type, event);
    }
  }
});
