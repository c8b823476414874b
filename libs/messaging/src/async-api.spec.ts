import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SERVICES, topics } from '@open122/contracts';

import { asyncApi } from './async-api';

const document = asyncApi('he') as {
  channels: Record<string, { address: string }>;
  operations: Record<string, { action: string }>;
};

it('docs/asyncapi.json tells what the contracts say (else: build, then node libs/messaging/dist/src/async-api.js)', () => {
  const file = join(__dirname, '..', '..', '..', 'docs', 'asyncapi.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(document);
});

it('names every topic with its province and major version', () => {
  expect(Object.keys(document.channels)).toEqual(Object.keys(topics));
  expect(document.channels['fulfilment.handover']?.address).toBe('he.fulfilment.handover.v1');
});

it('every topic has one service that says it', () => {
  for (const name of Object.keys(topics)) {
    const said = Object.entries(document.operations).filter(([each]) => each.endsWith(` says ${name}`));
    expect(said).toHaveLength(1);
    expect(SERVICES.some((service) => said[0]?.[0].startsWith(`${service} `))).toBe(true);
  }
});
