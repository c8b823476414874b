import type { Day } from '@open122/contracts';

import { aVault } from '../testing/a-vault';
import { EntryFault, readEntry } from './entries';

const vault = aVault();
const today = '2026-01-05' as Day;
const read = (entry: unknown) => readEntry(entry, vault, today);
const refOf = (entry: unknown) => {
  const record = read(entry);
  return record instanceof EntryFault ? record.field : record.party.ref;
};
const person = {
  source: 'licence:130100000001',
  document: { type: 'resident-id', number: '11010519491231002X' },
  name: '张三',
  mobile: null,
};
const organisation = (type: string, code: string) => ({
  source: 'vehicle:V',
  name: '公司',
  organisation: { type, code },
});

it('a person comes back with the reference of the normalised document', () => {
  expect(refOf(person)).toBe(vault.personRef('resident-id', '11010519491231002X'));
  expect(refOf({ ...person, document: { ...person.document, number: '11010519491231002x ' } })).toBe(
    refOf(person),
  );
});

it('a 15-digit number is the same person as its 18-digit form', () => {
  const old = { ...person, document: { type: 'resident-id', number: '110105491231002' } };
  expect(refOf(old)).toBe(refOf(person));
});

it('an organisation code and the credit code around it are one organisation', () => {
  expect(refOf(organisation('credit-code', '91350100M000100Y43'))).toBe(
    refOf(organisation('org-code', 'M000100Y4')),
  );
});

it.each([
  ['entry', null],
  ['entry', []],
  ['source', { ...person, source: 'no colon' }],
  ['name', { ...person, name: '' }],
  ['mobile', { ...person, mobile: '12345' }],
  ['document', { ...person, document: { type: 'resident-id', number: '110105199003078888' } }],
  ['document', { ...person, document: { type: 'library-card', number: '1' } }],
  ['document', { source: 'licence:1', name: 'A', mobile: null }],
  ['organisation', organisation('credit-code', '91350100M0001TGQXM')],
  ['organisation', organisation('tax-number', '1')],
])('a wrong %s is named', (field, entry) => {
  expect(refOf(entry)).toBe(field);
});
