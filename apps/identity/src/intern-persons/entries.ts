import {
  type Day,
  DOCUMENT_TYPES,
  normaliseMobile,
  parseDocument,
  type PersonDocumentType,
} from '@open122/contracts';

import { organisationOf } from '../organisation-codes';
import type { Party, PartyRecord } from '../person';
import type { Vault } from '../vault';

/** Entries of one call at most. */
export const ENTRIES_MOST = 1000;

const SOURCE = /^[a-z][a-z-]{1,19}:[\x21-\x7e]{1,64}$/;
const NAME_MOST = 50;

type Raw = Record<string, unknown>;

/** What is wrong with an entry: the field. */
export class EntryFault {
  constructor(readonly field: string) {}
}

const isObject = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads one entry of a registry file as identity keeps it. By hand and not by a DTO: an import brings hundred thousands, and
 * they were validated where they were read; here they are only not believed.
 */
export function readEntry(entry: unknown, vault: Vault, today: Day): PartyRecord | EntryFault {
  if (!isObject(entry)) return new EntryFault('entry');
  const { source, name } = entry;
  if (typeof source !== 'string' || !SOURCE.test(source)) return new EntryFault('source');
  if (typeof name !== 'string' || name === '' || name.length > NAME_MOST * 2) return new EntryFault('name');
  const mobile = readMobile(entry.mobile);
  if (mobile === undefined) return new EntryFault('mobile');
  const party = readParty(entry, vault, today);
  if (party instanceof EntryFault) return party;
  const deleted = entry.deleted === true;
  return { source, party, particulars: { name, mobile }, ...(deleted && { deleted }) };
}

function readMobile(value: unknown): string | null | undefined {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'string' ? (normaliseMobile(value) ?? undefined) : undefined;
}

function readParty(entry: Raw, vault: Vault, today: Day): Party | EntryFault {
  if (isObject(entry.document)) return readPerson(entry.document, vault, today);
  if (isObject(entry.organisation)) return readOrganisation(entry.organisation, vault);
  return new EntryFault('document');
}

const isDocumentType = (type: unknown): type is PersonDocumentType =>
  (DOCUMENT_TYPES as readonly unknown[]).includes(type);

function readPerson({ type, number }: Raw, vault: Vault, today: Day): Party | EntryFault {
  if (!isDocumentType(type) || typeof number !== 'string') return new EntryFault('document');
  const parsed = parseDocument(type, number, today);
  if (!parsed.ok) return new EntryFault('document');
  const document = { type, number: parsed.value };
  return { ref: vault.personRef(type, document.number), kind: 'person', document };
}

function readOrganisation({ type, code }: Raw, vault: Vault): Party | EntryFault {
  const party = typeof code === 'string' ? organisationOf({ type, number: code }, vault) : null;
  return party ?? new EntryFault('organisation');
}
