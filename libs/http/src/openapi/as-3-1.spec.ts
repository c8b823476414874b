import { as31 } from './as-3-1';

it.each([
  ['a plain type', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
  [
    'words of a list',
    { type: 'string', enum: ['a'], nullable: true, description: 'd' },
    { type: ['string', 'null'], enum: ['a', null], description: 'd' },
  ],
  [
    'another schema',
    { allOf: [{ $ref: '#/components/schemas/A' }], nullable: true },
    { anyOf: [{ allOf: [{ $ref: '#/components/schemas/A' }] }, { type: 'null' }] },
  ],
  [
    'another schema that is called an object',
    { type: 'object', allOf: [{ $ref: '#/components/schemas/A' }], nullable: true },
    { anyOf: [{ type: 'object', allOf: [{ $ref: '#/components/schemas/A' }] }, { type: 'null' }] },
  ],
  ['what is never null', { type: 'string', nullable: false }, { type: 'string' }],
  [
    'what lies deep',
    { properties: { list: { type: 'array', items: { type: 'number', nullable: true } } } },
    { properties: { list: { type: 'array', items: { type: ['number', 'null'] } } } },
  ],
  [
    'a property that is called so',
    { properties: { nullable: { type: 'boolean' } } },
    { properties: { nullable: { type: 'boolean' } } },
  ],
])('null as a type: %s', (_, given, made) => {
  expect(as31(given)).toEqual(made);
});
