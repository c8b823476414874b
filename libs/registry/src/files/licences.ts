import {
  C6_SINCE,
  type Day,
  DOCUMENT_TYPES,
  type DocumentNumber,
  type FileNumber,
  type IssuingAuthority,
  LICENCE_CLASSES,
  LICENCE_STATUS,
  type LicenceClass,
  type LicenceStatus,
  type Mobile,
  parseDocument,
  parseFileNumber,
  parseIssuingAuthority,
  parseMobile,
  type PersonDocumentType,
} from '@open122/contracts';

import { date, flag, integer, name, oneOf, optional, raw, required, setOf } from './columns';
import { type Fault, registryFile } from './file-definition';

/** A row of licences.csv (rules §9a). `validUntil` null is long-term. */
export interface LicenceRow {
  revision: number;
  deleted: boolean;
  fileNumber: FileNumber;
  holder: { type: PersonDocumentType; number: DocumentNumber; name: string; mobile: Mobile | null };
  classes: LicenceClass[];
  firstIssuedOn: Day;
  validFrom: Day;
  validUntil: Day | null;
  status: LicenceStatus[];
  issuingAuthority: IssuingAuthority;
  issueNo: number;
  cycleStart: Day;
  cyclePoints: number;
  reached12Cycles: number | null;
  medicalUntil: Day | null;
  reviewDue: Day | null;
}

const columns = {
  revision: required(integer(1)),
  deleted: required(flag),
  fileNumber: required(parseFileNumber),
  documentType: required(oneOf(DOCUMENT_TYPES, 'document.type')),
  documentNumber: required(raw),
  name: required(name),
  mobile: optional(parseMobile),
  classes: required(setOf(LICENCE_CLASSES, '+', 'licence-class.unknown')),
  firstIssuedOn: required(date),
  validFrom: required(date),
  validUntil: optional(date),
  status: required(setOf(LICENCE_STATUS, '', 'status.unknown')),
  issuingAuthority: required(parseIssuingAuthority),
  issueNo: required(integer(1)),
  cycleStart: required(date),
  cyclePoints: required(integer(0, 12)),
  reached12Cycles: optional(integer(0)),
  medicalUntil: optional(date),
  reviewDue: optional(date),
};

/** licences.csv of the inner registry. */
export const licenceFile = registryFile<LicenceRow, typeof columns>({
  kind: 'licences',
  columns,
  combine({ documentType, documentNumber, name, mobile, ...rest }, today) {
    const faults: Fault[] = [];
    const document = parseDocument(documentType, documentNumber, today);
    if (!document.ok) faults.push({ column: 'documentNumber', code: document.code });
    if (rest.validUntil !== null && rest.validUntil < rest.validFrom) {
      faults.push({ column: 'validUntil', code: 'dates.order' });
    }
    if (rest.firstIssuedOn > rest.validFrom) faults.push({ column: 'validFrom', code: 'dates.order' });
    if (rest.classes.includes('C6') && rest.validFrom < C6_SINCE) {
      faults.push({ column: 'classes', code: 'licence-class.not-yet' });
    }
    if (!document.ok || faults.length > 0) return { faults };
    return { row: { ...rest, holder: { type: documentType, number: document.value, name, mobile } } };
  },
  entryOf: ({ fileNumber, deleted, holder: { type, number, name, mobile } }) => ({
    ...{ source: `licence:${fileNumber}`, document: { type, number }, name, mobile },
    ...(deleted && { deleted }),
  }),
});
