import type { Day } from '../calendar';
import { type Parsed, tidy, wrong } from './parsed';
import { parseResidentId } from './resident-id';

/** Documents that name a person (rules §9a). */
export const DOCUMENT_TYPES = [
  'resident-id',
  'residence-permit',
  'permanent-resident',
  'military',
  'passport',
] as const;
export type PersonDocumentType = (typeof DOCUMENT_TYPES)[number];
export type DocumentNumber = string & { readonly __documentNumber: unique symbol };

const startsWith =
  (prefixes: RegExp) =>
  (input: string, today: Day): Parsed<DocumentNumber> => {
    const parsed = parseResidentId(input, today);
    if (!parsed.ok) return parsed;
    return prefixes.test(parsed.value)
      ? { ok: true, value: parsed.value as string as DocumentNumber }
      : wrong('document.other-kind');
  };

const matching =
  (pattern: RegExp) =>
  (input: string): Parsed<DocumentNumber> => {
    const number = tidy(input);
    return pattern.test(number) ? { ok: true, value: number as DocumentNumber } : wrong('document.shape');
  };

/** Written with or without the words for "number": kept with both. */
const military = (input: string): Parsed<DocumentNumber> => {
  const [, issuer, digits] =
    /^((?:(?![字第号])\p{Script=Han}){1,4})字?第?(\d{6,10})号?$/u.exec(tidy(input)) ?? [];
  return issuer !== undefined && digits !== undefined
    ? { ok: true, value: `${issuer}字第${digits}号` as DocumentNumber }
    : wrong('document.shape');
};

const permanentResident = (input: string, today: Day): Parsed<DocumentNumber> => {
  // Cards issued before 2023 carry three letters and twelve digits.
  const old = matching(/^[A-Z]{3}\d{12}$/)(input);
  return old.ok ? old : startsWith(/^9/)(input, today);
};

const rules: Record<PersonDocumentType, (input: string, today: Day) => Parsed<DocumentNumber>> = {
  'resident-id': startsWith(/^[1-7]/),
  'residence-permit': startsWith(/^8[123]0000/),
  'permanent-resident': permanentResident,
  military,
  passport: matching(/^[A-Z0-9]{5,17}$/),
};

/** A person's document number by the rule of its type, normalised so that one document has one spelling. */
export const parseDocument = (type: PersonDocumentType, input: string, today: Day): Parsed<DocumentNumber> =>
  rules[type](input, today);
