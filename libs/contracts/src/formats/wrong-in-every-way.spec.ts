import fc from 'fast-check';

import { day } from '../calendar';
import {
  creditCodeCheck,
  type Parsed,
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
  wordsOfFormat,
} from './index';

type Parse = (input: string) => Parsed<string>;
const today = day('2026-01-01');
const residentId: Parse = (input) => parseResidentId(input, today);
const permit: Parse = (input) => parseDocument('residence-permit', input, today);
const permanent: Parse = (input) => parseDocument('permanent-resident', input, today);
const military: Parse = (input) => parseDocument('military', input, today);
const passport: Parse = (input) => parseDocument('passport', input, today);
const said = (parsed: Parsed<string>): string => (parsed.ok ? parsed.value : parsed.code);

/** A credit code but for its check digit, with an organisation code in it that is none. */
const OTHER_ORGANISATION = '91350100M000100Y5';
/** Their values are longer or shorter. */
const OF_NO_LENGTH = ['passport', 'military document', 'plate'];

/** A right value of each format, and what is wrong with it in the ways that are its own. */
const formats: Record<string, { parse: Parse; right: string[]; wrong: [string, string][] }> = {
  'resident ID': {
    parse: residentId,
    right: ['11010519491231002X', '33010219200403064X'],
    wrong: [
      ['', 'resident-id.shape'],
      ['X1010519491231002X', 'resident-id.shape'],
      ['11010519491231002Y', 'resident-id.shape'],
      ['11010519491231002×', 'resident-id.shape'],
      ['11010519491231002Х', 'resident-id.shape'],
      ['110105194912310020', 'resident-id.check-digit'],
      ['11010519491331002X', 'resident-id.birth-date'],
      ['11010519490229002X', 'resident-id.birth-date'],
      ['11010520991231002X', 'resident-id.birth-date'],
      ['11010500000000002X', 'resident-id.birth-date'],
      ['99010519491231002X', 'resident-id.check-digit'],
      ['16010519491231002X', 'resident-id.area'],
      ['١١٠١٠٥١٩٤٩١٢٣١٠٠٢X', 'resident-id.shape'],
      ['11010519491231002X\u0000', 'resident-id.shape'],
    ],
  },
  'residence permit': {
    parse: permit,
    right: ['81000019980902013X'],
    wrong: [
      ['11010519491231002X', 'document.other-kind'],
      ['810000199809020130', 'resident-id.check-digit'],
      ['8100001998090201', 'resident-id.shape'],
    ],
  },
  'permanent-resident card': {
    parse: permanent,
    right: ['ABC110000000000'],
    wrong: [
      ['AB1110000000000', 'resident-id.shape'],
      ['ABC11000000000', 'resident-id.shape'],
      ['11010519491231002X', 'document.other-kind'],
    ],
  },
  'military document': {
    parse: military,
    right: ['军字第1234567号', '沈文字第12345678号'],
    wrong: [
      ['军字第12345号', 'document.shape'],
      ['军字第12345678901号', 'document.shape'],
      ['字第1234567号', 'document.shape'],
      ['1234567', 'document.shape'],
      ['一二三四五字第1234567号', 'document.shape'],
      ['A字第1234567号', 'document.shape'],
    ],
  },
  passport: {
    parse: passport,
    right: ['E12345678', 'G87654321'],
    wrong: [
      ['', 'document.shape'],
      ['E123', 'document.shape'],
      ['E'.repeat(18), 'document.shape'],
      ['E1234567ß', 'document.shape'],
      ['ſ12345678', 'document.shape'],
      ['E1234567É', 'document.shape'],
      ['护照12345678', 'document.shape'],
      ['E1234-5678', 'document.shape'],
    ],
  },
  'credit code': {
    parse: parseCreditCode,
    right: ['91350100M000100Y43', '91310115591693856A'],
    wrong: [
      ['', 'credit-code.shape'],
      ['91350100M000100Y4I', 'credit-code.shape'],
      ['91350100M000100Y44', 'credit-code.check-digit'],
      [OTHER_ORGANISATION + creditCodeCheck(OTHER_ORGANISATION), 'credit-code.organisation-code'],
      ['9135010OM000100Y43', 'credit-code.shape'],
      ['91350100-M000100Y43', 'credit-code.shape'],
    ],
  },
  'organisation code': {
    parse: parseOrganisationCode,
    right: ['D2143569X'],
    wrong: [
      ['', 'organisation-code.shape'],
      ['D21435690', 'organisation-code.check-digit'],
      ['D-2143569X', 'organisation-code.shape'],
      ['D2143569--X', 'organisation-code.shape'],
      ['D2143569-A', 'organisation-code.shape'],
      ['Ｄ２１４３５６', 'organisation-code.shape'],
    ],
  },
  VIN: {
    parse: parseVin,
    right: ['1M8GDM9AXKP042788'],
    wrong: [
      ['', 'vin.shape'],
      ['1M8GDM9AXKP04278ß', 'vin.shape'],
      ['1M8GDM9AXKP0427ß', 'vin.shape'],
      ['1M8GDM9AXKP04278Q', 'vin.shape'],
      ['1M8GDM9AXKP0427888', 'vin.shape'],
      ['1M8-GDM9AXKP042788', 'vin.shape'],
    ],
  },
  mobile: {
    parse: parseMobile,
    right: ['13812345678', '19999999999'],
    wrong: [
      ['', 'mobile.shape'],
      ['11812345678', 'mobile.shape'],
      ['138123456789', 'mobile.shape'],
      ['+85 13812345678', 'mobile.shape'],
      ['008613812345678901', 'mobile.shape'],
      ['1381234567a', 'mobile.shape'],
      ['(138)12345678', 'mobile.shape'],
      ['+86', 'mobile.shape'],
    ],
  },
  plate: {
    parse: (input) => parsePlate(input),
    right: ['冀A12345', '冀AD12345', '冀A1234挂', '冀A1234学', '冀A1234警', '粤Z1234港', '粤Z1234澳'],
    wrong: [
      ['', 'plate.province'],
      ['A12345', 'plate.province'],
      ['台A12345', 'plate.province'],
      ['冀O12345', 'plate.city'],
      ['冀112345', 'plate.city'],
      ['冀A1234', 'plate.serials'],
      ['冀A123456', 'plate.serials'],
      ['冀A1234O', 'plate.serials'],
      ['冀A12345挂', 'plate.serials'],
      ['冀AAB12C', 'plate.serials'],
      ['冀A1234😀', 'plate.serials'],
    ],
  },
  'file number': {
    parse: parseFileNumber,
    right: ['130100000001'],
    wrong: [
      ['', 'file-number.shape'],
      ['1301000000011', 'file-number.shape'],
      ['13010000000A', 'file-number.shape'],
      ['1301-00000001', 'file-number.shape'],
    ],
  },
  'agency code': {
    parse: parseAgencyCode,
    right: ['130100000400'],
    wrong: [
      ['', 'agency-code.shape'],
      ['13010000040', 'agency-code.shape'],
      ['000100000400', 'agency-code.area'],
      ['1301000004OO', 'agency-code.shape'],
    ],
  },
  'issuing authority': {
    parse: parseIssuingAuthority,
    right: ['冀130100', '冀A130100'],
    wrong: [
      ['', 'issuing-authority.shape'],
      ['冀B130100', 'issuing-authority.shape'],
      ['台130100', 'issuing-authority.shape'],
      ['冀00', 'issuing-authority.shape'],
      ['冀A990100', 'issuing-authority.area'],
    ],
  },
};

const wrongs = Object.entries(formats).flatMap(([name, { parse, wrong }]) =>
  wrong.map(([input, code]) => [name, input, code, parse] as const),
);
const rights = Object.entries(formats).flatMap(([name, { parse, right }]) =>
  right.map((value) => [name, value, parse] as const),
);

test.each(wrongs)('%s %j is refused with %s, which has its words', (_name, input, code, parse) => {
  expect(said(parse(input))).toBe(code);
  expect(wordsOfFormat(code)).not.toEqual(wordsOfFormat('no.such-code'));
});

const wide = (text: string): string =>
  text.replace(/[!-~]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0));

describe.each(rights)('%s %s', (name, value, parse) => {
  test.each([
    ['as it is', value],
    ['in lower case', value.toLowerCase()],
    ['full-width', wide(value)],
    ['full-width and in lower case', wide(value.toLowerCase())],
    ['with spaces around it', ` ${value}\t\r\n`],
    ['with wide spaces in it', [...value].join('\u3000')],
    ['with non-breaking spaces in it', [...value].join('\u00a0')],
    ['with zero-width spaces in it', [...value].join('\u200b')],
    ['with a byte order mark before it', `\ufeff${value}`],
    ['with direction marks around it', `\u202a${value}\u202c`],
  ])('is read %s', (_how, input) => {
    expect(said(parse(input))).toBe(value);
  });

  test('is none with a character more or less, or with a foreign one in it', () => {
    if (!OF_NO_LENGTH.includes(name)) {
      for (const other of [value.slice(1), value.slice(0, -1), `${value}1`])
        expect(parse(other).ok).toBe(false);
    }
    const foreign = fc.constantFrom(
      '\u0000',
      '\u007f',
      '\ud800',
      '\udc00',
      '😀',
      '\ufffd',
      '٣',
      'ß',
      'ı',
      '_',
      '"',
      '%',
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: value.length }), foreign, (at, character) => {
        expect(parse(value.slice(0, at) + character + value.slice(at)).ok).toBe(false);
        expect(parse(value.slice(0, at) + character + value.slice(at + 1)).ok).toBe(false);
      }),
    );
  });
});

test('what is read once is read the same again, whatever was typed', () => {
  const near = fc
    .tuple(fc.constantFrom(...rights), fc.nat(), fc.string({ unit: 'binary', maxLength: 3 }))
    .map(([[, value], at, noise]) => {
      const place = at % (value.length + 1);
      return value.slice(0, place) + noise + value.slice(place);
    });
  fc.assert(
    fc.property(fc.oneof(near, fc.string({ unit: 'binary' })), (text) => {
      for (const { parse } of Object.values(formats)) {
        const first = parse(text);
        if (first.ok) expect(said(parse(first.value))).toBe(first.value);
      }
    }),
    { numRuns: 1_000 },
  );
});
