import fc from 'fast-check';

import { day } from '../calendar';
import {
  creditCodeCheck,
  normaliseMobile,
  organisationCodeCheck,
  parseAgencyCode,
  parseCreditCode,
  parseDocument,
  parseFileNumber,
  parseIssuingAuthority,
  parseMobile,
  parseOrganisationCode,
  parsePlate,
  parseResidentId,
  parseVin,
  residentIdCheck,
} from './index';

const today = day('2026-01-01');
const codeOf = (parsed: { ok: boolean; code?: string; value?: string }) =>
  parsed.ok ? parsed.value : parsed.code;

test.each([
  ['11010519491231002X', '11010519491231002X'],
  ['33010219200403064x', '33010219200403064X'],
  ['81000019980902013X', '81000019980902013X'],
  ['110105491231002', '11010519491231002X'],
  ['110105199003078888', 'resident-id.check-digit'],
  ['130102199002290039', 'resident-id.birth-date'],
  ['130102202601020013', 'resident-id.birth-date'],
  ['000102199002280039', 'resident-id.area'],
  ['1301021990022800', 'resident-id.shape'],
])('resident ID %s gives %s (rules §10)', (input, expected) => {
  expect(codeOf(parseResidentId(input, today))).toBe(expected);
});

test('the 17th digit of a resident ID tells the sex, the digits before it the birth date', () => {
  expect(parseResidentId('11010519491231002X', today)).toMatchObject({ sex: 'female', birth: '1949-12-31' });
});

test.each([
  ['91350100M000100Y43', '91350100M000100Y43'],
  ['91310115591693856A', '91310115591693856A'],
  ['91350100M0001TGQXM', expect.stringMatching(/^credit-code\./)],
  ['91350100M000100Y4', 'credit-code.shape'],
  ['9135010IM000100Y43', 'credit-code.shape'],
])('credit code %s gives %s (rules §10)', (input, expected) => {
  expect(codeOf(parseCreditCode(input))).toEqual(expected);
});

test.each([
  ['D2143569-X', 'D2143569X'],
  ['d2143569x', 'D2143569X'],
  ['D2143569-1', 'organisation-code.check-digit'],
  ['D214356', 'organisation-code.shape'],
])('organisation code %s gives %s (rules §10)', (input, expected) => {
  expect(codeOf(parseOrganisationCode(input))).toBe(expected);
});

test.each([
  ['1M8GDM9AXKP042788', []],
  ['1M8GDM9A1KP042788', ['vin.check-digit']],
])('VIN %s is taken with the warnings %j', (input, warnings) => {
  expect(parseVin(input)).toEqual({ ok: true, value: input, warnings });
});

test.each(['1M8GDM9AXKP04278', '1M8GDM9AXKP04278O', 'IM8GDM9AXKP042788'])('VIN %s is none', (input) => {
  expect(codeOf(parseVin(input))).toBe('vin.shape');
});

test.each([
  ['13812345678', '13812345678'],
  ['+86 138-1234-5678', '13812345678'],
  ['１３８１２３４５６７８', '13812345678'],
  ['12812345678', null],
  ['1381234567', null],
])('mobile %s gives %s', (input, expected) => {
  expect(normaliseMobile(input)).toBe(expected);
});

test.each([
  ['冀A12345', undefined, '冀A12345'],
  ['冀AB1234', '02', '冀AB1234'],
  ['冀AD12345', '52', '冀AD12345'],
  ['冀a·12345', '02', '冀A12345'],
  ['冀Ａ１２３４５', '02', '冀A12345'],
  ['冀A12345D', '51', '冀A12345D'],
  ['冀A1234挂', '15', '冀A1234挂'],
  ['冀AI1234', undefined, 'plate.serials'],
  ['冀A1234', undefined, 'plate.serials'],
  ['冀AABC12', undefined, 'plate.serials'],
  ['冀AW12345', undefined, 'plate.serials'],
  ['冀I12345', undefined, 'plate.city'],
  ['X A12345', undefined, 'plate.province'],
  ['冀AD12345', '02', 'plate.type'],
  ['冀A12345', '52', 'plate.type'],
  ['冀A12345', '15', 'plate.type'],
] as const)('plate %s of type %s gives %s (rules §6, §10)', (input, type, expected) => {
  expect(codeOf(parsePlate(input, type))).toBe(expected);
});

test.each([
  [parseFileNumber('130100000001'), '130100000001'],
  [parseFileNumber('13010000000'), 'file-number.shape'],
  [parseIssuingAuthority('冀130100'), '冀130100'],
  [parseIssuingAuthority('冀A130100'), '冀A130100'],
  [parseIssuingAuthority('A130100'), 'issuing-authority.shape'],
  [parseIssuingAuthority('冀990100'), 'issuing-authority.area'],
  [parseAgencyCode('130100000400'), '130100000400'],
  [parseAgencyCode('990100000400'), 'agency-code.area'],
  [parseDocument('residence-permit', '81000019980902013X', today), '81000019980902013X'],
  [parseDocument('residence-permit', '11010519491231002X', today), 'document.other-kind'],
  [parseDocument('resident-id', '81000019980902013X', today), 'document.other-kind'],
  [parseDocument('permanent-resident', 'ABC110000000000', today), 'ABC110000000000'],
  [parseDocument('passport', ' e12345678 ', today), 'E12345678'],
  [parseDocument('passport', 'E1', today), 'document.shape'],
  [parseDocument('military', '军字第1234567号', today), '军字第1234567号'],
])('%j is %s', (parsed, expected) => {
  expect(codeOf(parsed)).toBe(expected);
});

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));

test('no single wrong digit of a resident ID passes', () => {
  const valid = '11010519491231002X';
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
      const digit = (Number(valid[at]) + by) % 10;
      const changed = `${valid.slice(0, at)}${digit}${valid.slice(at + 1)}`;
      expect(parseResidentId(changed, today).ok).toBe(false);
    }),
  );
});

test('every number with a right check digit, area and date passes, and normalising twice changes nothing', () => {
  const births = fc.date({ min: new Date('1920-01-01'), max: new Date('2025-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(births, digits(3), (birth, order) => {
      const first17 = `130102${birth.toISOString().slice(0, 10).replaceAll('-', '')}${order}`;
      const parsed = parseResidentId(` ${first17}${residentIdCheck(first17).toLowerCase()} `, today);
      expect(parsed.ok && parseResidentId(parsed.value, today)).toEqual(parsed);
    }),
  );
});

test('a credit code made of a right organisation code and check digit passes', () => {
  const letters = fc.stringMatching(/^[0-9A-HJ-NPQRTUWXY]{8}$/);
  fc.assert(
    fc.property(digits(6), letters, (area, first8) => {
      const first17 = `91${area}${first8}${organisationCodeCheck(first8)}`;
      expect(parseCreditCode(first17 + creditCodeCheck(first17)).ok).toBe(true);
    }),
  );
});

test('no text makes a parser throw', () => {
  const parsers = [
    (text: string) => parseResidentId(text, today),
    (text: string) => parseDocument('permanent-resident', text, today),
    parseCreditCode,
    parseOrganisationCode,
    parseVin,
    parseMobile,
    parsePlate,
    parseFileNumber,
    parseIssuingAuthority,
    parseAgencyCode,
  ];
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
      for (const parse of parsers) expect(typeof parse(text).ok).toBe('boolean');
    }),
  );
});
