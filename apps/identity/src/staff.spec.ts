import { type Post, postIsComplete } from './staff';

const words = { zh: '', en: '' };
const windows = [
  { code: 'one', kind: 'individual' as const, area: '130102', name: words },
  { code: 'org', kind: 'organisation' as const, area: '130102', name: words },
];
const post = (role: Post['role'], more: Partial<Post> = {}): Post => ({
  role,
  window: null,
  owner: null,
  ...more,
});

it.each([
  ['a clerk with window and document', post('clerk', { window: 'one' }), true, true],
  ['a clerk without document', post('clerk', { window: 'one' }), false, false],
  ['a clerk without window', post('clerk'), true, false],
  ['a clerk of an unknown window', post('clerk', { window: 'two' }), true, false],
  ['a clerk with an owner', post('clerk', { window: 'one', owner: 'licence' }), true, false],
  ['an operator with owner', post('operator', { owner: 'vehicle' }), false, true],
  ['an operator without owner', post('operator'), false, false],
  ['an operator with window', post('operator', { owner: 'vehicle', window: 'one' }), false, false],
  ['an administrator', post('administrator'), false, true],
  ['a grants officer', post('grants-officer'), false, true],
  ['an auditor', post('auditor'), false, true],
  ['a fulfilment clerk with window', post('fulfilment', { window: 'one' }), false, false],
])('%s', (_, given, document, complete) => {
  expect(postIsComplete(given, document, windows)).toBe(complete);
});
